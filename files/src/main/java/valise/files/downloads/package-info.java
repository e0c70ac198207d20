/// Bytes out. Start at [valise.files.downloads.Downloads]; [valise.files.downloads.Gate] is the one
/// place that opens a blob for anybody outside.
///
/// A download has two steps, as the vendor's has: the API hands out a link after checking the
/// right, and the link alone fetches the bytes. A link is a secret, bound to who asked, ends by
/// time, and ends soon after one answer delivered everything; ranges, retries and broken transfers
/// before that are the same download. A feature that lets people download in somebody else's right,
/// as a share does, hands out links under its own [valise.files.downloads.LinkTerms] and is asked
/// at each use. The right is checked again each time the link is used. Table: `download_link`.
@org.jspecify.annotations.NullMarked
package valise.files.downloads;
