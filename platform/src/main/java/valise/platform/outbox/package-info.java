/// Events stored with the change that caused them, and their way to whoever acts on them. Start at
/// [valise.platform.outbox.Outbox] and [valise.platform.outbox.Relay]. Our tables are `outbox`,
/// `outbox_head` and `outbox_consumer`.
@org.jspecify.annotations.NullMarked
package valise.platform.outbox;
