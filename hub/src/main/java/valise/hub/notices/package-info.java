/// Mail to people about what needs them: a receiver that was given up, a provider that lets an
/// instance in no more, polling that pauses. Start at [valise.hub.notices.Notices].
///
/// Whoever sees such a thing happen says so in the transaction in which it does; a job writes one
/// mail of all that came together.
///
/// Table: `notice`.
@org.jspecify.annotations.NullMarked
package valise.hub.notices;
