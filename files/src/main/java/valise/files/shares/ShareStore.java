package valise.files.shares;

import static org.jooq.impl.DSL.inline;
import static valise.files.db.generated.Tables.SHARE;
import static valise.files.db.generated.Tables.SHARE_ITEM;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.ShareRecord;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// SQL of shares and of what is in them.
final class ShareStore {

  private static final Share.Kind[] KINDS = Share.Kind.values();

  private ShareStore() {}

  static void insert(Tx tx, Share share) {
    tx.sql()
        .insertInto(SHARE)
        .set(SHARE.ID, share.id().value())
        .set(SHARE.ACCOUNT_ID, share.account().value())
        .set(SHARE.CREATOR_ID, share.creator().value())
        .set(SHARE.KIND, share.kind().ordinal())
        .set(SHARE.FOLDER_ID, share.folder().map(ItemId::value).orElse(null))
        .set(SHARE.DOWNLOADS, 0L)
        .set(SHARE.REMINDERS, 0)
        .set(SHARE.CREATED_AT, share.createdAt().toEpochMilli())
        .set(values(share))
        .execute();
  }

  /// Writes what of a share can change by its creator's wish.
  static void update(Tx tx, Share share) {
    tx.sql().update(SHARE).set(values(share)).where(SHARE.ID.eq(share.id().value())).execute();
  }

  private static ShareRecord values(Share share) {
    ShareRecord row = new ShareRecord();
    row.setTitle(share.title());
    row.setRequireLogin(share.policy().requireLogin());
    row.setRequireUserInfo(share.policy().requireUserInfo());
    row.setViewOnly(share.policy().viewOnly());
    row.setUsesStreams(share.policy().usesStreams());
    row.setNotifyOnUse(share.policy().notifyOnUse());
    row.setMaxDownloads(share.policy().maxDownloads());
    row.set(SHARE.EXPIRES_AT, millis(share.policy().expiresAt()));
    row.setPolicyNo(share.policy().version());
    row.set(SHARE.TRACK_UNTIL, millis(share.tracking().until()));
    row.setSendFrequency(share.tracking().frequency());
    row.setSendInterval(share.tracking().interval());
    return row;
  }

  static Optional<Share> find(DSLContext sql, ShareId id) {
    return sql.selectFrom(SHARE).where(SHARE.ID.eq(id.value())).fetchOptional(ShareStore::share);
  }

  static Map<ShareId, Share> load(DSLContext sql, Collection<ShareId> ids) {
    Map<ShareId, Share> found = new HashMap<>();
    sql.selectFrom(SHARE)
        .where(SHARE.ID.in(ids.stream().map(ShareId::value).toList()))
        .forEach(row -> found.put(new ShareId(row.getId()), share(row)));
    return found;
  }

  /// Holds the share against other writers and reads it.
  static Optional<Share> hold(Tx tx, ShareId id) {
    tx.lock(SHARE, SHARE.ID.eq(id.value()));
    return find(tx.sql(), id);
  }

  /// What a user has made and not taken back, the newest first.
  static List<Share> madeBy(DSLContext sql, AccountId account, UserId creator) {
    return sql.selectFrom(SHARE)
        .where(SHARE.CREATOR_ID.eq(creator.value()))
        .and(SHARE.ACCOUNT_ID.eq(account.value()))
        .and(SHARE.DELETED_AT.isNull())
        .orderBy(SHARE.CREATED_AT.desc(), SHARE.ID)
        .fetch(ShareStore::share);
  }

  static void delete(Tx tx, ShareId id, Instant now) {
    tx.sql()
        .update(SHARE)
        .set(SHARE.DELETED_AT, now.toEpochMilli())
        .where(SHARE.ID.eq(id.value()))
        .execute();
  }

  static void sent(Tx tx, ShareId id, String subject, Instant now) {
    tx.sql()
        .update(SHARE)
        .set(SHARE.SENT_SUBJECT, subject)
        .set(SHARE.SENT_AT, now.toEpochMilli())
        .where(SHARE.ID.eq(id.value()))
        .execute();
  }

  static void delivered(Tx tx, ShareId id) {
    tx.sql()
        .update(SHARE)
        .set(SHARE.DOWNLOADS, SHARE.DOWNLOADS.plus(1))
        .where(SHARE.ID.eq(id.value()))
        .execute();
  }

  static void reminded(Tx tx, ShareId id, Instant now) {
    tx.sql()
        .update(SHARE)
        .set(SHARE.REMINDERS, SHARE.REMINDERS.plus(1))
        .set(SHARE.REMINDED_AT, now.toEpochMilli())
        .where(SHARE.ID.eq(id.value()))
        .execute();
  }

