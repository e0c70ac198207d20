package valise.files.oauth;

import static valise.files.db.generated.Tables.APP;
import static valise.files.db.generated.Tables.APP_CONSENT;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.AppRecord;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// Apps and consents in SQL.
final class AppStore {

  /// An app and what proves it.
  record Kept(App app, @Nullable String secretHash, @Nullable String secretSealed) {}

  void insert(Tx tx, App app, @Nullable String secretHash, @Nullable String secretSealed) {
    tx.sql()
        .insertInto(APP)
        .set(APP.ID, app.id().value())
        .set(APP.ACCOUNT_ID, app.account() == null ? null : app.account().value())
        .set(APP.OWNER_ID, app.owner() == null ? null : app.owner().value())
        .set(APP.NAME, app.name())
        .set(APP.SECRET_HASH, secretHash)
        .set(APP.SECRET_SEALED, secretSealed)
        .set(APP.REDIRECT_URIS, String.join("\n", app.redirectUris()))
        .set(APP.FIRST_PARTY, app.firstParty())
        .set(APP.ENABLED, app.enabled())
        .set(APP.CREATED_AT, app.createdAt().toEpochMilli())
        .execute();
  }

  Optional<Kept> find(DSLContext sql, AppId id) {
    return sql.selectFrom(APP).where(APP.ID.eq(id.value())).fetchOptional().map(AppStore::kept);
  }

  List<App> all(DSLContext sql) {
    return sql.selectFrom(APP).orderBy(APP.CREATED_AT, APP.ID).fetch(row -> kept(row).app());
  }

  List<App> of(DSLContext sql, AccountId account) {
    return sql.selectFrom(APP)
        .where(APP.ACCOUNT_ID.eq(account.value()).or(APP.ACCOUNT_ID.isNull()))
        .orderBy(APP.CREATED_AT, APP.ID)
        .fetch(row -> kept(row).app());
  }

  boolean setSecret(Tx tx, AppId id, String secretHash, String secretSealed) {
    return tx.sql()
            .update(APP)
            .set(APP.SECRET_HASH, secretHash)
            .set(APP.SECRET_SEALED, secretSealed)
            .where(APP.ID.eq(id.value()))
            .execute()
        == 1;
  }

  boolean setEnabled(Tx tx, AppId id, boolean enabled) {
    return tx.sql().update(APP).set(APP.ENABLED, enabled).where(APP.ID.eq(id.value())).execute()
        == 1;
  }

  boolean delete(Tx tx, AppId id) {
    tx.sql().deleteFrom(APP_CONSENT).where(APP_CONSENT.APP_ID.eq(id.value())).execute();
    return tx.sql().deleteFrom(APP).where(APP.ID.eq(id.value())).execute() == 1;
  }

  boolean consented(DSLContext sql, AppId app, UserId user) {
    return sql.fetchExists(
        APP_CONSENT, APP_CONSENT.APP_ID.eq(app.value()).and(APP_CONSENT.USER_ID.eq(user.value())));
  }

  void consent(Tx tx, AppId app, UserId user, Instant now) {
    tx.sql()
        .insertInto(APP_CONSENT)
        .set(APP_CONSENT.APP_ID, app.value())
        .set(APP_CONSENT.USER_ID, user.value())
        .set(APP_CONSENT.GRANTED_AT, now.toEpochMilli())
        .onConflictDoNothing()
        .execute();
  }

  void withdrawConsent(Tx tx, AppId app, UserId user) {
    tx.sql()
        .deleteFrom(APP_CONSENT)
        .where(APP_CONSENT.APP_ID.eq(app.value()))
        .and(APP_CONSENT.USER_ID.eq(user.value()))
        .execute();
  }

  private static Kept kept(AppRecord row) {
    Set<String> uris = new LinkedHashSet<>();
    row.getRedirectUris().lines().filter(line -> !line.isBlank()).forEach(uris::add);
    String account = row.getAccountId();
    String owner = row.getOwnerId();
    App app =
        new App(
            new AppId(row.getId()),
            account == null ? null : new AccountId(account),
            owner == null ? null : new UserId(owner),
            row.getName(),
            row.getSecretHash() != null,
            uris,
            row.getFirstParty(),
            row.getEnabled(),
            Instant.ofEpochMilli(row.getCreatedAt()));
    return new Kept(app, row.getSecretHash(), row.getSecretSealed());
  }
}
