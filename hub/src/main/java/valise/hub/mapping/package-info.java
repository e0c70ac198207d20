/// What an element does, said as data: the calls an operation makes at the provider, how they are
/// put together, and what their answers mean. Start at [valise.hub.mapping.Operation] for how that
/// is written, and at [valise.hub.mapping.Engine] for how it is done.
///
/// Expressions are JSONata. Knows nothing of files, folders or events, and reaches nobody by
/// itself: requests go through the [valise.hub.mapping.Provider] it is given. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.hub.mapping;
