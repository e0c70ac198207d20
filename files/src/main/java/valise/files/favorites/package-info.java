/// What a user keeps at hand: favorite folders and, for clients that know them, favorite files.
/// Start at [valise.files.favorites.Favorites]. Tables: `favorite`, `favorite_holder`.
///
/// A favorite names a stream, so a file that gets a new version stays one. It gives no right: what
/// its user cannot see any more is not shown, and shows again when they can.
@org.jspecify.annotations.NullMarked
package valise.files.favorites;
