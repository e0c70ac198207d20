/// Names of things, and who asks. The only currency between features; imports nothing of ours.
///
/// Start at [valise.files.ids.Principal]. An id is a GUID for life; the vendor overwrites its first
/// characters with a prefix that tells the kind (`fo` folder, `fi` file, `st` stream, `a` account,
/// `g` group) and clients rely on it [net-sdk].
@org.jspecify.annotations.NullMarked
package valise.files.ids;
