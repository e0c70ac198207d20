package valise.files.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.Tokens;
import valise.platform.watch.Journal;

/// What people let apps do for them: authorizations on their way, grants, their tokens, and the
/// sessions that go with both.
///
/// Tokens are random and stored as hashes. A refresh token is good for one use; sent again within
/// the grace it is taken for an answer that got lost and gives another pair, later it is taken for
/// theft and ends the whole grant.
@Component
public final class Grants {

  private static final int SWEPT_AT_ONCE = 1_000;

  /// A new token.
  record Token(String value, Instant issuedAt, Instant expiresAt) {}

  private final Database database;
  private final InstantSource clock;
  private final OAuthSettings settings;
  private final Callers callers;
  private final Journal journal;
  private final GrantStore store = new GrantStore();
  private final AppStore apps = new AppStore();

  Grants(
      Database database,
      InstantSource clock,
      OAuthSettings settings,
      Callers callers,
      Journal journal) {
    this.database = database;
    this.clock = clock;
    this.settings = settings;
    this.callers = callers;
    this.journal = journal;
  }

  /// Milliseconds: what the database keeps.
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  // Authorizations on their way

  /// How long a consent page or a code is good for.
  Duration codeLife() {
    return settings.code();
  }

  void awaitConsent(AuthorizeRequest request, String consentState) {
    database.write(tx -> {
      store.insertAwaitingConsent(tx, request, Tokens.hash(consentState), now());
      return Boolean.TRUE;
    });
  }

  void awaitExchange(AuthorizeRequest request, String code) {
    database.write(tx -> {
      store.putCode(tx, request, Tokens.hash(code), now());
      return Boolean.TRUE;
    });
  }

  Optional<AuthorizeRequest> byConsent(String consentState) {
    Instant now = now();
    return database
        .read(sql -> store.requestByConsent(sql, Tokens.hash(consentState)))
        .map(GrantStore.KeptRequest::request)
        .filter(request -> now.isBefore(request.expiresAt()));
  }

  /// The request that an unused code belongs to. A code that comes a second time was stolen, or its
  /// tokens were: what it was exchanged for ends.
  Optional<AuthorizeRequest> byCode(String code) {
    Instant now = now();
    Optional<GrantStore.KeptRequest> kept =
        database.read(sql -> store.requestByCode(sql, Tokens.hash(code)));
    if (kept.isPresent() && kept.get().used()) {
      journal
          .begin("oauth.code_reuse")
          .put("app", kept.get().request().app().value())
          .put("user", kept.get().request().user().value())
          .outcome("grant_ended")
          .write();
      end(kept.get().request().id());
      return Optional.empty();
    }
    return kept.map(GrantStore.KeptRequest::request)
        .filter(request -> now.isBefore(request.expiresAt()))
        .filter(this::stillValid);
  }

  private boolean stillValid(AuthorizeRequest request) {
    return callers.person(request.user(), request.account(), request.securityNo()).isPresent();
  }

  void drop(String requestId) {
    database.write(tx -> {
      store.deleteRequest(tx, requestId);
      return Boolean.TRUE;
    });
  }

  /// Makes a code worth nothing.
  void spoil(String requestId) {
    database.write(tx -> store.useRequest(tx, requestId, now()));
  }

  /// Exchanges a request for its grant and first tokens.
  ///
  /// @return false when the code was used meanwhile; then nothing is granted
  boolean exchange(AuthorizeRequest request, Token access, Token refresh) {
    Instant now = now();
    return database.write(tx -> {
      if (!store.useRequest(tx, request.id(), now)) {
        return false;
      }
      Grant grant =
          new Grant(
              request.id(),
              request.app(),
              request.account(),
              request.user(),
              request.securityNo(),
              request.flow() == AuthorizeRequest.Flow.TOKEN ? "implicit" : "authorization_code",
              now);
      begin(tx, grant, access, refresh);
      return true;
    });
  }

  Optional<AuthorizeRequest> request(String id) {
    return database.read(sql -> store.requestById(sql, id)).map(GrantStore.KeptRequest::request);
  }

  // Grants and tokens

  void begin(Grant grant, Token access, @Nullable Token refresh) {
    database.write(tx -> {
      begin(tx, grant, access, refresh);
      return Boolean.TRUE;
    });
  }

  private void begin(Tx tx, Grant grant, Token access, @Nullable Token refresh) {
    store.insertGrant(tx, grant);
    insert(tx, grant, access, refresh);
  }

  private void insert(Tx tx, Grant grant, Token access, @Nullable Token refresh) {
    String hash = Tokens.hash(access.value());
    store.insertToken(
        tx, hash, grant.id(), GrantStore.Kind.ACCESS, access.issuedAt(), access.expiresAt());
    store.insertSession(
        tx,
        new GrantStore.KeptSession(
            Tokens.hash(Callers.sessionOf(access.value())),
            grant.account(),
            grant.user(),
            grant.securityNo(),
            hash,
            grant.app(),
            ClientFacts.NONE,
            access.issuedAt(),
            access.expiresAt(),
            true));
    if (refresh != null) {
      store.insertToken(
          tx,
          Tokens.hash(refresh.value()),
          grant.id(),
          GrantStore.Kind.REFRESH,
          refresh.issuedAt(),
          refresh.expiresAt());
    }
  }

