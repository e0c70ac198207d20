/// Thumbnails of strangers' pictures, made by a child process that may die of them. Start at
/// [valise.platform.render.Renderer].
///
/// The program of the child is the module `thumbnailer`; nothing here is compiled against it, the
/// two speak a small protocol over pipes ([valise.platform.render.Child] and the child's `Main`
/// describe it). [valise.platform.render.ThumbnailerProgram] finds the child's jars however the
/// server was started. No table and no storage is ours: a caller names the files, keeps the queue
/// and remembers the outcomes.
@org.jspecify.annotations.NullMarked
package valise.platform.render;
