/// HTTP out to strangers: to an address that somebody else wrote down, with an answer that somebody
/// else made up. Start at [valise.platform.net.Outbound]; what may be reached at all is decided by
/// [valise.platform.net.Reach]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.platform.net;
