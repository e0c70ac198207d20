/// Bytes in: sessions, chunks, the three methods, finishing, resuming, expanding archives.
///
/// Start at [valise.files.uploads.Uploads], which opens a session and names the addresses the bytes
/// go to, and at [valise.files.uploads.Transfers], which takes them. A session's bytes go straight
/// to their offsets in the blob that becomes the file; [valise.files.uploads.Assembly] keeps order
/// among the requests of one session, and hashes along the part that has no holes.
///
/// What holds at every line, whatever dies there: a chunk that was answered OK is synced and its
/// range is committed; a file is visible only as a whole, by one transaction; what is neither is
/// either a session that can go on or an orphan blob that is swept.
///
/// The hashes over what has arrived live in memory. After a restart they are made once more from
/// the bytes on disk, in the background, when the session is first touched. The requests of one
/// session must reach one node; another node refuses nothing, but knows only ranges that are
/// committed.
///
/// Who has no right in a folder may still send there under somebody's
/// [valise.files.uploads.UploadTerms], who is asked before anything of it is visible.
///
/// Tables: `upload`, `upload_range`.
@org.jspecify.annotations.NullMarked
package valise.files.uploads;
