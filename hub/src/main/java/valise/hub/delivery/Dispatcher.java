package valise.hub.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import valise.hub.db.generated.tables.records.SubscriptionRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.net.Limits;
import valise.platform.net.Outbound;
import valise.platform.net.Reply;

/// Sends what waits, on this node.
///
/// One thread looks at the disk: it takes leases of subscriptions for which something waits and
/// reads the next of their deliveries into memory ([Lanes]). Each delivery is sent on a virtual
/// thread that goes on with the next one whose turn it is. One thread writes down what came of
/// them, many in one transaction, if the lease is still ours: a node that was paused past its lease
/// finds that another has taken over, and its late results count for nothing.
///
/// The lease is of the subscription, not of each delivery, so that sending costs one change of the
/// delivery and not two, and so that the limit for a receiver holds over all nodes. What was on the
/// way when a node died is sent again with the same id.
public final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final int WINDOW = 256;
  private static final int LOW_WATER = 96;
  private static final int MOST_ENDPOINTS = 4_096;
  private static final int CLAIMS = 256;
  private static final int LOADS = 64;
  private static final int BATCH = 256;
  private static final int LARGEST_ANSWER = 20 << 10;
  private static final Duration LOOK_AWAY = Duration.ofSeconds(1);
  private static final Duration GATHER = Duration.ofMillis(2);

  private final Database database;
  private final Notifications notifications;
  private final Outbound outbound;
  private final SealedCredentials sealed;
  private final AccountPolicies policies;
  private final DeliverySettings settings;
  private final InstantSource clock;
  private final String node;
  private final OnGivenUp onGivenUp;
  private final SubscriptionStore subscriptions = new SubscriptionStore();
  private final DeliveryStore deliveries = new DeliveryStore();
  private final Limits limits;
  private final Lanes lanes;
  private final Semaphore wake = new Semaphore(0);
  private final LinkedBlockingQueue<Result> results = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private Instant renewed;
  private volatile boolean stopping;
  private volatile boolean running;

  /// Wants to know, in the transaction, that nothing more is sent to a receiver.
  interface OnGivenUp {
    void givenUp(Tx tx, SubscriptionId id, String reason);
  }

  /// `node` names this process among those that share the database, as for
  /// [valise.platform.jobs.Jobs].
  Dispatcher(
      Database database,
      Notifications notifications,
      Outbound outbound,
      SealedCredentials sealed,
      AccountPolicies policies,
      DeliverySettings settings,
      Bell bell,
      InstantSource clock,
      String node,
      OnGivenUp onGivenUp) {
    this.database = database;
    this.notifications = notifications;
    this.outbound = outbound;
    this.sealed = sealed;
    this.policies = policies;
    this.settings = settings;
    this.clock = clock;
    this.node = node;
    this.onGivenUp = onGivenUp;
    this.limits = Limits.within(settings.patience()).withMaxBytes(LARGEST_ANSWER);
    this.lanes = new Lanes(settings.slots(), WINDOW);
    this.renewed = clock.instant();
    bell.answeredBy(this::rang);
  }

  private void rang(Collection<SubscriptionId> ids) {
    lanes.rang(ids);
    wake.release();
  }

  /// Begins to send, on threads of its own.
  public synchronized void start() {
    if (running) {
      throw new IllegalStateException("Deliveries are being sent already");
    }
    database.write(tx -> {
      subscriptions.abandon(tx, node);
      return true;
    });
    stopping = false;
    running = true;
    threads.add(Thread.ofVirtual().name("delivery-look").start(this::lookLoop));
    threads.add(Thread.ofVirtual().name("delivery-record").start(this::recordLoop));
  }

  /// Sends nothing new, waits up to `grace` for what is on the way, and gives its leases back.
  public synchronized void stop(Duration grace) {
    if (!running) {
      return;
    }
    stopping = true;
    wake.release();
    long end = System.nanoTime() + grace.toNanos();
    try {
      while ((lanes.busy() > 0 || !results.isEmpty()) && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
    running = false;
    database.write(tx -> {
      subscriptions.abandon(tx, node);
      return true;
    });
    lanes.remove(lanes.map(endpoint -> endpoint));
  }

  /// Sends everything that is due, on this thread, and says how many attempts it made. For tests;
  /// not beside [#start].
  public int step() {
    int sent = 0;
    boolean busy = true;
    while (busy) {
      busy = look(clock.instant());
      List<Result> batch = new ArrayList<>();
      for (Optional<Lanes.Turn> turn = lanes.next(clock.instant());
          turn.isPresent();
          turn = lanes.next(clock.instant())) {
        Result result = send(turn.get());
        lanes.endedAlone(turn.get(), result, clock.instant());
        batch.add(result);
      }
      if (!batch.isEmpty()) {
        record(batch);
        busy = true;
      }
      sent += batch.size();
    }
    return sent;
  }

  /// Takes leases and reads ahead, but sends nothing: what a node does that is stopped right then.
  void lookOnly() {
    look(clock.instant());
  }

  // --- looking -----------------------------------------------------------------------------------

  private void lookLoop() {
    while (!stopping) {
      try {
        wake.drainPermits();
        if (!look(clock.instant())) {
          wake.tryAcquire(LOOK_AWAY.toMillis(), TimeUnit.MILLISECONDS);
        }
        pump();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The database is away or full. Everything is safe where it is; look again later.
        LOG.warn("delivery.look.failed", e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AWAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// True if something was found, so that it is worth looking again at once.
  private boolean look(Instant now) {
    renewLeases(now);
    boolean found = release(now);
    found |= claim(now);
    return load(now) || found;
  }

  private void renewLeases(Instant now) {
    if (now.isBefore(renewed.plus(settings.lease().dividedBy(3)))) {
      return;
    }
    renewed = now;
    List<Endpoint> mine = lanes.map(endpoint -> endpoint);
    if (mine.isEmpty()) {
      return;
    }
    Instant until = now.plus(settings.lease());
    lanes.remove(database.write(tx -> subscriptions.renew(tx, mine, until)));
  }

  private boolean release(Instant now) {
    List<Lanes.Health> done = lanes.done(now);
    if (done.isEmpty()) {
      return false;
    }
    database.write(tx -> {
      subscriptions.release(tx, done);
      return true;
    });
    lanes.remove(done.stream().map(Lanes.Health::endpoint).toList());
    return true;
  }

  private boolean claim(Instant now) {
    int room = Math.min(CLAIMS, MOST_ENDPOINTS - lanes.size());
    if (room <= 0) {
      return false;
    }
    List<SubscriptionRecord> rows =
        database.write(tx -> subscriptions.claim(tx, node, now, settings.lease(), room));
    lanes.add(rows.stream().map(this::endpoint).toList());
    return !rows.isEmpty();
  }

  private Endpoint endpoint(SubscriptionRecord row) {
    SubscriptionId id = new SubscriptionId(row.getId());
    AccountId account = new AccountId(row.getAccountId());
    return new Endpoint(
        id,
        account,
        row.getLeaseNo(),
        new Callback(URI.create(row.getUrl()), sealed.open(id, row.getSecrets())),
        row.getOrdered(),
        policies.onFailure(account),
        policies.schedule(account),
        Breaker.of(row.getFailures(), row.getOpened(), Instant.ofEpochMilli(row.getOpenUntil())));
  }

  private record Found(Lanes.Hunger hunger, List<DeliveryStore.Row> rows, boolean full) {}

  private boolean load(Instant now) {
    List<Lanes.Hunger> hungry = lanes.hungry(LOW_WATER, LOADS);
    if (hungry.isEmpty()) {
      return false;
    }
    Map<EventId, String> bodies = new HashMap<>();
    List<Found> found =
        database.read(sql -> {
          List<Found> all = new ArrayList<>();
          Set<EventId> wanted = new LinkedHashSet<>();
          for (Lanes.Hunger each : hungry) {
            Found rows = find(sql, each, now);
            rows.rows().forEach(row -> wanted.add(row.event()));
            all.add(rows);
          }
          bodies.putAll(notifications.bodies(sql, wanted));
          return all;
        });
    boolean any = false;
    for (Found each : found) {
      List<Waiting> waiting =
          each.rows().stream()
              .filter(row -> bodies.containsKey(row.event()))
              .map(row -> waiting(row, bodies.get(row.event())))
              .toList();
      lanes.load(each.hunger().endpoint(), waiting, each.full(), now);
      any |= !waiting.isEmpty();
    }
    return any;
  }

  private Found find(org.jooq.DSLContext sql, Lanes.Hunger hunger, Instant now) {
    SubscriptionId id = hunger.endpoint().id();
    if (hunger.single()) {
      return new Found(
          hunger,
          hunger.endpoint().ordered()
              ? deliveries.first(sql, id, now)
              : deliveries.oldestDue(sql, id, now),
          false);
    }
    // What is held may come first; it is read over.
    int max = hunger.held().size() + hunger.room();
    List<DeliveryStore.Row> rows = deliveries.due(sql, id, now, max);
    return new Found(
        hunger,
        rows.stream().filter(row -> !hunger.held().contains(row.event())).toList(),
        rows.size() == max);
  }

  private static Waiting waiting(
      DeliveryStore.Row row, @org.jspecify.annotations.Nullable String body) {
    return new Waiting(
        row.event(),
        row.attempts(),
        row.failures(),
        row.firstFailed(),
        row.askedBy(),
        String.valueOf(body).getBytes(StandardCharsets.UTF_8));
  }

  // --- sending -----------------------------------------------------------------------------------

  private void pump() {
    while (!stopping) {
      Optional<Lanes.Turn> turn = lanes.next(clock.instant());
      if (turn.isEmpty()) {
        return;
      }
      Thread.ofVirtual().name("delivery-send").start(() -> serve(turn.get()));
    }
  }

  private void serve(Lanes.Turn first) {
    Optional<Lanes.Turn> turn = Optional.of(first);
    while (turn.isPresent()) {
      Result result = send(turn.get());
      if (stopping) {
        lanes.endedAlone(turn.get(), result, clock.instant());
        turn = Optional.empty();
      } else {
        turn = lanes.ended(turn.get(), result, clock.instant());
      }
      results.add(result);
    }
    pump();
  }

  private Result send(Lanes.Turn turn) {
    Endpoint endpoint = turn.endpoint();
    Waiting waiting = turn.waiting();
    Instant began = clock.instant();
    long start = System.nanoTime();
    Reply reply;
    try {
      reply =
          outbound.send(
              endpoint
                  .callback()
                  .request(waiting.event(), waiting.body(), waiting.attempts() + 1, began),
              limits);
    } catch (RuntimeException e) {
      // Ours, not theirs; yet a delivery that is never settled would hold its place for ever.
      LOG.error("delivery.send.failed subscription={}", endpoint.id(), e);
      reply = new Reply.Failed(Reply.Kind.CUT, "The request could not be made.");
    }
    int millis = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return Result.of(endpoint, waiting, began, clock.instant(), millis, reply);
  }

  // --- recording ---------------------------------------------------------------------------------

  private void recordLoop() {
    List<Result> batch = new ArrayList<>(BATCH);
    while (true) {
      try {
        batch.add(results.take());
        results.drainTo(batch, BATCH - 1);
        if (batch.size() < BATCH / 4) {
          Thread.sleep(GATHER);
          results.drainTo(batch, BATCH - batch.size());
        }
      } catch (InterruptedException e) {
        results.drainTo(batch);
        recordAtLast(batch);
        return;
      }
      recordAtLast(batch);
      batch.clear();
    }
  }

  /// Until it is written, or this node ends: then it is sent again, with the same ids.
  private void recordAtLast(List<Result> batch) {
    boolean done = batch.isEmpty();
    while (!done) {
      try {
        record(batch);
        done = true;
      } catch (RuntimeException e) {
        LOG.warn("delivery.record.failed results={}", batch.size(), e);
        if (stopping) {
          return;
        }
        pause();
      }
    }
    wake.release();
  }

  private void record(List<Result> batch) {
    Instant now = clock.instant();
    List<Endpoint> involved = batch.stream().map(Result::endpoint).distinct().toList();
    List<Lanes.Health> health = lanes.takeHealth(involved);
    List<Endpoint> lost =
        database.write(tx -> {
          Set<Endpoint> held = Set.copyOf(subscriptions.stillHeld(tx, involved));
          List<Result> valid =
              batch.stream().filter(result -> held.contains(result.endpoint())).toList();
          if (!valid.isEmpty()) {
            deliveries.record(tx, valid, now);
          }
          List<Lanes.Health> changed =
              health.stream().filter(each -> held.contains(each.endpoint())).toList();
          if (!changed.isEmpty()) {
            subscriptions.health(tx, changed);
          }
          for (Result result : valid) {
            if (result.next() instanceof Result.Next.Queued queued) {
              giveUp(tx, result.endpoint().id(), queued.reason(), now);
            }
          }
          return involved.stream().filter(endpoint -> !held.contains(endpoint)).toList();
        });
    lanes.recorded(batch);
    lanes.remove(lost);
  }

  private void giveUp(Tx tx, SubscriptionId id, String reason, Instant now) {
    boolean first = subscriptions.deactivate(tx, id, reason, now);
    deliveries.queue(tx, id, now);
    if (first) {
      onGivenUp.givenUp(tx, id, reason);
    }
  }
}
