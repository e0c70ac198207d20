/// Noticing changes: what is asked for when, at one request for an instance in which nothing
/// happened. Start at [valise.hub.polling.Poller]; what is watched is [valise.hub.polling.Watch].
///
/// Table: `poll`.
@org.jspecify.annotations.NullMarked
package valise.hub.polling;
