package valise.files.oauth;

import static valise.files.db.generated.Tables.APP;
import static valise.files.db.generated.Tables.OAUTH_GRANT;
import static valise.files.db.generated.Tables.OAUTH_REQUEST;
import static valise.files.db.generated.Tables.OAUTH_SESSION;
import static valise.files.db.generated.Tables.OAUTH_TOKEN;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.OauthRequestRecord;
import valise.files.db.generated.tables.records.OauthSessionRecord;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// Requests, grants, tokens and sessions in SQL. Everything a caller holds is looked up by its
/// hash.
final class GrantStore {

  /// What a token is for.
  enum Kind {
    ACCESS("access"),
    REFRESH("refresh");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /// A token and the grant it belongs to. `live` tells that nobody ended either.
  record KeptToken(
      String hash, Grant grant, Instant expiresAt, @Nullable Instant rotatedAt, boolean live) {}

  /// A session and what it goes with; `live` as above, `app` only of a token's session.
  record KeptSession(
      String hash,
      AccountId account,
      UserId user,
      long securityNo,
      @Nullable String tokenHash,
      @Nullable AppId app,
      ClientFacts facts,
      Instant createdAt,
      Instant expiresAt,
      boolean live) {}

  /// An authorization request and whether its code was used.
  record KeptRequest(AuthorizeRequest request, boolean used) {}

  // Requests

  void insertAwaitingConsent(Tx tx, AuthorizeRequest request, String consentHash, Instant now) {
    insert(tx, request, consentHash, null, now);
  }

  /// Gives a request its code; it needs no consent any more.
  void putCode(Tx tx, AuthorizeRequest request, String codeHash, Instant now) {
    int known =
        tx.sql()
            .update(OAUTH_REQUEST)
            .set(OAUTH_REQUEST.CODE_HASH, codeHash)
            .setNull(OAUTH_REQUEST.CONSENT_HASH)
            .set(OAUTH_REQUEST.EXPIRES_AT, request.expiresAt().toEpochMilli())
            .where(OAUTH_REQUEST.ID.eq(request.id()))
            .execute();
    if (known == 0) {
      insert(tx, request, null, codeHash, now);
    }
  }

  private static void insert(
      Tx tx,
      AuthorizeRequest request,
      @Nullable String consentHash,
      @Nullable String codeHash,
      Instant now) {
    tx.sql()
        .insertInto(OAUTH_REQUEST)
        .set(OAUTH_REQUEST.ID, request.id())
        .set(OAUTH_REQUEST.APP_ID, request.app().value())
        .set(OAUTH_REQUEST.ACCOUNT_ID, request.account().value())
        .set(OAUTH_REQUEST.USER_ID, request.user().value())
        .set(OAUTH_REQUEST.SECURITY_NO, request.securityNo())
        .set(OAUTH_REQUEST.FLOW, request.flow().wireName())
        .set(OAUTH_REQUEST.REDIRECT_URI, request.redirectUri())
        .set(OAUTH_REQUEST.CLIENT_STATE, request.state())
        .set(OAUTH_REQUEST.CODE_CHALLENGE, request.codeChallenge())
        .set(OAUTH_REQUEST.CODE_CHALLENGE_METHOD, request.codeChallengeMethod())
        .set(OAUTH_REQUEST.CONSENT_HASH, consentHash)
        .set(OAUTH_REQUEST.CODE_HASH, codeHash)
        .set(OAUTH_REQUEST.CREATED_AT, now.toEpochMilli())
        .set(OAUTH_REQUEST.EXPIRES_AT, request.expiresAt().toEpochMilli())
        .execute();
  }

  Optional<KeptRequest> requestByConsent(DSLContext sql, String consentHash) {
    return request(sql, OAUTH_REQUEST.CONSENT_HASH.eq(consentHash));
  }

  Optional<KeptRequest> requestByCode(DSLContext sql, String codeHash) {
    return request(sql, OAUTH_REQUEST.CODE_HASH.eq(codeHash));
  }

