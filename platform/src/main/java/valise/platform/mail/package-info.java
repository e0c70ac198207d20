/// Mail out. Start at [valise.platform.mail.Outgoing] for mail that tells of a change, at
/// [valise.platform.mail.Mailer] for what a job sends itself. Owns no table: what must not be lost
/// is a job.
@org.jspecify.annotations.NullMarked
package valise.platform.mail;
