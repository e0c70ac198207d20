package valise.files.shares;

import static valise.files.db.generated.Tables.SHARE_ALIAS;
import static valise.files.db.generated.Tables.SHARE_TAKEN;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.ShareAliasRecord;
import valise.files.ids.AliasId;
import valise.files.ids.EmailAddress;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// SQL of recipients.
final class AliasStore {

  private static final Alias.Origin[] ORIGINS = Alias.Origin.values();

  private AliasStore() {}

  static void insert(Tx tx, Alias alias) {
    Optional<Alias.Person> who = alias.who();
    tx.sql()
        .insertInto(SHARE_ALIAS)
        .set(SHARE_ALIAS.ID, alias.id().value())
        .set(SHARE_ALIAS.SHARE_ID, alias.share().value())
        .set(SHARE_ALIAS.USER_ID, alias.user().map(UserId::value).orElse(null))
        .set(SHARE_ALIAS.EMAIL, who.map(it -> it.email().text()).orElse(null))
        .set(SHARE_ALIAS.EMAIL_CI, who.map(it -> it.email().key()).orElse(null))
        .set(SHARE_ALIAS.FIRST_NAME, who.map(Alias.Person::firstName).orElse(""))
        .set(SHARE_ALIAS.LAST_NAME, who.map(Alias.Person::lastName).orElse(""))
        .set(SHARE_ALIAS.COMPANY, who.map(Alias.Person::company).orElse(""))
        .set(SHARE_ALIAS.ORIGIN, alias.origin().ordinal())
        .set(SHARE_ALIAS.DOWNLOADS, 0L)
        .set(SHARE_ALIAS.IS_READ, false)
        .set(SHARE_ALIAS.ARCHIVED, false)
        .set(SHARE_ALIAS.CREATED_AT, alias.createdAt().toEpochMilli())
        .execute();
  }

  static Optional<Alias> find(DSLContext sql, AliasId id) {
    return sql.selectFrom(SHARE_ALIAS)
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .fetchOptional(AliasStore::alias);
  }

  /// Holds the recipient against other writers.
  static void hold(Tx tx, AliasId id) {
    tx.lock(SHARE_ALIAS, SHARE_ALIAS.ID.eq(id.value()));
  }

  /// The recipients of a share, its own link left out, in the order in which they were added.
  static List<Alias> of(DSLContext sql, ShareId share) {
    return of(sql, List.of(share)).getOrDefault(share, List.of());
  }

  static Map<ShareId, List<Alias>> of(DSLContext sql, Collection<ShareId> shares) {
    return sql.selectFrom(SHARE_ALIAS)
        .where(SHARE_ALIAS.SHARE_ID.in(shares.stream().map(ShareId::value).toList()))
        .and(SHARE_ALIAS.ID.ne(SHARE_ALIAS.SHARE_ID))
        .orderBy(SHARE_ALIAS.CREATED_AT, SHARE_ALIAS.ID)
        .fetchGroups(row -> new ShareId(row.getShareId()), AliasStore::alias);
  }

  static Optional<Alias> ofUser(DSLContext sql, ShareId share, UserId user) {
    return sql.selectFrom(SHARE_ALIAS)
        .where(SHARE_ALIAS.SHARE_ID.eq(share.value()))
        .and(SHARE_ALIAS.USER_ID.eq(user.value()))
        .orderBy(SHARE_ALIAS.CREATED_AT, SHARE_ALIAS.ID)
        .limit(1)
        .fetchOptional(AliasStore::alias);
  }

  /// Whoever has this address and is no user as far as the share knows.
  static Optional<Alias> ofAddress(
      DSLContext sql, ShareId share, EmailAddress address, Alias.Origin origin) {
    return sql.selectFrom(SHARE_ALIAS)
        .where(SHARE_ALIAS.SHARE_ID.eq(share.value()))
        .and(SHARE_ALIAS.EMAIL_CI.eq(address.key()))
        .and(SHARE_ALIAS.USER_ID.isNull())
        .and(SHARE_ALIAS.ORIGIN.eq(origin.ordinal()))
        .orderBy(SHARE_ALIAS.CREATED_AT, SHARE_ALIAS.ID)
        .limit(1)
        .fetchOptional(AliasStore::alias);
  }

