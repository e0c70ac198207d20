package valise.hub.instances;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.db.Database;

/// The leave of each instance, renewed when it is about to end or was turned down.
///
/// Renewals of one instance happen one at a time: here by joining the one under way, between nodes
/// by a hold on the row. A provider that rotates refresh tokens takes a second use of one for theft
/// and ends them all. The new token is stored before it is used; while the database fails it is
/// kept here, since the old one is good for nothing any more.
@Component
final class Grants {

  /// Renewed this long before the end, so that a call that begins now gets through.
  private static final Duration AHEAD = Duration.ofSeconds(60);

  /// How long a node that renews is waited for.
  private static final Duration HOLD = Duration.ofSeconds(45);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Database database;
  private final InstanceStore store;
  private final TokenDesk desk;
  private final News news;
  private final InstantSource clock;
  private final Map<InstanceId, CompletableFuture<Grant>> underWay = new ConcurrentHashMap<>();
  private final Map<InstanceId, Grant> unstored = new ConcurrentHashMap<>();

  Grants(Database database, InstanceStore store, TokenDesk desk, News news, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.desk = desk;
    this.news = news;
    this.clock = clock;
  }

  /// The leave as it is stored.
  Optional<Grant> stored(InstanceId id) {
    return database.read(sql -> store.grant(sql, id));
  }

  /// A leave that is good for now, as far as is known; none when the element needs none.
  ///
  /// @throws ProviderFailure when it had to be renewed and was not
  Optional<Grant> current(Instance instance) {
    return current(instance, stored(instance.id()));
  }

  /// The same for whoever has read it just now.
  Optional<Grant> current(Instance instance, Optional<Grant> stored) {
    return stored.map(grant ->
        grant.refresh().isPresent() && endsSoon(grant) ? renew(instance, grant.version()) : grant);
  }

  private boolean endsSoon(Grant grant) {
    Instant soon = clock.instant().plus(AHEAD);
    // What lives shorter than that is used to its end.
    return grant
        .expiresAt()
        .filter(end -> !end.isAfter(soon))
        .filter(end ->
            !end.isAfter(clock.instant())
                || Duration.between(grant.renewedAt(), end).compareTo(AHEAD.multipliedBy(2)) > 0)
        .isPresent();
  }

  /// A leave that is newer than the version that was turned down.
  ///
  /// @throws ProviderFailure when the provider gives none
  Grant renew(Instance instance, long seen) {
    CompletableFuture<Grant> mine = new CompletableFuture<>();
    CompletableFuture<Grant> running = underWay.putIfAbsent(instance.id(), mine);
    if (running != null) {
      Grant joined = await(running);
      return joined.version() > seen ? joined : renew(instance, seen);
    }
    try {
      Grant fresh = renewAlone(instance, seen);
      mine.complete(fresh);
      return fresh;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(instance.id(), mine);
    }
  }

  private static Grant await(CompletableFuture<Grant> running) {
    try {
      return running.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Grant renewAlone(Instance instance, long seen) {
    long patienceEnds = System.nanoTime() + HOLD.toNanos();
    while (true) {
      Grant grant =
          stored(instance.id())
              .orElseThrow(() -> Refusal.noSuchThing("The instance " + instance.id()));
      if (grant.version() > seen) {
        return grant;
      }
      Optional<Grant> kept =
          Optional.ofNullable(unstored.get(instance.id()))
              .filter(it -> it.version() == grant.version() + 1);
      if (kept.isPresent()) {
        return store(instance, grant, kept.get());
      }
      if (grant.refresh().isEmpty()) {
        return lost(instance, grant, "the provider gave no refresh token");
      }
      Instant now = clock.instant();
      boolean taken =
          database.write(
              tx -> store.takeRenewal(tx, instance.id(), grant.version(), now, now.plus(HOLD)));
      if (taken) {
        return ask(instance, grant);
      }
      if (System.nanoTime() > patienceEnds) {
        throw ProviderFailure.of(
            502, "PROVIDER_UNREACHABLE", "The sign-in at the provider could not be renewed.");
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProviderFailure.of(502, "PROVIDER_UNREACHABLE", "The server is stopping.");
    }
  }

  private Grant ask(Instance instance, Grant old) {
    try {
      return switch (desk.refresh(
          instance.element(), old.refresh().orElseThrow(), key -> value(instance, key))) {
        case TokenDesk.Answer.Granted granted -> store(instance, old, fresh(old, granted));
        case TokenDesk.Answer.Denied(String words) -> lost(instance, old, words);
        case TokenDesk.Answer.Failed(ProviderFailure failure) -> throw failure;
      };
    } catch (RuntimeException e) {
      // With a new leave that is not stored the right to renew stays here until it ends.
      if (!unstored.containsKey(instance.id())) {
        leave(instance, old, e);
      }
      throw e;
    }
  }

  private void leave(Instance instance, Grant old, RuntimeException reason) {
    try {
      database.write(tx -> {
        store.leaveRenewal(tx, instance.id(), old.version());
        return old;
      });
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private Optional<String> value(Instance instance, String key) {
    return instance.secretKeys().contains(key)
        ? database.read(sql -> store.secret(sql, instance.id(), key)).map(it -> it.reveal())
        : instance.value(key);
  }

  private Grant fresh(Grant old, TokenDesk.Answer.Granted granted) {
    Instant now = clock.instant();
    return new Grant(
        old.version() + 1,
        granted.access(),
        granted.refresh().or(old::refresh),
        granted.life().map(now::plus),
        now);
  }

  private Grant store(Instance instance, Grant old, Grant fresh) {
    unstored.put(instance.id(), fresh);
    Grant stored = write(instance, old, fresh);
    unstored.remove(instance.id(), fresh);
    return stored;
  }

  private Grant write(Instance instance, Grant old, Grant fresh) {
    return database.write(tx -> {
      store.hold(tx, instance.id());
      Optional<Grant> there = store.grant(tx.sql(), instance.id());
      if (there.filter(it -> it.version() == old.version()).isEmpty()) {
        // Signed in anew meanwhile: that one is good, and ours may have been ended by it.
        return there.orElse(fresh);
      }
      store.put(tx, instance.id(), fresh);
      store
          .find(tx.sql(), instance.id())
          .filter(it -> it.trouble().isPresent())
          .ifPresent(before -> {
            Instance after = before.withTrouble(Optional.empty());
            store.update(tx, after);
            news.changed(tx, before, after);
          });
      return fresh;
    });
  }

  /// The provider gives no leave any more: somebody has to sign in anew, and the instance says so.
  /// Unless somebody has meanwhile: then theirs is the leave.
  ///
  /// @throws ProviderFailure when nobody has
  private Grant lost(Instance instance, Grant old, String words) {
    Optional<Grant> newer =
        database.write(tx -> {
          store.hold(tx, instance.id());
          Optional<Grant> there =
              store.grant(tx.sql(), instance.id()).filter(it -> it.version() > old.version());
          if (there.isEmpty()) {
            store
                .find(tx.sql(), instance.id())
                .ifPresent(before -> {
                  Instance after = before.withTrouble(Optional.of(words));
                  store.update(tx, after);
                  news.changed(tx, before, after);
                });
          }
          return there;
        });
    return newer.orElseThrow(() -> consentLost(words));
  }

  static ProviderFailure consentLost(String words) {
    return ProviderFailure.of(
            401,
            "CONSENT_LOST",
            "The provider does not let this instance in any more. Sign in again and update the"
                + " instance with the new code.")
        .saying(words);
  }
}
