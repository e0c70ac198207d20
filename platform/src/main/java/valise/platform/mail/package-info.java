/// Mail out. Start at [valise.platform.mail.Mailer]. Owns no table: what must not be lost is a job
/// that calls a mailer.
@org.jspecify.annotations.NullMarked
package valise.platform.mail;
