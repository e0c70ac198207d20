/// Mail out. Start at [valise.platform.mail.Outgoing] for mail that tells of a change, at
/// [valise.platform.mail.Letter] for how all mail looks, as text and as page. What must not be lost
/// is a job; our table is `mail_log`, for operators.
@org.jspecify.annotations.NullMarked
package valise.platform.mail;
