/// Calls that are done in the background, `Elements-Async-Request: True` [docs]. Start at
/// [valise.hub.background.AsyncCalls]. Table: `async_call`.
@org.jspecify.annotations.NullMarked
package valise.hub.background;
