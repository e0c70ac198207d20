/// Telling others: callbacks with signatures, retries, and what came of them. Start at
/// [valise.hub.delivery.Dispatcher] for how it is sent, at [valise.hub.delivery.Deliveries] for
/// what can be asked and asked for.
///
/// An event and its deliveries are in one transaction ([valise.hub.events.OnRecorded]); nothing is
/// sent before it is durable. A subscription is served by one node at a time, under a lease with a
/// number that fences late results. A receiver gets every event at least once, always with the same
/// id.
///
/// What somebody announces by hand is a [valise.hub.delivery.Notification] that no instance has,
/// and is stored and told like an event. Whoever subscribed by mail gets the same deliveries from
/// [valise.hub.delivery.SubscriberMail]. What was told before is told again by
/// [valise.hub.delivery.Redeliveries].
///
/// Tables: `subscription`, `subscription_topic`, `delivery`, `delivery_attempt`, `redelivery`,
/// `notification`, `notification_mark`.
@org.jspecify.annotations.NullMarked
package valise.hub.delivery;
