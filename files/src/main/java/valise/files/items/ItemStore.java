package valise.files.items;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;
import static valise.files.db.generated.Tables.ITEM;
import static valise.files.db.generated.Tables.TREE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.ItemRecord;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.platform.blob.BlobId;
import valise.platform.db.FixedQuery;

/// SQL of the tree.
final class ItemStore {

  private static final Item.Kind[] KINDS = Item.Kind.values();
  private static final Item.Place[] PLACES = Item.Place.values();
  private static final Item.State[] STATES = Item.State.values();

  /// Constants, so that SQLite can see that a partial index covers the query.
  private static final Condition LIVE = ITEM.STATE.eq(inline(0));

  private static final Condition ORDINARY = ITEM.ROLE.eq(inline(0));

  private static final FixedQuery<ItemRecord> BY_ID =
      FixedQuery.rowsOf(ITEM, DSL.selectFrom(ITEM).where(ITEM.ID.eq(DSL.param("id", ITEM.ID))));

  private static final FixedQuery<ItemRecord> BY_NAME =
      FixedQuery.rowsOf(
          ITEM,
          DSL.selectFrom(ITEM)
              .where(ITEM.PARENT_ID.eq(DSL.param("parent", ITEM.PARENT_ID)))
              .and(ITEM.NAME_CI.eq(DSL.param("name", ITEM.NAME_CI)))
              .and(LIVE)
              .and(ORDINARY));

  private ItemStore() {}

