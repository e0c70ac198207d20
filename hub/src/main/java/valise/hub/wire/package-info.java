/// The envelope once: how requests to the hub are admitted, read, paged and answered, and how it
/// says no. Start at [valise.hub.wire.Endpoint]. Owns no table.
///
/// Who a request's credentials belong to is for the [valise.hub.wire.Door] to say.
@org.jspecify.annotations.NullMarked
package valise.hub.wire;
