/// The child process that turns strangers' pictures into thumbnails. Start at
/// [valise.thumbnailer.Main].
///
/// A module of its own, because a JVM that reads hostile bytes should start fast, hold little and
/// know nothing: no database, no secret, no Spring, nothing of the rest of the server. Its parent
/// is `valise.platform.render`, which starts it, limits it and kills it. No table is ours.
@org.jspecify.annotations.NullMarked
package valise.thumbnailer;