  Optional<KeptRequest> requestById(DSLContext sql, String id) {
    return request(sql, OAUTH_REQUEST.ID.eq(id));
  }

  /// False when it was used before.
  boolean useRequest(Tx tx, String id, Instant now) {
    return tx.sql()
            .update(OAUTH_REQUEST)
            .set(OAUTH_REQUEST.USED_AT, now.toEpochMilli())
            .where(OAUTH_REQUEST.ID.eq(id))
            .and(OAUTH_REQUEST.USED_AT.isNull())
            .execute()
        == 1;
  }

  void deleteRequest(Tx tx, String id) {
    tx.sql().deleteFrom(OAUTH_REQUEST).where(OAUTH_REQUEST.ID.eq(id)).execute();
  }

  private static Optional<KeptRequest> request(DSLContext sql, Condition which) {
    return sql.selectFrom(OAUTH_REQUEST).where(which).fetchOptional().map(GrantStore::request);
  }

  private static KeptRequest request(OauthRequestRecord row) {
    return new KeptRequest(
        new AuthorizeRequest(
            row.getId(),
            new AppId(row.getAppId()),
            new AccountId(row.getAccountId()),
            new UserId(row.getUserId()),
            row.getSecurityNo(),
            AuthorizeRequest.Flow.of(row.getFlow()),
            row.getRedirectUri(),
            row.getClientState(),
            row.getCodeChallenge(),
            row.getCodeChallengeMethod(),
            Instant.ofEpochMilli(row.getExpiresAt())),
        row.getUsedAt() != null);
  }

  // Grants and tokens

  void insertGrant(Tx tx, Grant grant) {
    tx.sql()
        .insertInto(OAUTH_GRANT)
        .set(OAUTH_GRANT.ID, grant.id())
        .set(OAUTH_GRANT.APP_ID, grant.app().value())
        .set(OAUTH_GRANT.ACCOUNT_ID, grant.account().value())
        .set(OAUTH_GRANT.USER_ID, grant.user().value())
        .set(OAUTH_GRANT.SECURITY_NO, grant.securityNo())
        .set(OAUTH_GRANT.GRANT_TYPE, grant.type())
        .set(OAUTH_GRANT.CREATED_AT, grant.createdAt().toEpochMilli())
        .set(OAUTH_GRANT.USED_AT, grant.createdAt().toEpochMilli())
        .execute();
  }

  void insertToken(
      Tx tx, String hash, String grantId, Kind kind, Instant issuedAt, Instant expiresAt) {
    tx.sql()
        .insertInto(OAUTH_TOKEN)
        .set(OAUTH_TOKEN.TOKEN_HASH, hash)
        .set(OAUTH_TOKEN.GRANT_ID, grantId)
        .set(OAUTH_TOKEN.KIND, kind.text)
        .set(OAUTH_TOKEN.ISSUED_AT, issuedAt.toEpochMilli())
        .set(OAUTH_TOKEN.EXPIRES_AT, expiresAt.toEpochMilli())
        .execute();
  }

  Optional<KeptToken> token(DSLContext sql, String hash, Kind kind) {
    return sql.select(
            OAUTH_TOKEN.TOKEN_HASH,
            OAUTH_TOKEN.EXPIRES_AT,
            OAUTH_TOKEN.ROTATED_AT,
            OAUTH_TOKEN.ENDED_AT,
            OAUTH_GRANT.ID,
            OAUTH_GRANT.APP_ID,
            OAUTH_GRANT.ACCOUNT_ID,
            OAUTH_GRANT.USER_ID,
            OAUTH_GRANT.SECURITY_NO,
            OAUTH_GRANT.GRANT_TYPE,
            OAUTH_GRANT.CREATED_AT,
            OAUTH_GRANT.ENDED_AT,
            APP.ENABLED)
        .from(OAUTH_TOKEN)
        .join(OAUTH_GRANT)
        .on(OAUTH_GRANT.ID.eq(OAUTH_TOKEN.GRANT_ID))
        .join(APP)
        .on(APP.ID.eq(OAUTH_GRANT.APP_ID))
        .where(OAUTH_TOKEN.TOKEN_HASH.eq(hash))
        .and(OAUTH_TOKEN.KIND.eq(kind.text))
        .fetchOptional(GrantStore::token);
  }

