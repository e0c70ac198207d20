package valise.files.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.files.users.PeopleChanges;
import valise.platform.db.Database;
import valise.platform.secrets.Tokens;

/// Who is behind an access token or a session cookie.
///
/// An answer is kept for [OAuthSettings#recheck], for most requests come in bursts. A change of
/// people in this process ([PeopleChanges]) makes every answer be read again at once, and so does
/// [#forgetAll]; a change made by another node is seen when the time is over.
@Component
public final class Callers {

  private static final int MAX_KEPT = 20_000;

  /// Somebody who is signed in.
  ///
  /// @param app through which, or none when with a browser
  /// @param tokenHash of the access token; none of a browser
  /// @param facts what the client told when it signed in
  record Caller(
      People.Person person,
      @Nullable AppId app,
      @Nullable String tokenHash,
      String sessionHash,
      ClientFacts facts,
      Instant expiresAt) {

    boolean byBrowser() {
      return tokenHash == null;
    }
  }

  private record Known(Caller caller, Instant until, long change) {}

  private final Database database;
  private final InstantSource clock;
  private final People people;
  private final Duration recheck;
  private final GrantStore store = new GrantStore();
  private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
  // Counts what was forgotten: what was read before that must not be kept after it.
  private final AtomicLong forgotten = new AtomicLong();

  Callers(Database database, InstantSource clock, People people, OAuthSettings settings) {
    this.database = database;
    this.clock = clock;
    this.people = people;
    this.recheck = settings.recheck();
  }

  /// The session cookie that goes with an access token: the same on each node and after a restart,
  /// and no way back to the token.
  static String sessionOf(String accessToken) {
    return Tokens.hash("session of " + accessToken);
  }

  /// Empty when the token is unknown, expired or revoked, or its user may not act any more.
  Optional<Caller> byToken(String token) {
    String hash = Tokens.hash(token);
    return known("token " + hash, () -> readToken(hash, Tokens.hash(sessionOf(token))));
  }

  /// Empty when the cookie means nobody, or nobody any more.
  Optional<Caller> bySession(String cookie) {
    String hash = Tokens.hash(cookie);
    return known("session " + hash, () -> readSession(hash));
  }

  /// Lets every answer be read again. To be called, after the commit, by whatever ends a grant, a
  /// token or a session.
  void forgetAll() {
    forgotten.incrementAndGet();
    known.clear();
  }

  private Optional<Caller> known(String key, Supplier<Optional<Caller>> read) {
    Instant now = clock.instant();
    Known kept = known.get(key);
    long change = PeopleChanges.count();
    if (kept != null
        && kept.change() == change
        && now.isBefore(kept.until())
        && now.isBefore(kept.caller().expiresAt())) {
      return Optional.of(kept.caller());
    }
    long before = forgotten.get();
    Optional<Caller> caller = read.get();
    if (caller.isEmpty()) {
      known.remove(key);
    } else {
      if (known.size() >= MAX_KEPT) {
        known.clear();
      }
      Known fresh = new Known(caller.get(), now.plus(recheck), change);
      known.put(key, fresh);
      if (forgotten.get() != before) {
        known.remove(key, fresh);
      }
    }
    return caller;
  }

  private Optional<Caller> readToken(String hash, String sessionHash) {
    return database
        .read(sql -> store.token(sql, hash, GrantStore.Kind.ACCESS))
        .filter(token -> token.live() && clock.instant().isBefore(token.expiresAt()))
        .flatMap(token ->
            person(token.grant().user(), token.grant().account(), token.grant().securityNo())
                .map(person ->
                    new Caller(
                        person,
                        token.grant().app(),
                        hash,
                        sessionHash,
                        ClientFacts.NONE,
                        token.expiresAt())));
  }

  private Optional<Caller> readSession(String hash) {
    Instant now = clock.instant();
    return database
        .read(sql -> store.session(sql, hash))
        .filter(session -> session.live() && now.isBefore(session.expiresAt()))
        .flatMap(session ->
            person(session.user(), session.account(), session.securityNo())
                .map(person ->
                    new Caller(
                        person,
                        session.app(),
                        session.tokenHash(),
                        hash,
                        session.facts(),
                        prolonged(session, now))));
  }

  /// A browser stays signed in while it is used: its session is prolonged once a tenth is over.
  private Instant prolonged(GrantStore.KeptSession session, Instant now) {
    if (session.tokenHash() != null) {
      return session.expiresAt();
    }
    Duration life =
        people.tenant(session.account()).map(People.Tenant::browserSession).orElse(Duration.ZERO);
    Instant until = now.plus(life);
    if (until.isAfter(session.expiresAt().plus(life.dividedBy(10)))) {
      database.write(tx -> {
        store.prolong(tx, session.hash(), until);
        return Boolean.TRUE;
      });
      return until;
    }
    return session.expiresAt();
  }

  /// The user, if they may still act and nothing has ended what they signed in with.
  Optional<People.Person> person(UserId user, AccountId account, long securityNo) {
    return people
        .person(user)
        .filter(person -> person.securityNo() == securityNo && person.account().equals(account));
  }
}
