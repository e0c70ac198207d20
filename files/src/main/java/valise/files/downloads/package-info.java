/// Bytes out. Start at [valise.files.downloads.Downloads]; [valise.files.downloads.Gate] is the one
/// place that opens a blob for anybody outside.
///
/// A download has two steps, as the vendor's has: the API hands out a link after checking the
/// right, and the link alone fetches the bytes. A link is a secret, bound to who asked, ends by
/// time, and ends soon after one answer delivered everything; ranges, retries and broken transfers
/// before that are the same download. The right is checked again each time the link is used. Table:
/// `download_link`.
@org.jspecify.annotations.NullMarked
package valise.files.downloads;
