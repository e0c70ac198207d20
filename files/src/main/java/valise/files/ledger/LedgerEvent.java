package valise.files.ledger;

import java.util.List;
import java.util.Optional;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.http.ByteRange;

/// Something to be put on record.
///
/// @param alias the link it came through
/// @param recipient whose link that is, as the sender wrote it: an e-mail address, mostly
/// @param actor who did it, when they are a user
/// @param items what it was about, as it was then
/// @param transfer the bytes that went, when some did
/// @param address the network address it came from; empty when it came from nowhere
/// @param agent what the program there calls itself
public record LedgerEvent(
    Kind kind,
    Optional<ShareId> share,
    Optional<AliasId> alias,
    Optional<String> recipient,
    Optional<UserId> actor,
    List<Thing> items,
    Optional<Transfer> transfer,
    String address,
    String agent) {

  /// What happened. The names are part of what is hashed: they never change.
  public enum Kind {
    SHARE_CREATED,
    SHARE_CHANGED,
    SHARE_SENT,
    SHARE_DELETED,
    SHARE_OPENED,
    SHARE_UNLOCKED,
    SHARE_REFUSED,
    SHARE_PREVIEWED,
    SHARE_DOWNLOADED,
    SHARE_UPLOADED
  }

  /// A file or folder as it was then.
  ///
  /// @param md5 of a file's bytes, lower-case hexadecimal
  public record Thing(ItemId id, String name, long size, Optional<String> md5) {}

  /// Bytes that went.
  ///
  /// @param ranges which parts of the whole
  /// @param complete whether with them everything had been delivered
  public record Transfer(long bytes, List<ByteRange> ranges, boolean complete) {
    public Transfer {
      ranges = List.copyOf(ranges);
    }
  }

  public LedgerEvent {
    items = List.copyOf(items);
  }

  /// An event of a share that is about nothing else yet.
  public static LedgerEvent of(Kind kind, ShareId share) {
    return new LedgerEvent(
        kind,
        Optional.of(share),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        "",
        "");
  }

  public LedgerEvent by(UserId user) {
    return new LedgerEvent(
        kind, share, alias, recipient, Optional.of(user), items, transfer, address, agent);
  }

  public LedgerEvent through(AliasId link, Optional<String> whose) {
    return new LedgerEvent(
        kind, share, Optional.of(link), whose, actor, items, transfer, address, agent);
  }

  public LedgerEvent from(String networkAddress, String program) {
    return new LedgerEvent(
        kind, share, alias, recipient, actor, items, transfer, networkAddress, program);
  }

  public LedgerEvent about(List<Thing> things) {
    return new LedgerEvent(kind, share, alias, recipient, actor, things, transfer, address, agent);
  }

  public LedgerEvent carrying(Transfer bytes) {
    return new LedgerEvent(
        kind, share, alias, recipient, actor, items, Optional.of(bytes), address, agent);
  }
}
