package valise.files.shares;

import java.time.Instant;
import java.util.List;
import valise.files.downloads.Fetcher;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.http.ByteRange;

/// Something that happened to or through a share, for the record.
public sealed interface ShareEvent {

  /// Which share, and when.
  Subject subject();

  /// @param account the tenant
  record Subject(AccountId account, ShareId share, Instant at) {}

  /// A share was made.
  record Created(Subject subject, UserId by) implements ShareEvent {}

  /// Its policy, its content or its recipients changed.
  record Changed(Subject subject, UserId by) implements ShareEvent {}

  /// Its creator took it back.
  record Deleted(Subject subject, UserId by) implements ShareEvent {}

  /// A message with the link went to a recipient.
  record Sent(Subject subject, AliasId alias, UserId by) implements ShareEvent {}

  /// A recipient opened the link.
  record Opened(Subject subject, AliasId alias, Fetcher from) implements ShareEvent {}

  /// A recipient said or proved who they are.
  ///
  /// @param alias the recipient they are from here on
  record Unlocked(Subject subject, AliasId alias, How how, Fetcher from) implements ShareEvent {

    public enum How {
      USER_INFO,
      LOGIN
    }
  }

  /// One answer with bytes ended.
  ///
  /// @param items what the bytes are of
  /// @param sent the parts that went out; the last bytes of one that was cut may not have arrived
  /// @param length bytes of the whole
  /// @param complete whether with it every byte of one delivery is out
  record Downloaded(
      Subject subject,
      AliasId alias,
      List<ItemId> items,
      List<ByteRange> sent,
      long length,
      boolean complete,
      Fetcher from)
      implements ShareEvent {

    public Downloaded {
      items = List.copyOf(items);
      sent = List.copyOf(sent);
    }

    public long bytes() {
      return sent.stream().mapToLong(ByteRange::length).sum();
    }
  }

  /// A recipient saw the picture of a file.
  record Previewed(Subject subject, AliasId alias, ItemId item, Fetcher from)
      implements ShareEvent {}

  /// A file arrived through a request.
  ///
  /// @param size bytes
  /// @param md5 lower-case hexadecimal
  record Uploaded(
      Subject subject, AliasId alias, ItemId item, String fileName, long size, String md5)
      implements ShareEvent {}
}