  /// The grant that a refresh token may renew.
  Optional<Grant> byRefresh(String token) {
    Instant now = now();
    Optional<GrantStore.KeptToken> kept =
        database
            .read(sql -> store.token(sql, Tokens.hash(token), GrantStore.Kind.REFRESH))
            .filter(GrantStore.KeptToken::live);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Grant grant = kept.get().grant();
    Instant rotatedAt = kept.get().rotatedAt();
    if (rotatedAt != null && now.isAfter(rotatedAt.plus(settings.refreshGrace()))) {
      journal
          .begin("oauth.refresh_reuse")
          .put("app", grant.app().value())
          .put("user", grant.user().value())
          .outcome("grant_ended")
          .write();
      end(grant.id());
      return Optional.empty();
    }
    return Optional.of(grant)
        .filter(it -> now.isBefore(kept.get().expiresAt()))
        .filter(it -> callers.person(it.user(), it.account(), it.securityNo()).isPresent());
  }

  /// Gives a grant its next tokens in exchange for a refresh token.
  ///
  /// Of two that present the same token at the same time both are served, as two within the grace
  /// are.
  void renew(Grant grant, String presented, Token access, Token refresh) {
    Instant now = now();
    database.write(tx -> {
      store.rotate(tx, Tokens.hash(presented), now);
      store.touchGrant(tx, grant.id(), now);
      insert(tx, grant, access, refresh);
      return Boolean.TRUE;
    });
  }

  Optional<Grant> byAccess(String token) {
    return database
        .read(sql -> store.token(sql, Tokens.hash(token), GrantStore.Kind.ACCESS))
        .filter(GrantStore.KeptToken::live)
        .map(GrantStore.KeptToken::grant);
  }

  /// Ends one access token and its session; the grant goes on.
  void endAccess(String tokenHash) {
    database.write(tx -> {
      store.endToken(tx, tokenHash, now());
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  /// Ends a grant with all its tokens.
  void end(String grantId) {
    database.write(tx -> {
      store.endGrant(tx, grantId, now());
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  // What a user sees of it

  boolean consented(AppId app, UserId user) {
    return database.read(sql -> apps.consented(sql, app, user));
  }

  void consent(AppId app, UserId user) {
    database.write(tx -> {
      apps.consent(tx, app, user, now());
      return Boolean.TRUE;
    });
  }

  List<GrantStore.Connected> connectedTo(UserId user) {
    return database.read(sql -> store.connectedTo(sql, user));
  }

  /// Ends all that a user granted to an app, and the consent.
  void disconnect(AppId app, UserId user) {
    database.write(tx -> {
      apps.withdrawConsent(tx, app, user);
      store.endOfUser(tx, app, user, now());
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  // Browser sessions

  /// Signs a browser in, under a new cookie value: one that was there before is never taken on.
  String openSession(People.Person person, Duration life, ClientFacts facts) {
    String cookie = Tokens.random256().reveal();
    Instant now = now();
    database.write(tx -> {
      store.insertSession(
          tx,
          new GrantStore.KeptSession(
              Tokens.hash(cookie),
              person.account(),
              person.user(),
              person.securityNo(),
              null,
              null,
              facts,
              now,
              now.plus(life),
              true));
      return Boolean.TRUE;
    });
    return cookie;
  }

  /// Signs a caller out: a browser's session ends, an app's access token does.
  void close(Callers.Caller caller) {
    String tokenHash = caller.tokenHash();
    if (tokenHash != null) {
      endAccess(tokenHash);
      return;
    }
    database.write(tx -> {
      store.endSession(tx, caller.sessionHash(), now());
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  /// Keeps what the client said about itself.
  void remember(Callers.Caller caller, ClientFacts facts) {
    if (facts.equals(caller.facts())) {
      return;
    }
    database.write(tx -> {
      store.setFacts(tx, caller.sessionHash(), facts);
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  ClientFacts facts(Callers.Caller caller) {
    return database
        .read(sql -> store.session(sql, caller.sessionHash()))
        .map(GrantStore.KeptSession::facts)
        .orElse(ClientFacts.NONE);
  }

  /// Removes what has been worth nothing for a day. To be called every hour or so.
  ///
  /// @return how many rows went
  public int sweep() {
    // A used refresh token is kept until it would have expired, or its reuse would go unseen.
    Instant before = now().minus(Duration.ofDays(1));
    int gone = 0;
    int more;
    do {
      more = database.write(tx -> store.sweep(tx, before, SWEPT_AT_ONCE));
      gone += more;
    } while (more >= SWEPT_AT_ONCE);
    return gone;
  }
}