  /// Requests that remind at all and are not over at `now`.
  static List<Share> tracking(DSLContext sql, Instant now, Optional<ShareId> after, int limit) {
    return sql.selectFrom(SHARE)
        .where(SHARE.TRACK_UNTIL.ge(now.toEpochMilli()))
        .and(SHARE.KIND.eq(inline(Share.Kind.REQUEST.ordinal())))
        .and(SHARE.SEND_INTERVAL.gt(inline(0)))
        .and(aliveAt(now))
        .and(SHARE.ID.gt(after.map(ShareId::value).orElse("")))
        .orderBy(SHARE.ID)
        .limit(limit)
        .fetch(ShareStore::share);
  }

  /// Shares that work at `from` and not any more at `until`.
  static List<Share> ending(
      DSLContext sql, Instant from, Instant until, Optional<ShareId> after, int limit) {
    return sql.selectFrom(SHARE)
        .where(SHARE.EXPIRES_AT.ge(from.toEpochMilli()))
        .and(SHARE.EXPIRES_AT.lt(until.toEpochMilli()))
        .and(SHARE.DELETED_AT.isNull())
        .and(SHARE.ID.gt(after.map(ShareId::value).orElse("")))
        .orderBy(SHARE.ID)
        .limit(limit)
        .fetch(ShareStore::share);
  }

  private static Condition aliveAt(Instant now) {
    return SHARE
        .DELETED_AT
        .isNull()
        .and(SHARE.EXPIRES_AT.isNull().or(SHARE.EXPIRES_AT.ge(now.toEpochMilli())));
  }

  // --- what is in them ---------------------------------------------------------------------------

  static List<Share.Part> parts(DSLContext sql, ShareId id) {
    return parts(sql, List.of(id)).getOrDefault(id, List.of());
  }

  /// In the order in which they were put in.
  static Map<ShareId, List<Share.Part>> parts(DSLContext sql, Collection<ShareId> ids) {
    Map<ShareId, List<Share.Part>> parts = new HashMap<>();
    sql.selectFrom(SHARE_ITEM)
        .where(SHARE_ITEM.SHARE_ID.in(ids.stream().map(ShareId::value).toList()))
        .orderBy(SHARE_ITEM.SHARE_ID, SHARE_ITEM.PLACE)
        .forEach(row ->
            parts
                .computeIfAbsent(new ShareId(row.getShareId()), id -> new ArrayList<>())
                .add(new Share.Part(row.getThing(), new ItemId(row.getItemId()), row.getName())));
    return parts;
  }

  /// Adds what is not in it yet, behind what is.
  static void add(Tx tx, ShareId id, List<Share.Part> more) {
    List<Share.Part> there = parts(tx.sql(), id);
    Set<String> known = new java.util.HashSet<>();
    there.forEach(part -> known.add(part.thing()));
    int place = there.size();
    for (Share.Part part : more) {
      if (known.add(part.thing())) {
        tx.sql()
            .insertInto(SHARE_ITEM)
            .set(SHARE_ITEM.SHARE_ID, id.value())
            .set(SHARE_ITEM.THING, part.thing())
            .set(SHARE_ITEM.ITEM_ID, part.item().value())
            .set(SHARE_ITEM.NAME, part.name())
            .set(SHARE_ITEM.PLACE, place++)
            .execute();
      }
    }
  }

  static void empty(Tx tx, ShareId id) {
    tx.sql().deleteFrom(SHARE_ITEM).where(SHARE_ITEM.SHARE_ID.eq(id.value())).execute();
  }

  private static Share share(ShareRecord row) {
    return new Share(
        new ShareId(row.getId()),
        new AccountId(row.getAccountId()),
        new UserId(row.getCreatorId()),
        KINDS[row.getKind()],
        row.getTitle(),
        Optional.ofNullable(row.getFolderId()).map(ItemId::new),
        new Share.Policy(
            row.getRequireLogin(),
            row.getRequireUserInfo(),
            row.getViewOnly(),
            row.getUsesStreams(),
            row.getNotifyOnUse(),
            row.getMaxDownloads(),
            instant(row.getExpiresAt()),
            row.getPolicyNo()),
        new Share.Tracking(
            instant(row.getTrackUntil()),
            row.getSendFrequency(),
            row.getSendInterval(),
            row.getReminders(),
            instant(row.getRemindedAt())),
        instant(row.getSentAt())
            .map(at -> new Share.Sent(Optional.ofNullable(row.getSentSubject()).orElse(""), at)),
        row.getDownloads(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        instant(row.getDeletedAt()));
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }

  private static @Nullable Long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(null);
  }
}
