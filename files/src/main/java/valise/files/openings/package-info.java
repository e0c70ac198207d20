/// The pages of shares, for whoever has a link: `/d/...` for what is sent, `/r/...` for what is
/// requested.
///
/// Start at [valise.files.openings.SendPages] and [valise.files.openings.RequestPages].
/// [valise.files.openings.Doorstep] meets everybody first: it asks [valise.files.shares.Entrance]
/// what there is, and shows the way to whoever must say or prove who they are. Nothing is decided
/// here; every page is right for its own request only.
///
/// The pages work without a script. With one, uploads show how far they are, are paused, and go on
/// after a cut connection or a closed window. No table is ours.
@org.jspecify.annotations.NullMarked
package valise.files.openings;
