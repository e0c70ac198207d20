package valise.platform.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.db.generated.tables.records.OutboxConsumerRecord;
import valise.platform.watch.Journal;

/// Hands every event to every consumer, in order and at least once.
///
/// Each consumer has its own durable position and its own thread, so that one that fails or is slow
/// holds up nobody else. One that throws gets the same event again after a pause that grows to five
/// minutes. Of several nodes one serves a consumer at a time; if it dies another takes over within
/// 30 s.
///
/// Register the consumers, then [#start]; in tests, move the clock and call [#step].
public final class Relay {

  /// Acts on one event outside the database. It may see an event twice: [Entry#id] tells.
  @FunctionalInterface
  public interface Consumer {
    void accept(Entry entry) throws Exception;
  }

  /// Acts on one event inside the database, exactly once: the position moves in the same
  /// transaction.
  @FunctionalInterface
  public interface TransactionalConsumer {
    void accept(Tx tx, Entry entry);
  }

  /// Where a consumer that is new to this database begins.
  public enum Start {
    /// With the oldest event that is still kept.
    OLDEST,
    /// With the next event.
    NOW
  }

  /// How far a consumer has come. `behind` counts the events it has not passed; `failures` those in
  /// a row of the one it stands before.
  public record Progress(
      String consumer, long seq, long behind, int failures, Optional<String> lastError) {}

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BATCH = 100;
  private static final int MAX_ERROR = 2_000;
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LONGEST_LOOK_AWAY = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Database database;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Journal journal;
  private final String node;
  private final Map<String, Served> consumers = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /// `node` names this process among those that share the database, and stays the same when it
  /// starts anew.
  public Relay(
      Database database, Outbox outbox, InstantSource clock, Journal journal, String node) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
    this.journal = journal;
    this.node = node;
    outbox.onAppend(() -> consumers.values().forEach(served -> served.wake.release()));
  }

  /// Adds a consumer. `name` is stable for ever: its position is stored under it. Before [#start].
  public void consumer(String name, Start start, Consumer consumer) {
    add(name, start, new Outside(consumer));
  }

  /// Adds a consumer that works in the transaction that moves its position. Before [#start].
  public void transactional(String name, Start start, TransactionalConsumer consumer) {
    add(name, start, new Inside(consumer));
  }

  private void add(String name, Start start, Way way) {
    database.write(tx -> OutboxStore.ensureConsumer(tx, name, start == Start.NOW));
    if (consumers.putIfAbsent(name, new Served(name, way)) != null) {
      throw new IllegalStateException("There is a consumer " + name + " already");
    }
  }

  /// Drops the position of a consumer that is no more, so that it does not keep events for ever.
  public boolean forget(String name) {
    return database.write(tx -> OutboxStore.forget(tx, name));
  }

  public List<Progress> progress() {
    return database.read(OutboxStore::progress);
  }

  /// Hands out everything there is, on this thread, and says how many times a consumer took an
  /// event. A consumer in its pause after a failure is passed over. For tests.
  public int step() {
    int handed = 0;
    for (Served served : consumers.values()) {
      int batch;
      do {
        batch = serve(served);
        handed += batch;
      } while (batch > 0);
    }
    return handed;
  }

  /// Begins to hand out, on threads of its own.
  public synchronized void start() {
    if (!threads.isEmpty()) {
      throw new IllegalStateException("The relay is started already");
    }
    stopping = false;
    for (Served served : consumers.values()) {
      threads.add(Thread.ofVirtual().name("relay-" + served.name).start(() -> loop(served)));
    }
  }

  /// Stops after the events being handed out, or after `grace`.
  public synchronized void stop(Duration grace) {
    stopping = true;
    consumers.values().forEach(served -> served.wake.release());
    long end = System.nanoTime() + grace.toNanos();
    try {
      for (Thread thread : threads) {
        if (!thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
          thread.interrupt();
          thread.join(Duration.ofSeconds(5));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
  }

  private void loop(Served served) {
    while (!stopping) {
      try {
        served.wake.drainPermits();
        if (serve(served) == 0) {
          served.wake.tryAcquire(lookAway(served).toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException e) {
        // The database is away or full. The events are safe where they are; look again later.
        LOG.warn("relay.unavailable consumer={}", served.name, e);
        served.pause();
      }
    }
    database.write(tx -> OutboxStore.release(tx, served.name, node));
  }

  private Duration lookAway(Served served) {
    Duration pause = Duration.between(clock.instant(), served.retryAt);
    return pause.isPositive() && pause.compareTo(LONGEST_LOOK_AWAY) < 0 ? pause : LONGEST_LOOK_AWAY;
  }

  /// Hands the next events to one consumer and says how many it took.
  private int serve(Served served) {
    Instant now = clock.instant();
    Optional<OutboxConsumerRecord> found =
        database.read(sql -> OutboxStore.consumer(sql, served.name));
    if (found.isEmpty() || found.get().getRetryAt() > now.toEpochMilli()) {
      return 0;
    }
    OutboxConsumerRecord position = found.get();
    List<Entry> entries = outbox.after(position.getSeq(), position.getAttempts() == 0 ? BATCH : 1);
    if (entries.isEmpty()
        || !database.write(tx -> OutboxStore.hold(tx, served.name, node, now, LEASE))) {
      return 0;
    }
    return served.way.hand(served, position, entries);
  }

  private boolean advance(Tx tx, Served served, long from, long to) {
    return OutboxStore.advance(tx, served.name, node, from, to, clock.instant(), LEASE);
  }

  private void failed(Served served, long at, int earlierFailures, Throwable failure) {
    int failures = earlierFailures + 1;
    Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 20));
    Instant retryAt =
        clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    served.retryAt = retryAt;
    String text = failure.toString();
    String error = text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text;
    database.write(tx -> OutboxStore.failed(tx, served.name, node, at, failures, retryAt, error));
    journal
        .begin("relay.hand")
        .put("consumer", served.name)
        .put("after_seq", at)
        .put("failures", failures)
        .failure(failure)
        .write();
  }

  private static final class Served {
    private final String name;
    private final Way way;
    private final Semaphore wake = new Semaphore(0);
    private volatile Instant retryAt = Instant.EPOCH;

    Served(String name, Way way) {
      this.name = name;
      this.way = way;
    }

    void pause() {
      try {
        wake.drainPermits();
        wake.tryAcquire(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private sealed interface Way {
    int hand(Served served, OutboxConsumerRecord position, List<Entry> entries);
  }

  private final class Outside implements Way {
    private final Consumer consumer;

    Outside(Consumer consumer) {
      this.consumer = consumer;
    }

    @Override
    public int hand(Served served, OutboxConsumerRecord position, List<Entry> entries) {
      long from = position.getSeq();
      long reached = from;
      int handed = 0;
      Optional<Throwable> failure = Optional.empty();
      Instant renewAt = clock.instant().plus(LEASE.dividedBy(3));
      for (Entry entry : entries) {
        if (stopping || clock.instant().isAfter(renewAt)) {
          break;
        }
        try {
          consumer.accept(entry);
        } catch (Throwable e) {
          // Whatever it is, Errors too, it is this consumer's failure.
          failure = Optional.of(e);
          break;
        }
        reached = entry.seq();
        handed++;
      }
      long to = reached;
      if (handed > 0 && !database.write(tx -> advance(tx, served, from, to))) {
        return 0;
      }
      // What is thrown while we stop is most likely our interrupt.
      if (!stopping) {
        failure.ifPresent(e -> failed(served, to, from == to ? position.getAttempts() : 0, e));
      }
      return handed;
    }
  }

  private final class Inside implements Way {
    private final TransactionalConsumer consumer;

    Inside(TransactionalConsumer consumer) {
      this.consumer = consumer;
    }

    @Override
    public int hand(Served served, OutboxConsumerRecord position, List<Entry> entries) {
      long from = position.getSeq();
      try {
        return database.write(tx -> {
          // First, so that the row keeps a second node out until the end.
          if (!advance(tx, served, from, entries.getLast().seq())) {
            return 0;
          }
          entries.forEach(entry -> consumer.accept(tx, entry));
          return entries.size();
        });
      } catch (Throwable e) {
        // Whatever it is, Errors too, it is this consumer's failure.
        if (entries.size() > 1) {
          // One by one, so that those before the one that fails get through.
          return hand(served, position, entries.subList(0, 1));
        }
        failed(served, from, position.getAttempts(), e);
        return 0;
      }
    }
  }
}
