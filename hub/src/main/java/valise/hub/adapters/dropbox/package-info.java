/// What the `dropbox` element cannot say as data. Start at
/// [valise.hub.adapters.dropbox.ListFolder].
@org.jspecify.annotations.NullMarked
package valise.hub.adapters.dropbox;