  private static KeptToken token(Record row) {
    Long rotated = row.get(OAUTH_TOKEN.ROTATED_AT);
    return new KeptToken(
        row.get(OAUTH_TOKEN.TOKEN_HASH),
        new Grant(
            row.get(OAUTH_GRANT.ID),
            new AppId(row.get(OAUTH_GRANT.APP_ID)),
            new AccountId(row.get(OAUTH_GRANT.ACCOUNT_ID)),
            new UserId(row.get(OAUTH_GRANT.USER_ID)),
            row.get(OAUTH_GRANT.SECURITY_NO),
            row.get(OAUTH_GRANT.GRANT_TYPE),
            Instant.ofEpochMilli(row.get(OAUTH_GRANT.CREATED_AT))),
        Instant.ofEpochMilli(row.get(OAUTH_TOKEN.EXPIRES_AT)),
        rotated == null ? null : Instant.ofEpochMilli(rotated),
        row.get(OAUTH_TOKEN.ENDED_AT) == null
            && row.get(OAUTH_GRANT.ENDED_AT) == null
            && row.get(APP.ENABLED));
  }

  /// Marks a refresh token as exchanged; the first time counts.
  void rotate(Tx tx, String hash, Instant now) {
    tx.sql()
        .update(OAUTH_TOKEN)
        .set(OAUTH_TOKEN.ROTATED_AT, now.toEpochMilli())
        .where(OAUTH_TOKEN.TOKEN_HASH.eq(hash))
        .and(OAUTH_TOKEN.ROTATED_AT.isNull())
        .execute();
  }

  void touchGrant(Tx tx, String id, Instant now) {
    tx.sql()
        .update(OAUTH_GRANT)
        .set(OAUTH_GRANT.USED_AT, now.toEpochMilli())
        .where(OAUTH_GRANT.ID.eq(id))
        .execute();
  }

  void endToken(Tx tx, String hash, Instant now) {
    end(tx, OAUTH_TOKEN.TOKEN_HASH.eq(hash), now);
    tx.sql()
        .update(OAUTH_SESSION)
        .set(OAUTH_SESSION.ENDED_AT, now.toEpochMilli())
        .where(OAUTH_SESSION.TOKEN_HASH.eq(hash))
        .and(OAUTH_SESSION.ENDED_AT.isNull())
        .execute();
  }

  private static void end(Tx tx, Condition tokens, Instant now) {
    tx.sql()
        .update(OAUTH_TOKEN)
        .set(OAUTH_TOKEN.ENDED_AT, now.toEpochMilli())
        .where(tokens)
        .and(OAUTH_TOKEN.ENDED_AT.isNull())
        .execute();
  }

  void endGrant(Tx tx, String id, Instant now) {
    endGrants(tx, OAUTH_GRANT.ID.eq(id), now);
  }

  void endOfApp(Tx tx, AppId app, Instant now) {
    endGrants(tx, OAUTH_GRANT.APP_ID.eq(app.value()), now);
    tx.sql().deleteFrom(OAUTH_REQUEST).where(OAUTH_REQUEST.APP_ID.eq(app.value())).execute();
  }

  void endOfUser(Tx tx, AppId app, UserId user, Instant now) {
    endGrants(
        tx, OAUTH_GRANT.USER_ID.eq(user.value()).and(OAUTH_GRANT.APP_ID.eq(app.value())), now);
    tx.sql()
        .deleteFrom(OAUTH_REQUEST)
        .where(OAUTH_REQUEST.USER_ID.eq(user.value()))
        .and(OAUTH_REQUEST.APP_ID.eq(app.value()))
        .execute();
  }

