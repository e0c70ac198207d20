/// The hub: one API over many providers of files, and events from all of them. Start at
/// [valise.hub.Hub]; the map of the packages is in ARCHITECTURE.md.
///
/// It knows nothing of the file side. A ShareFile-compatible server, this one too, is to the hub a
/// provider among others, reached over HTTP at the instance's own address.
@org.jspecify.annotations.NullMarked
package valise.hub;
