/// What the `sharefile` element cannot say as data. Start at
/// [valise.hub.adapters.sharefile.ProgenyWalk].
@org.jspecify.annotations.NullMarked
package valise.hub.adapters.sharefile;