  private static void endGrants(Tx tx, Condition which, Instant now) {
    tx.sql()
        .update(OAUTH_GRANT)
        .set(OAUTH_GRANT.ENDED_AT, now.toEpochMilli())
        .where(which)
        .and(OAUTH_GRANT.ENDED_AT.isNull())
        .execute();
  }

  /// The apps a user lets act for them now, with the time of the last sign-in or renewal.
  List<Connected> connectedTo(DSLContext sql, UserId user) {
    Field<Long> last = DSL.max(OAUTH_GRANT.USED_AT).as("last_used");
    return sql.select(APP.ID, APP.NAME, last)
        .from(OAUTH_GRANT)
        .join(APP)
        .on(APP.ID.eq(OAUTH_GRANT.APP_ID))
        .where(OAUTH_GRANT.USER_ID.eq(user.value()))
        .and(OAUTH_GRANT.ENDED_AT.isNull())
        .groupBy(APP.ID, APP.NAME)
        .orderBy(APP.NAME, APP.ID)
        .fetch(row ->
            new Connected(
                new AppId(row.value1()), row.value2(), user, Instant.ofEpochMilli(row.value3())));
  }

  /// An app that a user lets act for them.
  record Connected(AppId app, String name, UserId user, Instant lastUsedAt) {}

  // Sessions

  void insertSession(Tx tx, KeptSession session) {
    ClientFacts facts = session.facts();
    tx.sql()
        .insertInto(OAUTH_SESSION)
        .set(OAUTH_SESSION.SESSION_HASH, session.hash())
        .set(OAUTH_SESSION.ACCOUNT_ID, session.account().value())
        .set(OAUTH_SESSION.USER_ID, session.user().value())
        .set(OAUTH_SESSION.SECURITY_NO, session.securityNo())
        .set(OAUTH_SESSION.TOKEN_HASH, session.tokenHash())
        .set(OAUTH_SESSION.TOOL, facts.tool())
        .set(OAUTH_SESSION.TOOL_VERSION, facts.toolVersion())
        .set(OAUTH_SESSION.DEVICE_ID, facts.deviceId())
        .set(OAUTH_SESSION.DEVICE_NAME, facts.deviceName())
        .set(OAUTH_SESSION.REMOTE_ADDRESS, facts.remoteAddress())
        .set(OAUTH_SESSION.CREATED_AT, session.createdAt().toEpochMilli())
        .set(OAUTH_SESSION.EXPIRES_AT, session.expiresAt().toEpochMilli())
        .execute();
  }

  Optional<KeptSession> session(DSLContext sql, String hash) {
    return sql.select(OAUTH_SESSION.fields())
        .select(OAUTH_GRANT.APP_ID, OAUTH_GRANT.ENDED_AT, APP.ENABLED)
        .from(OAUTH_SESSION)
        .leftJoin(OAUTH_TOKEN)
        .on(OAUTH_TOKEN.TOKEN_HASH.eq(OAUTH_SESSION.TOKEN_HASH))
        .leftJoin(OAUTH_GRANT)
        .on(OAUTH_GRANT.ID.eq(OAUTH_TOKEN.GRANT_ID))
        .leftJoin(APP)
        .on(APP.ID.eq(OAUTH_GRANT.APP_ID))
        .where(OAUTH_SESSION.SESSION_HASH.eq(hash))
        .fetchOptional(row -> {
          OauthSessionRecord session = row.into(OAUTH_SESSION);
          String tokenHash = session.getTokenHash();
          String app = row.get(OAUTH_GRANT.APP_ID);
          boolean live =
              session.getEndedAt() == null
                  && (tokenHash == null
                      || (app != null
                          && row.get(OAUTH_GRANT.ENDED_AT) == null
                          && Boolean.TRUE.equals(row.get(APP.ENABLED))));
          return new KeptSession(
              session.getSessionHash(),
              new AccountId(session.getAccountId()),
              new UserId(session.getUserId()),
              session.getSecurityNo(),
              tokenHash,
              app == null ? null : new AppId(app),
              new ClientFacts(
                  session.getTool(),
                  session.getToolVersion(),
                  session.getDeviceId(),
                  session.getDeviceName(),
                  session.getRemoteAddress()),
              Instant.ofEpochMilli(session.getCreatedAt()),
              Instant.ofEpochMilli(session.getExpiresAt()),
              live);
        });
  }

