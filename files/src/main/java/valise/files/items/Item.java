package valise.files.items;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.platform.blob.BlobId;

/// One file, folder, note or link: one row of the tree.
///
/// @param parent the folder it lies in; empty for the account's root and for virtual folders
/// @param stream what all versions of a file share; of anything else its own
/// @param version 1 for the first version of a file
/// @param prior the version before this one, if it is kept
/// @param progenyEditAt when anything in or below it was last added, changed or deleted
/// @param expiresAt when retention moves it to the recycle bin; empty for never
/// @param size bytes; of a folder those of all live files below it
/// @param fileCount live files below; 0 for anything but a folder
/// @param content where a file's bytes are, and what they hash to
/// @param deletedAt when it was put into the recycle bin
public record Item(
    ItemId id,
    AccountId account,
    Optional<ItemId> parent,
    Kind kind,
    Place place,
    State state,
    String name,
    String fileName,
    StreamId stream,
    int version,
    Optional<ItemId> prior,
    UserId creator,
    UserId modifiedBy,
    Instant createdAt,
    Instant progenyEditAt,
    Optional<Instant> clientCreatedAt,
    Optional<Instant> clientModifiedAt,
    Optional<Instant> expiresAt,
    String description,
    long size,
    long fileCount,
    Optional<Content> content,
    Optional<String> uri,
    Optional<Instant> deletedAt,
    Optional<UserId> deletedBy) {

  /// What it is. The order is the column's number.
  public enum Kind {
    FOLDER,
    FILE,
    NOTE,
    LINK
  }

  /// Its part in the account. The order is the column's number.
  public enum Place {
    ORDINARY,
    ROOT,
    HOME,
    FILE_BOX
  }

  /// Where it is in its life. The order is the column's number.
  public enum State {
    LIVE,
    OLD_VERSION,
    DELETED,
    BUILDING,
    PURGING
  }

  /// A file's bytes.
  ///
  /// @param md5 lower-case hexadecimal [rclone]
  /// @param crc32 for ZIP, kept from when the bytes came in
  public record Content(BlobId blob, long size, String md5, long crc32) {}

  public boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /// The same to somebody who is not to know where it lies.
  public Item withoutParent() {
    return new Item(
        id,
        account,
        Optional.empty(),
        kind,
        place,
        state,
        name,
        fileName,
        stream,
        version,
        prior,
        creator,
        modifiedBy,
        createdAt,
        progenyEditAt,
        clientCreatedAt,
        clientModifiedAt,
        expiresAt,
        description,
        size,
        fileCount,
        content,
        uri,
        deletedAt,
        deletedBy);
  }

  /// Whether it is the account's root or a user's home or box, which nobody renames, moves or
  /// deletes.
  public boolean isFixed() {
    return place != Place.ORDINARY || id.isVirtual();
  }
}
