/// Shares: items *sent* to people who have no right to them, and folders that files are *requested*
/// into, under a policy: until when, how often, who must say or prove who they are.
///
/// Start at [valise.files.shares.Shares], which makes, changes and lists them for those who sign
/// in. [valise.files.shares.Entrance] is the door: whoever comes with the id of a share or of one
/// of its recipients is told what stands between them and the content, and gets links and upload
/// sessions once nothing does. [valise.files.shares.Reach] says what a share leads to now.
/// [valise.files.shares.Deliveries] keeps count.
///
/// What holds: a share reaches what its creator may download, or upload into, at that very moment;
/// it gives nobody a right of their own. To anybody else a share that is unknown, expired, deleted,
/// another account's, or whose creator is gone or may no longer, is one that never was.
///
/// What happens is told in the transaction in which it does: to each
/// [valise.files.shares.ShareWitness], who keeps the record, and each
/// [valise.files.shares.ShareNotices], who writes to people. Tables: `share`, `share_item`,
/// `share_alias`, `share_taken`, `share_delivery`, `share_transfer`.
@org.jspecify.annotations.NullMarked
package valise.files.shares;
