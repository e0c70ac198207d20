/// Telling others: callbacks with signatures, retries, and what came of them. Start at
/// [valise.hub.delivery.Dispatcher] for how it is sent, at [valise.hub.delivery.Deliveries] for
/// what can be asked and asked for.
///
/// An event and its deliveries are in one transaction ([valise.hub.events.OnRecorded]); nothing is
/// sent before it is durable. A subscription is served by one node at a time, under a lease with a
/// number that fences late results. A receiver gets every event at least once, always with the same
/// id.
///
/// Tables: `subscription`, `subscription_topic`, `delivery`, `delivery_attempt`.
@org.jspecify.annotations.NullMarked
package valise.hub.delivery;
