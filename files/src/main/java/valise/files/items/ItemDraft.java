package valise.files.items;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;

/// An [Item] being put together, from nothing or from another.
final class ItemDraft {

  private final ItemId id;
  private final AccountId account;
  private final Instant createdAt;
  private Optional<ItemId> parent;
  private Item.Kind kind = Item.Kind.FOLDER;
  private Item.Place place = Item.Place.ORDINARY;
  private Item.State state = Item.State.LIVE;
  private String name = "";
  private String fileName = "";
  private StreamId stream;
  private int version = 1;
  private Optional<ItemId> prior = Optional.empty();
  private UserId creator;
  private UserId modifiedBy;
  private Instant progenyEditAt;
  private Optional<Instant> clientCreatedAt = Optional.empty();
  private Optional<Instant> clientModifiedAt = Optional.empty();
  private Optional<Instant> expiresAt = Optional.empty();
  private String description = "";
  private long size;
  private long fileCount;
  private Optional<Item.Content> content = Optional.empty();
  private Optional<String> uri = Optional.empty();
  private Optional<Instant> deletedAt = Optional.empty();
  private Optional<UserId> deletedBy = Optional.empty();

  ItemDraft(
      ItemId id, AccountId account, Optional<ItemId> parent, UserId creator, Instant createdAt) {
    this.id = id;
    this.account = account;
    this.parent = parent;
    this.creator = creator;
    this.modifiedBy = creator;
    this.createdAt = createdAt;
    this.progenyEditAt = createdAt;
    this.stream = StreamId.mint();
  }

  static ItemDraft of(Item item) {
    ItemDraft draft =
        new ItemDraft(item.id(), item.account(), item.parent(), item.creator(), item.createdAt());
    draft.kind = item.kind();
    draft.place = item.place();
    draft.state = item.state();
    draft.name = item.name();
    draft.fileName = item.fileName();
    draft.stream = item.stream();
    draft.version = item.version();
    draft.prior = item.prior();
    draft.modifiedBy = item.modifiedBy();
    draft.progenyEditAt = item.progenyEditAt();
    draft.clientCreatedAt = item.clientCreatedAt();
    draft.clientModifiedAt = item.clientModifiedAt();
    draft.expiresAt = item.expiresAt();
    draft.description = item.description();
    draft.size = item.size();
    draft.fileCount = item.fileCount();
    draft.content = item.content();
    draft.uri = item.uri();
    draft.deletedAt = item.deletedAt();
    draft.deletedBy = item.deletedBy();
    return draft;
  }

  String name() {
    return name;
  }

  String fileName() {
    return fileName;
  }

  ItemDraft parent(ItemId parent) {
    this.parent = Optional.of(parent);
    return this;
  }

  ItemDraft kind(Item.Kind kind) {
    this.kind = kind;
    return this;
  }

  ItemDraft place(Item.Place place) {
    this.place = place;
    return this;
  }

  ItemDraft state(Item.State state) {
    this.state = state;
    return this;
  }

  /// Sets the display name; a download name that was the same, or none, follows.
  ItemDraft name(String name) {
    if (fileName.isEmpty()) {
      fileName = name;
    }
    this.name = name;
    return this;
  }

  ItemDraft fileName(String fileName) {
    this.fileName = fileName;
    return this;
  }

  ItemDraft stream(StreamId stream, int version, Optional<ItemId> prior) {
    this.stream = stream;
    this.version = version;
    this.prior = prior;
    return this;
  }

  ItemDraft creator(UserId creator) {
    this.creator = creator;
    return this;
  }

  ItemDraft modifiedBy(UserId user) {
    this.modifiedBy = user;
    return this;
  }

  ItemDraft description(String description) {
    this.description = description;
    return this;
  }

  ItemDraft clientDates(Optional<Instant> created, Optional<Instant> modified) {
    this.clientCreatedAt = created;
    this.clientModifiedAt = modified;
    return this;
  }

  ItemDraft clientCreatedAt(Optional<Instant> created) {
    this.clientCreatedAt = created;
    return this;
  }

  ItemDraft clientModifiedAt(Optional<Instant> modified) {
    this.clientModifiedAt = modified;
    return this;
  }

  ItemDraft expiresAt(Optional<Instant> expiresAt) {
    this.expiresAt = expiresAt;
    return this;
  }

  ItemDraft content(Item.Content content) {
    this.content = Optional.of(content);
    this.size = content.size();
    return this;
  }

  /// What a copied folder holds below itself.
  ItemDraft totals(long files, long bytes) {
    this.fileCount = files;
    this.size = bytes;
    return this;
  }

  ItemDraft uri(Optional<String> uri) {
    this.uri = uri;
    return this;
  }

  ItemDraft deleted(Instant at, UserId by) {
    this.deletedAt = Optional.of(at);
    this.deletedBy = Optional.of(by);
    return this;
  }

  ItemDraft restored() {
    this.deletedAt = Optional.empty();
    this.deletedBy = Optional.empty();
    return this;
  }

  Item build() {
    return new Item(
        id,
        account,
        parent,
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
}
