/// The packaged server seen from outside: a process of its own on the loopback, driven by clients
/// that we did not write, by their conversations replayed word for word, and by people who wish it
/// ill. Nothing here touches a class of the product.
///
/// Start at [valise.acceptance.PackagedServer] and [valise.acceptance.Transcript]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.acceptance;