  void setFacts(Tx tx, String hash, ClientFacts facts) {
    tx.sql()
        .update(OAUTH_SESSION)
        .set(OAUTH_SESSION.TOOL, facts.tool())
        .set(OAUTH_SESSION.TOOL_VERSION, facts.toolVersion())
        .set(OAUTH_SESSION.DEVICE_ID, facts.deviceId())
        .set(OAUTH_SESSION.DEVICE_NAME, facts.deviceName())
        .set(OAUTH_SESSION.REMOTE_ADDRESS, facts.remoteAddress())
        .where(OAUTH_SESSION.SESSION_HASH.eq(hash))
        .execute();
  }

  void prolong(Tx tx, String hash, Instant expiresAt) {
    tx.sql()
        .update(OAUTH_SESSION)
        .set(OAUTH_SESSION.EXPIRES_AT, expiresAt.toEpochMilli())
        .where(OAUTH_SESSION.SESSION_HASH.eq(hash))
        .execute();
  }

  void endSession(Tx tx, String hash, Instant now) {
    tx.sql()
        .update(OAUTH_SESSION)
        .set(OAUTH_SESSION.ENDED_AT, now.toEpochMilli())
        .where(OAUTH_SESSION.SESSION_HASH.eq(hash))
        .and(OAUTH_SESSION.ENDED_AT.isNull())
        .execute();
  }

  /// Removes what has been worth nothing since `before`, so many rows of each table at most.
  int sweep(Tx tx, Instant before, int limit) {
    long then = before.toEpochMilli();
    DSLContext sql = tx.sql();
    int gone =
        sql.deleteFrom(OAUTH_REQUEST)
            .where(
                OAUTH_REQUEST.ID.in(
                    DSL.select(OAUTH_REQUEST.ID)
                        .from(OAUTH_REQUEST)
                        .where(OAUTH_REQUEST.EXPIRES_AT.lt(then))
                        .limit(limit)))
            .execute();
    gone +=
        sql.deleteFrom(OAUTH_SESSION)
            .where(
                OAUTH_SESSION.SESSION_HASH.in(
                    DSL.select(OAUTH_SESSION.SESSION_HASH)
                        .from(OAUTH_SESSION)
                        .where(OAUTH_SESSION.EXPIRES_AT.lt(then))
                        .limit(limit)))
            .execute();
    gone +=
        sql.deleteFrom(OAUTH_TOKEN)
            .where(
                OAUTH_TOKEN.TOKEN_HASH.in(
                    DSL.select(OAUTH_TOKEN.TOKEN_HASH)
                        .from(OAUTH_TOKEN)
                        .where(OAUTH_TOKEN.EXPIRES_AT.lt(then))
                        .limit(limit)))
            .execute();
    gone +=
        sql.deleteFrom(OAUTH_GRANT)
            .where(
                OAUTH_GRANT.ID.in(
                    DSL.select(OAUTH_GRANT.ID)
                        .from(OAUTH_GRANT)
                        .where(OAUTH_GRANT.CREATED_AT.lt(then))
                        .andNotExists(
                            DSL.selectOne()
                                .from(OAUTH_TOKEN)
                                .where(OAUTH_TOKEN.GRANT_ID.eq(OAUTH_GRANT.ID)))
                        .limit(limit)))
            .execute();
    return gone;
  }
}