  /// What a user was sent or asked for, the newest first.
  static List<Alias> receivedBy(DSLContext sql, UserId user, boolean archived) {
    return sql.selectFrom(SHARE_ALIAS)
        .where(SHARE_ALIAS.USER_ID.eq(user.value()))
        .and(SHARE_ALIAS.ARCHIVED.eq(archived))
        .orderBy(SHARE_ALIAS.CREATED_AT.desc(), SHARE_ALIAS.ID)
        .fetch(AliasStore::alias);
  }

  /// Names anew a guest who came back.
  static void rename(Tx tx, AliasId id, Alias.Person who) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.FIRST_NAME, who.firstName())
        .set(SHARE_ALIAS.LAST_NAME, who.lastName())
        .set(SHARE_ALIAS.COMPANY, who.company())
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
  }

  /// One who came by themselves is named after all.
  static void invite(Tx tx, AliasId id) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.ORIGIN, Alias.Origin.INVITED.ordinal())
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
  }

  static void write(Tx tx, AliasId id, Alias.Letter letter) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.SUBJECT, letter.subject())
        .set(SHARE_ALIAS.MESSAGE, letter.body())
        .set(SHARE_ALIAS.SENT_AT, letter.sentAt().toEpochMilli())
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
  }

  static void opened(Tx tx, AliasId id, Instant now) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.IS_READ, true)
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.OPENED_AT, now.toEpochMilli())
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .and(SHARE_ALIAS.OPENED_AT.isNull())
        .execute();
  }

  static void uploaded(Tx tx, AliasId id, Instant now) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.UPLOADED_AT, now.toEpochMilli())
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
  }

  static void mark(Tx tx, AliasId id, boolean read, boolean archived) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.IS_READ, read)
        .set(SHARE_ALIAS.ARCHIVED, archived)
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
  }

  /// One more delivery of these things.
  static void delivered(Tx tx, AliasId id, Collection<String> things) {
    tx.sql()
        .update(SHARE_ALIAS)
        .set(SHARE_ALIAS.DOWNLOADS, SHARE_ALIAS.DOWNLOADS.plus(1))
        .where(SHARE_ALIAS.ID.eq(id.value()))
        .execute();
    for (String thing : things) {
      tx.sql()
          .insertInto(SHARE_TAKEN)
          .set(SHARE_TAKEN.ALIAS_ID, id.value())
          .set(SHARE_TAKEN.THING, thing)
          .set(SHARE_TAKEN.TIMES, 1L)
          .onConflict(SHARE_TAKEN.ALIAS_ID, SHARE_TAKEN.THING)
          .doUpdate()
          .set(SHARE_TAKEN.TIMES, SHARE_TAKEN.TIMES.plus(1))
          .execute();
    }
  }

  /// How often each recipient has received each thing.
  static Map<AliasId, Map<String, Long>> taken(DSLContext sql, Collection<AliasId> ids) {
    Map<AliasId, Map<String, Long>> taken = new HashMap<>();
    sql.selectFrom(SHARE_TAKEN)
        .where(SHARE_TAKEN.ALIAS_ID.in(ids.stream().map(AliasId::value).toList()))
        .forEach(row ->
            taken
                .computeIfAbsent(new AliasId(row.getAliasId()), id -> new HashMap<>())
                .put(row.getThing(), row.getTimes()));
    return taken;
  }

  private static Alias alias(ShareAliasRecord row) {
    return new Alias(
        new AliasId(row.getId()),
        new ShareId(row.getShareId()),
        Optional.ofNullable(row.getUserId()).map(UserId::new),
        Optional.ofNullable(row.getEmail())
            .map(email ->
                new Alias.Person(
                    new EmailAddress(email),
                    row.getFirstName(),
                    row.getLastName(),
                    row.getCompany())),
        ORIGINS[row.getOrigin()],
        row.getDownloads(),
        row.getIsRead(),
        row.getArchived(),
        instant(row.getOpenedAt()),
        instant(row.getUploadedAt()),
        instant(row.getSentAt())
            .map(at ->
                new Alias.Letter(
                    Optional.ofNullable(row.getSubject()).orElse(""),
                    Optional.ofNullable(row.getMessage()).orElse(""),
                    at)),
        Instant.ofEpochMilli(row.getCreatedAt()));
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }
}
