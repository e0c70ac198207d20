/// One person's Dropbox, as its public API version 2 shows it: for tests, for the demonstration and
/// for integrators without an account (`./valise simulate dropbox`). Start at
/// [valise.hub.simulators.dropbox.DropboxSimulator].
///
/// Written from the published description of the API (its Stone specification and the developers'
/// guide), not from the hub's own adapter: nothing here may be bent so that the adapter fits.
/// Everything the vendor spreads over several hosts answers on one port, since the paths do not
/// collide. Content lies in a temporary folder, everything else in memory. Imports nothing of the
/// hub; owns no table.
@org.jspecify.annotations.NullMarked
package valise.hub.simulators.dropbox;
