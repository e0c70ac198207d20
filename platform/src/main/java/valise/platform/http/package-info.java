/// Bodies over HTTP, both ways, without ever holding one in memory.
///
/// Out: [valise.platform.http.Delivery] sends a [valise.platform.http.Region] with ranges,
/// conditions and digests, and says what was really sent. In: [valise.platform.http.IncomingBody]
/// makes every way a body can fail to arrive a named one, [valise.platform.http.PartReader] walks a
/// multipart form, and [valise.platform.http.DigestingWriter] hashes while it writes. No table is
/// ours.
@org.jspecify.annotations.NullMarked
package valise.platform.http;
