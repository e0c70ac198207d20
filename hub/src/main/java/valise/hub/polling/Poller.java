package valise.hub.polling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.StringNode;
import valise.hub.elements.Change;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.ChangePage;
import valise.hub.elements.Provider;
import valise.hub.events.Route;
import valise.hub.intake.Intake;
import valise.hub.intake.Look;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.watch.Journal;
import valise.platform.watch.WideLine;

/// Asks providers what changed, on this node.
///
/// One thread takes what is due from the disk, many at a time; each is asked on a virtual thread.
/// Of an instance one resource at a time is asked. Every page is one transaction with the cursor
/// behind it, under the number of the lease: a node that was paused past its lease changes nothing.
///
/// A provider that fails is asked less and less. When it is our own database that fails, no
/// provider has a part in it: what was found is found again, from where the cursor stands.
public final class Poller {

  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

  /// So many failures in a row, and it is only tried once a day [docs].
  static final int MOST_FAILURES = 100;

  private static final String OUR_FAULT =
      "This server could not store what it found. Its log tells why.";

  private static final Duration PROBE = Duration.ofDays(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration LOOK_AWAY = Duration.ofSeconds(1);

  /// How much that came due one after the other is taken at once.
  private static final Duration GATHER = Duration.ofMillis(25);

  /// How long a poll waits for others that go to the same place, and when it comes again then.
  private static final Duration CROWDED = Duration.ofSeconds(1);

  private static final Duration LESS_CROWDED = Duration.ofSeconds(10);

  private static final int CLAIMS = 256;
  private static final int UNMET = 500;

  private final Database database;
  private final Intake intake;
  private final Sources sources;
  private final PollSettings settings;
  private final Journal journal;
  private final InstantSource clock;
  private final String node;
  private final PollStore store = new PollStore();
  private final Endings endings;
  private final Weather weather = new Weather();
  private final Turnstiles turnstiles;
  private volatile OnPaused onPaused = (tx, watch, error) -> {};
  private final Semaphore slots;
  private final Semaphore wake = new Semaphore(0);
  private Optional<Thread> looking = Optional.empty();
  private volatile boolean stopping;

  Poller(
      Database database,
      Intake intake,
      Sources sources,
      PollSettings settings,
      Journal journal,
      InstantSource clock,
      String node) {
    this.database = database;
    this.intake = intake;
    this.sources = sources;
    this.settings = settings;
    this.journal = journal;
    this.clock = clock;
    this.node = node;
    this.endings = new Endings(database, store);
    this.slots = new Semaphore(settings.slots());
    this.turnstiles = new Turnstiles(settings.most());
  }

  /// Wants to know of a watch that is only tried once a day from now on, in the transaction.
  interface OnPaused {
    void paused(Tx tx, Watch watch, String error);
  }

  void whenPaused(OnPaused listener) {
    onPaused = listener;
  }

  /// Something may have come due.
  void wake() {
    wake.release();
  }

  public synchronized void start() {
    if (looking.isPresent()) {
      throw new IllegalStateException("This node polls already");
    }
    database.write(tx -> {
      store.abandon(tx, node, clock.instant());
      return true;
    });
    stopping = false;
    looking = Optional.of(Thread.ofVirtual().name("poll-look").start(this::lookLoop));
  }

  /// Begins nothing new, and waits up to `grace` for what goes on.
  public synchronized void stop(Duration grace) {
    if (looking.isEmpty()) {
      return;
    }
    stopping = true;
    wake.release();
    try {
      looking.get().join(grace);
      if (slots.tryAcquire(settings.slots(), grace.toMillis(), TimeUnit.MILLISECONDS)) {
        slots.release(settings.slots());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    looking = Optional.empty();
    database.write(tx -> {
      store.abandon(tx, node, clock.instant());
      return true;
    });
  }

  /// Asks for everything that is due, on this thread, and says how many looks that took. For tests;
  /// not beside [#start].
  public int step() {
    int ran = 0;
    for (List<Watch> due = claim(1); !due.isEmpty(); due = claim(1)) {
      due.forEach(this::run);
      ran += due.size();
    }
    return ran;
  }

  private void lookLoop() {
    while (!stopping) {
      try {
        if (slots.tryAcquire(LOOK_AWAY.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
          if (!begin(1 + slots.drainPermits())) {
            wake.tryAcquire(untilNext().toMillis(), TimeUnit.MILLISECONDS);
          }
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The database is away or full. What is due stays due.
        LOG.warn("poll.look.failed", e);
        pause();
      }
    }
  }

  /// Begins to ask for what is due. False if that was all.
  ///
  /// @param free slots that were taken for it
  private boolean begin(int free) {
    int most = Math.min(CLAIMS, free);
    List<Watch> due = List.of();
    try {
      due = claim(most);
    } finally {
      slots.release(free - due.size());
    }
    Sources.Directory directory = read(due);
    for (Watch watch : due) {
      Thread.ofVirtual()
          .name("poll")
          .start(() -> {
            try {
              run(watch, directory);
            } finally {
              slots.release();
            }
          });
    }
    return due.size() == most;
  }

  /// All that these need at once. What cannot be read fails each of them by itself.
  private Sources.Directory read(List<Watch> due) {
    try {
      return sources.read(due.stream().map(Watch::instance).toList());
    } catch (RuntimeException e) {
      return (instance, resource) -> {
        throw e;
      };
    }
  }

  private Duration untilNext() {
    Instant now = clock.instant();
    Duration until =
        database
            .read(store::nextDue)
            .map(due -> Duration.between(now, due))
            .filter(wait -> wait.compareTo(LOOK_AWAY) < 0)
            .orElse(LOOK_AWAY);
    return longer(until, GATHER);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AWAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Watch> claim(int max) {
    Instant now = clock.instant();
    return database.write(tx -> store.claim(tx, node, now, settings.lease(), max));
  }

  void run(Watch watch) {
    run(watch, read(List.of(watch)));
  }

  /// One look at one resource of one instance.
  private void run(Watch watch, Sources.Directory directory) {
    WideLine line =
        journal
            .begin("poll")
            .put("instance", watch.instance().value())
            .put("resource", watch.resource())
            .put("late_ms", Duration.between(watch.dueAt(), clock.instant()).toMillis());
    try {
      look(watch, directory, line);
    } catch (RuntimeException e) {
      line.failure(e);
      LOG.warn("poll.unrecorded instance={}", watch.instance(), e);
      giveBack(watch);
    } finally {
      line.write();
    }
  }

  /// @throws DataAccessException when what came of it cannot be written down
  private void look(Watch watch, Sources.Directory directory, WideLine line) {
    try {
      Optional<Source> source = directory.of(watch.instance(), watch.resource());
      if (source.isEmpty()) {
        line.outcome("nothing to ask");
        Instant next = clock.instant().plus(LONGEST_PAUSE);
        database.write(tx -> store.pauseUntil(tx, watch, watch.cursor(), next));
      } else {
        ask(watch, source.get(), line);
      }
    } catch (Refusal e) {
      if (e.kind() == Refusal.Kind.OUT_OF_SPACE) {
        throw e;
      }
      // Disabled meanwhile, or configured so that nobody can be asked.
      line.outcome("refused").put("error", e.text());
      failed(watch, e.text(), false, Optional.empty());
    } catch (DataAccessException e) {
      throw e;
    } catch (RuntimeException e) {
      line.failure(e);
      LOG.error("poll.failed instance={}", watch.instance(), e);
      failed(
          watch,
          "Something went wrong here: " + e.getClass().getSimpleName(),
          false,
          Optional.empty());
    }
  }

  /// Says what stopped it, if that can be written at least; else the lease ends by itself.
  private void giveBack(Watch watch) {
    Instant next = clock.instant().plus(shorter(watch.interval(), settings.lease()));
    try {
      database.write(
          tx -> store.failed(tx, watch, watch.failures(), watch.paused(), OUR_FAULT, next));
    } catch (RuntimeException e) {
      LOG.warn("poll.not_given_back instance={}", watch.instance(), e);
    }
  }

  private void ask(Watch watch, Source source, WideLine line) {
    Instant now = clock.instant();
    Optional<Instant> unwanted = weather.unwantedUntil(source.app(), now);
    if (unwanted.isPresent()) {
      line.outcome("unwanted");
      // Apart from each other, or all come at once when the time is up.
      Instant next = unwanted.get().plusMillis(apart(watch, Duration.ofSeconds(30)));
      database.write(tx -> store.pauseUntil(tx, watch, watch.cursor(), next));
      return;
    }
    if (!entered(source.place())) {
      line.outcome("crowded");
      Instant next = now.plusMillis(apart(watch, LESS_CROWDED));
      database.write(tx -> store.pauseUntil(tx, watch, watch.cursor(), next));
      return;
    }
    try {
      walk(watch, source, line, now);
    } finally {
      turnstiles.leave(source.place());
    }
  }

  private boolean entered(String place) {
    try {
      return turnstiles.enter(place, CROWDED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void walk(Watch watch, Source source, WideLine line, Instant now) {
    try {
      new Walk(watch, source, line).go();
      weather.asked(watch.elementKey(), false, now);
    } catch (LeaseLostException e) {
      line.outcome("lease lost");
    } catch (ChangeFeed.LostCursorException e) {
      line.outcome("cursor lost");
      startOver(watch, source.feed(), e);
    } catch (ProviderFailure e) {
      line.outcome("refused").put("status", e.status()).put("error", e.text());
      boolean theirs = e.status() >= 500 || e.status() == 429;
      weather.asked(watch.elementKey(), theirs, now);
      Optional<Instant> retryAt =
          e.retryAfter().map(wait -> clock.instant().plus(shorter(wait, PROBE)));
      if (e.status() == 429) {
        weather.unwanted(source.app(), retryAt.orElse(clock.instant().plusSeconds(60)));
      }
      failed(
          watch,
          e.text() + e.providerMessage().map(words -> " The provider said: " + words).orElse(""),
          e.status() == 429 || (theirs && weather.stormy(watch.elementKey())),
          retryAt);
    }
  }

  /// Tells of everything again; what is known decides what of it is news. At once, but a provider
  /// that loses every cursor it gives is one that fails.
  private void startOver(Watch watch, ChangeFeed feed, ChangeFeed.LostCursorException lost) {
    Instant now = clock.instant();
    Watch anew = lost.resume().isPresent() ? watch : watch.inEpoch(watch.epoch() + 1);
    String cursor = lost.resume().orElse(watch.watching() ? feed.everything() : ChangeFeed.START);
    int failures = watch.failures() + 1;
    Instant next = watch.failures() == 0 ? now : now.plus(backOff(watch, failures));
    String error = Optional.ofNullable(lost.getMessage()).orElse("The cursor was lost.");
    database.write(tx ->
        store.goOn(tx, anew, cursor, now)
            && store.failed(tx, anew, failures, failures >= MOST_FAILURES, error, next));
  }

  private void failed(Watch watch, String error, boolean notTheirs, Optional<Instant> retryAt) {
    Instant now = clock.instant();
    int failures = notTheirs ? watch.failures() : watch.failures() + 1;
    boolean paused = failures >= MOST_FAILURES;
    Instant scheduled = now.plus(backOff(watch, failures));
    Instant next = retryAt.filter(at -> at.isAfter(scheduled)).orElse(scheduled);
    database.write(tx -> {
      boolean held = store.failed(tx, watch, failures, paused, error, next);
      if (held && paused && !watch.paused()) {
        onPaused.paused(tx, watch, error);
      }
      return held;
    });
  }

  private static Duration backOff(Watch watch, int failures) {
    return failures >= MOST_FAILURES
        ? PROBE
        : shorter(
            watch.interval().multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 10)),
            longer(LONGEST_PAUSE, watch.interval()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// Each instance has its own moment within the interval and keeps it: no drift, and no stampede
  /// when a node starts.
  static Instant next(Watch watch, Instant now) {
    long interval = watch.interval().toMillis();
    long phase = apart(watch, watch.interval());
    long since = Math.floorMod(now.toEpochMilli() - phase, interval);
    return now.plusMillis(interval - since);
  }

  private static long apart(Watch watch, Duration within) {
    long mixed = watch.instance().value() * 0x9E3779B97F4A7C15L;
    return Math.floorMod(mixed ^ (mixed >>> 29), Math.max(1, within.toMillis()));
  }

  /// Another node has taken over meanwhile.
  private static final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException() {
      super("The lease was lost", null, false, false);
    }
  }

  /// A provider, asked under a lease that is kept however many questions one page takes.
  private final class Leased implements Provider {

    private final Provider provider;
    private final Watch watch;
    private Instant kept = clock.instant();

    Leased(Provider provider, Watch watch) {
      this.provider = provider;
      this.watch = watch;
    }

    private Answer keeping(Answer answer) {
      Instant now = clock.instant();
      if (now.isAfter(kept.plus(settings.lease().dividedBy(3)))) {
        kept = now;
        if (!database.write(tx -> store.keep(tx, watch, now.plus(settings.lease())))) {
          throw new LeaseLostException();
        }
      }
      return answer;
    }

    @Override
    public Answer get(String path) {
      return keeping(provider.get(path));
    }

    @Override
    public Answer post(String path, String json) {
      return keeping(provider.post(path, json));
    }

    @Override
    public Answer delete(String path) {
      return keeping(provider.delete(path));
    }

    @Override
    public String configuration(String key) {
      return provider.configuration(key);
    }
  }

  /// The pages of one look.
  private final class Walk {

    private final Source source;
    private final ChangeFeed feed;
    private final Provider provider;
    private final WideLine line;
    private final Instant began = clock.instant();
    private Watch watch;
    private String cursor;
    private boolean sweeping;

    Walk(Watch watch, Source source, WideLine line) {
      this.source = source;
      this.feed = source.feed();
      this.provider = new Leased(source.provider(), watch);
      this.line = line;
      this.watch = watch;
      this.cursor = watch.cursor();
      this.sweeping = feed.sweeping(cursor);
      // Between two walks only: a sweep that begins in the middle of one would forget the rest.
      if (watch.watching() && !sweeping && !watch.sweepDueAt().isAfter(began) && atRest()) {
        this.watch = watch.inEpoch(watch.epoch() + 1);
        this.cursor = feed.everything();
        this.sweeping = true;
      }
    }

    private boolean atRest() {
      return feed.atRest(cursor);
    }

    /// What becomes of the watch with a page.
    private enum End {
      /// There is more.
      NOT_YET,
      /// There is more, but others have their turn first.
      TURN,
      DONE
    }

    void go() {
      boolean more = true;
      boolean held = true;
      while (more && held) {
        ChangePage page =
            feed.next(provider, intake.known(watch.instance(), watch.resource()), cursor);
        line.add("pages", 1);
        more = page.more();
        cursor = page.cursor();
        if (more) {
          boolean tired = stopping || clock.instant().isAfter(began.plus(settings.turn()));
          held = commit(page.changes(), cursor, tired ? End.TURN : End.NOT_YET);
          more = !tired;
        } else if (sweeping) {
          // Should this node die on the way, the sweep begins anew.
          held =
              commit(page.changes(), feed.everything(), End.NOT_YET)
                  && sweepUp()
                  && commit(List.of(), cursor, End.DONE);
        } else {
          held = commit(page.changes(), cursor, End.DONE);
        }
      }
      line.outcome(held ? "ok" : "lease lost");
    }

    /// What the sweep did not meet is asked for, one by one, before it is called gone.
    private boolean sweepUp() {
      boolean held = true;
      String after = "";
      List<String> unmet = unmet(after);
      while (held && !unmet.isEmpty()) {
        List<Change> gone = new ArrayList<>();
        for (String key : unmet) {
          if (feed.gone(provider, key)) {
            gone.add(new Change.Gone(key, "{\"id\":" + StringNode.valueOf(key) + "}"));
          }
        }
        held = commit(gone, feed.everything(), End.NOT_YET);
        after = unmet.getLast();
        unmet = unmet(after);
      }
      return held;
    }

    private List<String> unmet(String after) {
      return intake.unmet(watch.instance(), watch.resource(), watch.epoch(), after, UNMET);
    }

    private boolean commit(List<Change> changes, String after, End end) {
      Look look =
          new Look(
              source.origin(),
              watch.resource(),
              sweeping ? Route.SWEEP : Route.POLL,
              began,
              !watch.watching(),
              feed.complete(),
              watch.epoch(),
              Optional.of(feed.tolerance()));
      Instant now = clock.instant();
      Instant next = next(watch, now);
      Instant sweepDueAt =
          sweeping || !watch.watching() ? now.plus(settings.sweep()) : watch.sweepDueAt();
      PollStore.Done done = new PollStore.Done(watch, after, now, next, sweepDueAt);
      if (end == End.DONE && changes.isEmpty()) {
        line.add("events", 0);
        return endings.write(done);
      }
      Optional<Integer> events =
          database.write(tx -> {
            boolean held =
                switch (end) {
                  case NOT_YET -> store.goOn(tx, watch, after, now.plus(settings.lease()));
                  case TURN -> store.pauseUntil(tx, watch, after, now);
                  case DONE -> store.done(tx, List.of(done)).getFirst();
                };
            return held
                ? Optional.of(intake.take(tx, look, changes).size())
                : Optional.<Integer>empty();
          });
      events.ifPresent(count -> line.add("events", count));
      return events.isPresent();
    }
  }
}
