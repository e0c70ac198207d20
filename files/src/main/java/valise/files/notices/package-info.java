/// Which mail goes to whom about what happens with shares and in folders, and what it says.
///
/// Start at [valise.files.notices.ShareOrders], which is told of shares in the transaction of what
/// happens and stores orders, and at [valise.files.notices.FolderWatch], which reads the outbox for
/// what happens in folders. Each order is a job; [valise.files.notices.ShareMail],
/// [valise.files.notices.UploadMail] and [valise.files.notices.FolderMail] compose the mail when it
/// is sent, of what is still so and what its reader may still know. [valise.files.notices.Rounds]
/// looks from time to time for reminders and for shares about to end.
///
/// What the mails say is in [valise.files.notices.ShareLetters] and
/// [valise.files.notices.FolderLetters], without a database in sight;
/// [valise.files.notices.Gallery] shows all mails of the house with sample data.
///
/// What is to be told together is a [valise.files.notices.Digest]: lines that wait, at their
/// [valise.files.notices.Pace].
///
/// Tables: `notice_line`, `notice_ending`.
@org.jspecify.annotations.NullMarked
package valise.files.notices;
