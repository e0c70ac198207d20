package valise.files.shares;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;

/// Items sent, or a folder that files are requested into.
///
/// @param folder where requested files go; empty for one that sends
/// @param downloads deliveries to all recipients together
/// @param deletedAt when its creator took it back; the row stays for the record
public record Share(
    ShareId id,
    AccountId account,
    UserId creator,
    Kind kind,
    String title,
    Optional<ItemId> folder,
    Policy policy,
    Tracking tracking,
    Optional<Sent> sent,
    long downloads,
    Instant createdAt,
    Optional<Instant> deletedAt) {

  /// No limit to downloads, and no reminders.
  public static final int UNLIMITED = -1;

  /// The vendor's `ShareType`. The order is the column's number [net-sdk].
  public enum Kind {
    REQUEST("Request"),
    SEND("Send");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }

  /// Who may have it, how and for how long.
  ///
  /// @param viewOnly pictures of it may be seen, but no byte of it leaves
  /// @param usesStreams the newest version is meant, not the one that was shared
  /// @param notifyOnUse whether the creator is told of downloads or uploads
  /// @param maxDownloads of each item, for each recipient; -1 is no limit
  /// @param expiresAt the last instant at which it works; empty for never
  /// @param version moves when who may come in, and for what, changes
  public record Policy(
      boolean requireLogin,
      boolean requireUserInfo,
      boolean viewOnly,
      boolean usesStreams,
      boolean notifyOnUse,
      int maxDownloads,
      Optional<Instant> expiresAt,
      long version) {

    /// With the next version, when what was unlocked under `before` must not stay so.
    Policy following(Policy before) {
      boolean moved =
          requireLogin != before.requireLogin
              || requireUserInfo != before.requireUserInfo
              || viewOnly != before.viewOnly;
      return new Policy(
          requireLogin,
          requireUserInfo,
          viewOnly,
          usesStreams,
          notifyOnUse,
          maxDownloads,
          expiresAt,
          moved ? before.version + 1 : before.version);
    }

    /// With a sign-in that the account asks for, whatever the share says.
    Policy requiringLogin() {
      return new Policy(
          true,
          requireUserInfo,
          viewOnly,
          usesStreams,
          notifyOnUse,
          maxDownloads,
          expiresAt,
          version);
    }

    public boolean limited() {
      return maxDownloads >= 0;
    }
  }

  /// How recipients of a request are reminded.
  ///
  /// @param until no reminder after this
  /// @param frequency at most so many reminders; -1 is no limit
  /// @param interval days between them; -1 is no reminders
  /// @param reminders how many went out
  public record Tracking(
      Optional<Instant> until,
      int frequency,
      int interval,
      int reminders,
      Optional<Instant> remindedAt) {

    static final Tracking NONE =
        new Tracking(Optional.empty(), UNLIMITED, UNLIMITED, 0, Optional.empty());
  }

  /// The last message that went out with it.
  public record Sent(String subject, Instant at) {}

  /// One thing that is sent.
  ///
  /// @param item the very version that was shared
  /// @param name as it was called then
  /// @param thing what it is counted and found by: its stream when the share follows new versions,
  ///   else the item
  public record Part(String thing, ItemId item, String name) {

    Optional<StreamId> stream() {
      return StreamId.parse(thing);
    }
  }

  public boolean sends() {
    return kind == Kind.SEND;
  }

  /// Alive at its very last instant, not after.
  public boolean expiredAt(Instant now) {
    return policy.expiresAt().filter(now::isAfter).isPresent();
  }

  /// Its title, or what it is called without one.
  public String label() {
    return title.isEmpty() ? "Files" : title;
  }

  public boolean deleted() {
    return deletedAt.isPresent();
  }

  /// Where a recipient opens it in a browser, below this server's address: `/d/` for what is sent,
  /// `/r/` for a request.
  public String path(AliasId alias) {
    return (sends() ? "/d/" : "/r/") + alias;
  }

  Share with(Policy changed) {
    return new Share(
        id, account, creator, kind, title, folder, changed, tracking, sent, downloads, createdAt,
        deletedAt);
  }
}
