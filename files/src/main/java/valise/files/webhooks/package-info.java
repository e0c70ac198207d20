/// Telling other systems what happened: sharefile-v3 section 14. Start at
/// [valise.files.webhooks.Webhooks].
///
/// Events come from the outbox, so each is stored with the change that caused it. [Translation]
/// turns them into deliveries, one for each subscription they are for, in the transaction that
/// moves its position. [DeliverEvents] posts the deliveries of one subscription one after the
/// other: in order, at least once, with the same `Valise-Event-Id` each time. Whether the
/// subscriber may know of an event is decided when it is delivered ([Sight]).
///
/// Tables: `webhook_subscription`, `webhook_subscription_event`, `webhook_delivery`, `webhook_key`.
@org.jspecify.annotations.NullMarked
package valise.files.webhooks;