  static Item item(ItemRecord row) {
    AccountId account = new AccountId(row.getAccountId());
    return new Item(
        new ItemId(row.getId()),
        account,
        row.getParentId().isEmpty() ? Optional.empty() : Optional.of(new ItemId(row.getParentId())),
        KINDS[row.getKind()],
        PLACES[row.getRole()],
        STATES[row.getState()],
        row.getName(),
        row.getFileName(),
        new StreamId(row.getStreamId()),
        row.getVersionNo(),
        Optional.ofNullable(row.getPriorId()).map(ItemId::new),
        new UserId(row.getCreatorId()),
        new UserId(row.getModifiedBy()),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getProgenyEditAt()),
        instant(row.getClientCreatedAt()),
        instant(row.getClientModifiedAt()),
        instant(row.getExpiresAt()),
        row.getDescription(),
        row.getSize(),
        row.getFileCount(),
        content(row),
        Optional.ofNullable(row.getUri()),
        instant(row.getDeletedAt()),
        Optional.ofNullable(row.getDeletedBy()).map(UserId::new));
  }

  private static Optional<Item.Content> content(ItemRecord row) {
    String blob = row.getBlobId();
    return blob == null
        ? Optional.empty()
        : Optional.of(
            new Item.Content(new BlobId(blob), row.getSize(), row.getMd5(), row.getCrc32()));
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }

  static @Nullable Long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(null);
  }

  static Optional<Item> find(DSLContext sql, ItemId id) {
    return BY_ID.with(sql, id.value()).fetchOptional(ItemStore::item);
  }

  static List<Item> find(DSLContext sql, Collection<ItemId> ids) {
    if (ids.size() == 1) {
      return find(sql, ids.iterator().next()).stream().toList();
    }
    return sql.selectFrom(ITEM).where(ITEM.ID.in(texts(ids))).fetch(ItemStore::item);
  }

  /// The newest kept version of a stream, live or deleted.
  static Optional<Item> current(DSLContext sql, StreamId stream) {
    return sql.selectFrom(ITEM)
        .where(ITEM.STREAM_ID.eq(stream.value()))
        .and(ITEM.STATE.in(inline(0), inline(2)))
        .orderBy(ITEM.VERSION_NO.desc())
        .limit(1)
        .fetchOptional(ItemStore::item);
  }

  /// Those of `streams` whose newest version is there for all to see.
  static Set<StreamId> live(DSLContext sql, Collection<StreamId> streams) {
    return Set.copyOf(
        sql.select(ITEM.STREAM_ID)
            .from(ITEM)
            .where(ITEM.STREAM_ID.in(streams.stream().map(StreamId::value).toList()))
            .and(LIVE)
            .fetch(row -> new StreamId(row.value1())));
  }

  /// All kept versions of a stream, newest first.
  static List<Item> versions(DSLContext sql, StreamId stream) {
    return sql.selectFrom(ITEM)
        .where(ITEM.STREAM_ID.eq(stream.value()))
        .and(ITEM.STATE.le(inline(2)))
        .orderBy(ITEM.VERSION_NO.desc())
        .fetch(ItemStore::item);
  }

  /// What a listing is about.
  ///
  /// @param visible which of the children the caller may see
  /// @param limit at most so many rows, or all
  record Listing(
      ItemId parent,
      boolean deletedToo,
      Condition visible,
      boolean foldersFirst,
      boolean descending,
      long skip,
      OptionalLong limit) {}

  static List<Item> children(DSLContext sql, Listing listing) {
    List<OrderField<?>> order = new ArrayList<>();
    if (listing.foldersFirst()) {
      order.add(DSL.case_().when(ITEM.KIND.eq(inline(0)), inline(0)).else_(inline(1)));
    }
    order.add(listing.descending() ? ITEM.NAME_CI.desc() : ITEM.NAME_CI.asc());
    // Several deleted things may have had one name, and pages need one order.
    order.add(ITEM.ID);
    var query =
        sql.selectFrom(ITEM).where(childrenOf(listing)).and(listing.visible()).orderBy(order);
    if (listing.limit().isPresent() || listing.skip() > 0) {
      return query
          .limit(listing.limit().orElse(Long.MAX_VALUE))
          .offset(listing.skip())
          .fetch(ItemStore::item);
    }
    return query.fetch(ItemStore::item);
  }

  static long countChildren(DSLContext sql, Listing listing) {
    return sql.select(count())
        .from(ITEM)
        .where(childrenOf(listing))
        .and(listing.visible())
        .fetchSingle()
        .value1();
  }

  private static Condition childrenOf(Listing listing) {
    Condition children = ITEM.PARENT_ID.eq(listing.parent().value()).and(ORDINARY);
    return listing.deletedToo()
        ? children.and(ITEM.STATE.in(inline(0), inline(2)))
        : children.and(LIVE);
  }

  static Optional<Item> childNamed(DSLContext sql, ItemId parent, String folded) {
    return BY_NAME.with(sql, parent.value(), folded).fetchOptional(ItemStore::item);
  }

  static Optional<Item> special(DSLContext sql, AccountId account, Item.Place place, UserId owner) {
    return sql.selectFrom(ITEM)
        .where(ITEM.ACCOUNT_ID.eq(account.value()))
        .and(ITEM.ROLE.eq(place.ordinal()))
        .and(ITEM.ROLE.gt(inline(0)))
        .and(ITEM.CREATOR_ID.eq(owner.value()))
        .and(LIVE)
        .fetchOptional(ItemStore::item);
  }

  static void insert(DSLContext sql, Item item) {
    sql.insertInto(ITEM)
        .set(ITEM.ID, item.id().value())
        .set(ITEM.ACCOUNT_ID, item.account().value())
        .set(ITEM.PARENT_ID, item.parent().map(ItemId::value).orElse(""))
        .set(ITEM.KIND, item.kind().ordinal())
        .set(ITEM.ROLE, item.place().ordinal())
        .set(ITEM.STATE, item.state().ordinal())
        .set(ITEM.NAME, item.name())
        .set(ITEM.NAME_CI, Names.fold(item.name()))
        .set(ITEM.FILE_NAME, item.fileName())
        .set(ITEM.STREAM_ID, item.stream().value())
        .set(ITEM.VERSION_NO, item.version())
        .set(ITEM.PRIOR_ID, item.prior().map(ItemId::value).orElse(null))
        .set(ITEM.CREATOR_ID, item.creator().value())
        .set(ITEM.MODIFIED_BY, item.modifiedBy().value())
        .set(ITEM.CREATED_AT, item.createdAt().toEpochMilli())
        .set(ITEM.PROGENY_EDIT_AT, item.progenyEditAt().toEpochMilli())
        .set(ITEM.CLIENT_CREATED_AT, millis(item.clientCreatedAt()))
        .set(ITEM.CLIENT_MODIFIED_AT, millis(item.clientModifiedAt()))
        .set(ITEM.EXPIRES_AT, millis(item.expiresAt()))
        .set(ITEM.DESCRIPTION, item.description())
        .set(ITEM.SIZE, item.size())
        .set(ITEM.FILE_COUNT, item.fileCount())
        .set(ITEM.MD5, item.content().map(Item.Content::md5).orElse(null))
        .set(ITEM.CRC32, item.content().map(Item.Content::crc32).orElse(null))
        .set(ITEM.BLOB_ID, item.content().map(c -> c.blob().value()).orElse(null))
        .set(ITEM.URI, item.uri().orElse(null))
        .set(ITEM.DELETED_AT, millis(item.deletedAt()))
        .set(ITEM.DELETED_BY, item.deletedBy().map(UserId::value).orElse(null))
        .execute();
  }

  /// Writes everything about an item that a change can touch.
  static void update(DSLContext sql, Item item) {
    sql.update(ITEM)
        .set(ITEM.PARENT_ID, item.parent().map(ItemId::value).orElse(""))
        .set(ITEM.STATE, item.state().ordinal())
        .set(ITEM.NAME, item.name())
        .set(ITEM.NAME_CI, Names.fold(item.name()))
        .set(ITEM.FILE_NAME, item.fileName())
        .set(ITEM.STREAM_ID, item.stream().value())
        .set(ITEM.VERSION_NO, item.version())
        .set(ITEM.PRIOR_ID, item.prior().map(ItemId::value).orElse(null))
        .set(ITEM.MODIFIED_BY, item.modifiedBy().value())
        .set(ITEM.PROGENY_EDIT_AT, item.progenyEditAt().toEpochMilli())
        .set(ITEM.CLIENT_CREATED_AT, millis(item.clientCreatedAt()))
        .set(ITEM.CLIENT_MODIFIED_AT, millis(item.clientModifiedAt()))
        .set(ITEM.EXPIRES_AT, millis(item.expiresAt()))
        .set(ITEM.DESCRIPTION, item.description())
        .set(ITEM.URI, item.uri().orElse(null))
        .set(ITEM.DELETED_AT, millis(item.deletedAt()))
        .set(ITEM.DELETED_BY, item.deletedBy().map(UserId::value).orElse(null))
        .where(ITEM.ID.eq(item.id().value()))
        .execute();
  }

  /// Moves all versions but the newest along with it; they share its folder.
  static void moveVersions(DSLContext sql, StreamId stream, ItemId parent) {
    sql.update(ITEM)
        .set(ITEM.PARENT_ID, parent.value())
        .where(ITEM.STREAM_ID.eq(stream.value()))
        .and(ITEM.STATE.eq(inline(1)))
        .execute();
  }

  /// Marks a change on every ancestor at once.
  ///
  /// @param files live files that came (or, negative, went)
  /// @param bytes their bytes
  static void touch(
      DSLContext sql, Collection<ItemId> ancestors, Instant now, long files, long bytes) {
    if (ancestors.isEmpty()) {
      return;
    }
    Map<Field<?>, Object> set = new LinkedHashMap<>();
    // A clock that goes back must not take the mark back with it: pollers compare it.
    set.put(
        ITEM.PROGENY_EDIT_AT,
        DSL.case_()
            .when(ITEM.PROGENY_EDIT_AT.lt(now.toEpochMilli()), val(now.toEpochMilli()))
            .else_(ITEM.PROGENY_EDIT_AT.plus(inline(1L))));
    if (files != 0) {
      set.put(ITEM.FILE_COUNT, ITEM.FILE_COUNT.plus(files));
    }
    if (bytes != 0) {
      set.put(ITEM.SIZE, ITEM.SIZE.plus(bytes));
    }
    sql.update(ITEM).set(set).where(ITEM.ID.in(texts(ancestors))).execute();
  }

  /// Adds to what the account stores, versions and recycle bin included.
  static void addStored(DSLContext sql, AccountId account, long bytes) {
    if (bytes != 0) {
      sql.update(TREE)
          .set(TREE.STORED_BYTES, TREE.STORED_BYTES.plus(bytes))
          .where(TREE.ACCOUNT_ID.eq(account.value()))
          .execute();
    }
  }

  static long stored(DSLContext sql, AccountId account) {
    return sql.select(TREE.STORED_BYTES)
        .from(TREE)
        .where(TREE.ACCOUNT_ID.eq(account.value()))
        .fetchOptional()
        .map(row -> row.value1())
        .orElse(0L);
  }

  static void addTree(DSLContext sql, AccountId account) {
    sql.insertInto(TREE)
        .set(TREE.ACCOUNT_ID, account.value())
        .set(TREE.JOURNAL_SEQ, 0L)
        .set(TREE.STORED_BYTES, 0L)
        .execute();
  }

  /// The newest version of each stream that is there for all to see.
  static List<ItemId> newest(DSLContext sql, Collection<StreamId> streams) {
    return sql.select(ITEM.ID)
        .from(ITEM)
        .where(ITEM.STREAM_ID.in(streams.stream().map(StreamId::value).toList()))
        .and(LIVE)
        .fetch(row -> new ItemId(row.value1()));
  }

  /// The folders right below these, live or in the recycle bin, by parent.
  static Map<ItemId, List<ItemId>> keptFoldersBelow(DSLContext sql, Collection<ItemId> parents) {
    Map<ItemId, List<ItemId>> folders = new HashMap<>();
    sql.select(ITEM.PARENT_ID, ITEM.ID)
        .from(ITEM)
        .where(ITEM.PARENT_ID.in(texts(parents)))
        .and(ITEM.KIND.eq(inline(0)))
        .and(ITEM.STATE.in(inline(0), inline(2)))
        .forEach(row ->
            folders
                .computeIfAbsent(new ItemId(row.value1()), id -> new ArrayList<>())
                .add(new ItemId(row.value2())));
    return folders;
  }

  /// The live folders right below these.
  static List<ItemId> foldersBelow(DSLContext sql, Collection<ItemId> parents) {
    return sql.select(ITEM.ID)
        .from(ITEM)
        .where(ITEM.PARENT_ID.in(texts(parents)))
        .and(ITEM.KIND.eq(inline(0)))
        .and(LIVE)
        .fetch(row -> new ItemId(row.value1()));
  }

  /// Live descendants of a folder in batches: those right below `parents`.
  static List<Item> liveChildren(DSLContext sql, Collection<ItemId> parents) {
    return sql.selectFrom(ITEM)
        .where(ITEM.PARENT_ID.in(texts(parents)))
        .and(LIVE)
        .orderBy(ITEM.PARENT_ID, ITEM.NAME_CI)
        .fetch(ItemStore::item);
  }

  static List<Item> deletedChildren(DSLContext sql, ItemId parent) {
    return sql.selectFrom(ITEM)
        .where(ITEM.PARENT_ID.eq(parent.value()))
        .and(ITEM.STATE.eq(inline(2)))
        .orderBy(ITEM.DELETED_AT.desc(), ITEM.ID)
        .limit(MAX_BIN)
        .fetch(ItemStore::item);
  }

  /// At most so many rows of a recycle bin are shown; the newest.
  static final int MAX_BIN = 10_000;

  static List<Item> deletedBy(DSLContext sql, AccountId account, Optional<UserId> user) {
    return sql.selectFrom(ITEM)
        .where(ITEM.ACCOUNT_ID.eq(account.value()))
        .and(ITEM.STATE.eq(inline(2)))
        .and(condition(user.isEmpty()).or(ITEM.DELETED_BY.eq(user.map(UserId::value).orElse(""))))
        .orderBy(ITEM.DELETED_AT.desc(), ITEM.ID)
        .limit(MAX_BIN)
        .fetch(ItemStore::item);
  }

  static List<Item> deletedBefore(DSLContext sql, AccountId account, Instant before, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.ACCOUNT_ID.eq(account.value()))
        .and(ITEM.STATE.eq(inline(2)))
        .and(ITEM.DELETED_AT.lt(before.toEpochMilli()))
        .orderBy(ITEM.DELETED_AT)
        .limit(limit)
        .fetch(ItemStore::item);
  }

  static List<Item> expired(DSLContext sql, Instant now, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.EXPIRES_AT.le(now.toEpochMilli()))
        .and(ITEM.EXPIRES_AT.isNotNull())
        .and(LIVE)
        .and(ORDINARY)
        .orderBy(ITEM.EXPIRES_AT)
        .limit(limit)
        .fetch(ItemStore::item);
  }

  /// Tops of what is being purged or was left half built.
  static List<Item> leaving(DSLContext sql, Item.State state, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.STATE.gt(inline(2)))
        .and(ITEM.STATE.eq(state.ordinal()))
        .orderBy(ITEM.ID)
        .limit(limit)
        .fetch(ItemStore::item);
  }

  /// Rows right below a folder in whatever state, for purging.
  static List<Item> anyChildren(DSLContext sql, ItemId parent, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.PARENT_ID.eq(parent.value()))
        .limit(limit)
        .fetch(ItemStore::item);
  }

  /// The newest row of a stream in whatever state.
  static Optional<Item> newest(DSLContext sql, StreamId stream) {
    return sql.selectFrom(ITEM)
        .where(ITEM.STREAM_ID.eq(stream.value()))
        .orderBy(ITEM.VERSION_NO.desc())
        .limit(1)
        .fetchOptional(ItemStore::item);
  }

  /// The versions of a stream that a newer one has taken the place of.
  static List<Item> olderVersions(DSLContext sql, StreamId stream) {
    return sql.selectFrom(ITEM)
        .where(ITEM.STREAM_ID.eq(stream.value()))
        .and(ITEM.STATE.eq(inline(1)))
        .fetch(ItemStore::item);
  }

  /// Live children of one folder in the order of their names, those after a name.
  ///
  /// @param after a folded name; empty text for the beginning
  static List<Item> liveChildrenAfter(DSLContext sql, ItemId parent, String after, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.PARENT_ID.eq(parent.value()))
        .and(ITEM.NAME_CI.gt(after))
        .and(LIVE)
        .and(ORDINARY)
        .orderBy(ITEM.NAME_CI)
        .limit(limit)
        .fetch(ItemStore::item);
  }

  /// How many live rows lie below a folder, counted no further than `most`.
  static long countBelow(DSLContext sql, ItemId folder, long most) {
    Field<String> id = DSL.field(name("below", "id"), SQLDataType.VARCHAR(36));
    CommonTableExpression<?> below =
        name("below")
            .fields("id")
            .as(
                select(ITEM.ID)
                    .from(ITEM)
                    .where(ITEM.PARENT_ID.eq(folder.value()))
                    .and(LIVE)
                    .unionAll(
                        select(ITEM.ID)
                            .from(ITEM)
                            .join(DSL.table(name("below")))
                            .on(ITEM.PARENT_ID.eq(id))
                            .where(LIVE)));
    return sql.withRecursive(below)
        .select(count())
        .from(DSL.selectOne().from(below).limit(most).asTable("some"))
        .fetchSingle()
        .value1();
  }

  /// Sets what a folder that nobody sees yet holds.
  static void setTotals(DSLContext sql, ItemId folder, long files, long bytes) {
    sql.update(ITEM)
        .set(ITEM.FILE_COUNT, files)
        .set(ITEM.SIZE, bytes)
        .where(ITEM.ID.eq(folder.value()))
        .execute();
  }

  /// The accounts that have a tree.
  static List<AccountId> accounts(DSLContext sql) {
    return sql.select(TREE.ACCOUNT_ID)
        .from(TREE)
        .orderBy(TREE.ACCOUNT_ID)
        .fetch(row -> new AccountId(row.value1()));
  }

  /// Tops of copies that nobody has worked on since `before`.
  static List<Item> abandoned(DSLContext sql, Instant before, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.STATE.gt(inline(2)))
        .and(ITEM.STATE.eq(inline(3)))
        .and(ITEM.PROGENY_EDIT_AT.lt(before.toEpochMilli()))
        .limit(limit)
        .fetch(ItemStore::item);
  }

  static void remove(DSLContext sql, Collection<ItemId> ids) {
    sql.deleteFrom(ITEM).where(ITEM.ID.in(texts(ids))).execute();
  }

  /// Those of `streams` of which a version is left.
  static Set<StreamId> kept(DSLContext sql, Set<StreamId> streams) {
    return Set.copyOf(
        sql.selectDistinct(ITEM.STREAM_ID)
            .from(ITEM)
            .where(ITEM.STREAM_ID.in(streams.stream().map(StreamId::value).toList()))
            .fetch(row -> new StreamId(row.value1())));
  }

  static Set<BlobId> known(DSLContext sql, Set<BlobId> blobs) {
    return Set.copyOf(
        sql.selectDistinct(ITEM.BLOB_ID)
            .from(ITEM)
            .where(ITEM.BLOB_ID.in(blobs.stream().map(BlobId::value).toList()))
            .fetch(row -> new BlobId(row.value1())));
  }

  /// Bytes of all rows that hold content, live or not: what `tree.stored_bytes` must be.
  static long contentBytes(DSLContext sql, AccountId account) {
    return sql.select(coalesce(sum(ITEM.SIZE), inline(0)))
        .from(ITEM)
        .where(ITEM.ACCOUNT_ID.eq(account.value()))
        .and(ITEM.BLOB_ID.isNotNull())
        .fetchSingle()
        .value1()
        .longValue();
  }

  static List<String> texts(Collection<ItemId> ids) {
    return ids.stream().map(ItemId::value).toList();
  }
}
