package valise.platform.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.db.generated.tables.records.JobRecord;
import valise.platform.watch.Journal;
import valise.platform.watch.WideLine;

/// Durable timers and queues in the database of what they are about, so that asking for work
/// commits with the change that makes it necessary.
///
/// A job has a key, unique in its queue. Asking again for one that waits keeps the earlier due time
/// and takes the newer payload; asking for one that is being done has it done once more afterwards;
/// asking for one that pauses after a failure does not shorten the pause; asking for a dead one
/// revives it.
///
/// Jobs are done at least once, several at a time and in no promised order. Register every queue
/// and timer, then [#start]; in tests, move the clock and call [#step].
public final class Jobs {

  private static final int MAX_ERROR = 2_000;
  private static final int MAX_STEPS = 100_000;

  private final Database database;
  private final InstantSource clock;
  private final Journal journal;
  private final String node;
  private final Map<String, Registration> registrations = new LinkedHashMap<>();
  private final JobRunner runner;
  private boolean timersExist;

  /// `node` names this process among those that share the database, and stays the same when it
  /// starts anew: what it held when it died it takes up at once. At most 64 characters.
  public Jobs(Database database, InstantSource clock, Journal journal, String node) {
    this.database = database;
    this.clock = clock;
    this.journal = journal;
    this.node = node;
    this.runner = new JobRunner(this, clock);
  }

  /// Names who does the jobs of a queue. Before [#start].
  public void handle(JobQueue queue, JobHandler handler) {
    register(new Registration(queue, handler, Optional.empty()));
  }

  /// Runs `handler` now, if it never ran, and then each `period` after it ended, on one node at a
  /// time. When it keeps failing it is retried with growing pauses, never longer than the period,
  /// and never dies. Before [#start].
  public void every(Duration period, String name, JobHandler handler) {
    Duration first = period.compareTo(Duration.ofSeconds(10)) < 0 ? period : Duration.ofSeconds(10);
    JobQueue queue =
        JobQueue.named(name).withConcurrency(1).withRetries(Integer.MAX_VALUE, first, period);
    register(new Registration(queue, handler, Optional.of(period)));
  }

  private void register(Registration registration) {
    if (registrations.putIfAbsent(registration.queue().name(), registration) != null) {
      throw new IllegalStateException(
          "The queue " + registration.queue().name() + " has a handler already");
    }
  }

  /// Asks for a job as soon as `tx` is durable.
  public void enqueue(Tx tx, String queue, String key, String payload) {
    enqueue(tx, queue, key, payload, clock.instant());
  }

  /// Asks for a job not before `due`. `key` has at most 200 characters.
  public void enqueue(Tx tx, String queue, String key, String payload, Instant due) {
    if (key.length() > 200) {
      throw new IllegalArgumentException("A job's key has at most 200 characters");
    }
    JobStore.enqueue(tx, queue, key, payload, due, clock.instant());
    tx.afterCommit(() -> runner.wake(queue));
  }

  /// Withdraws a job. One that is being done meanwhile may still have its effect. False if there
  /// was none.
  public boolean cancel(Tx tx, String queue, String key) {
    return JobStore.cancel(tx, queue, key);
  }

  /// Does everything that is due, on this thread, until nothing is, and says how many jobs it did.
  /// For tests; not beside [#start].
  public int step() {
    ensureTimers();
    int ran = 0;
    boolean found = true;
    while (found) {
      found = false;
      for (Registration registration : registrations.values()) {
        for (Job job : claim(registration, 1)) {
          run(job);
          ran++;
          found = true;
        }
      }
      if (ran > MAX_STEPS) {
        throw new IllegalStateException("Jobs keep coming due without the clock moving");
      }
    }
    return ran;
  }

  /// Begins to work, on threads of its own.
  public void start() {
    database.write(tx -> {
      JobStore.abandon(tx, node, registrations.keySet(), clock.instant());
      return true;
    });
    ensureTimers();
    runner.start(List.copyOf(registrations.values()));
  }

  /// Takes no more jobs and waits up to `grace` for those being done; the rest are interrupted and
  /// given back.
  public void stop(Duration grace) {
    runner.stop(grace);
  }

  /// The jobs that failed too often, the latest first.
  public List<DeadJob> dead(int max) {
    return database.read(sql -> JobStore.dead(sql, max));
  }

  /// Lets a dead job try again from the start. False if there is none.
  public boolean revive(String id) {
    boolean revived = database.write(tx -> JobStore.revive(tx, id, clock.instant()));
    registrations.keySet().forEach(runner::wake);
    return revived;
  }

  /// Lets a job that pauses after a failure, or is dead, try again now. False if there is none.
  public boolean hasten(String id) {
    boolean found = database.write(tx -> JobStore.hasten(tx, id, clock.instant()));
    registrations.keySet().forEach(runner::wake);
    return found;
  }

  /// The jobs of some queues that are not done, those that come due first in front and the dead
  /// last.
  public List<PendingJob> pending(Collection<String> queues, int max) {
    return database.read(sql -> JobStore.pending(sql, queues, max));
  }

  /// Removes a dead job. False if there is none.
  public boolean discard(String id) {
    return database.write(tx -> JobStore.discard(tx, id));
  }

  /// How many jobs each queue has, waiting or being done.
  public Map<String, Integer> waiting() {
    return database.read(JobStore::waiting);
  }

  private synchronized void ensureTimers() {
    List<Registration> timers =
        registrations.values().stream().filter(Registration::timer).toList();
    if (timersExist || timers.isEmpty()) {
      return;
    }
    database.write(tx -> {
      for (Registration timer : timers) {
        JobStore.ensureTimer(
            tx, timer.queue().name(), timer.period().orElseThrow(), clock.instant());
      }
      return true;
    });
    timersExist = true;
  }

  Optional<Instant> nextDue(Registration registration) {
    return database.read(sql -> JobStore.nextDue(sql, registration.queue().name()));
  }

  List<Job> claim(Registration registration, int max) {
    JobQueue queue = registration.queue();
    Instant due = nextDue(registration).orElse(Instant.MAX);
    if (due.isAfter(clock.instant())) {
      return List.of();
    }
    return database.write(tx -> {
      List<Job> claimed = new ArrayList<>();
      for (JobRecord row : JobStore.claim(tx, queue, node, max, clock.instant())) {
        // Counted when it is taken: a job that kills its process must come to an end too.
        if (row.getAttempts() > queue.maxAttempts()) {
          JobStore.died(
              tx,
              row.getId(),
              row.getLeaseNo(),
              "The server stopped during the last attempt.",
              clock.instant());
        } else {
          claimed.add(held(registration, row));
        }
      }
      return claimed;
    });
  }

  private Job held(Registration registration, JobRecord row) {
    WideLine line =
        journal
            .begin("job.run")
            .put("queue", row.getQueue())
            .put("key", row.getJobKey())
            .put("job", row.getId())
            .put("attempt", row.getAttempts());
    return new Job(
        this,
        registration,
        row.getId(),
        row.getJobKey(),
        row.getPayload(),
        row.getAttempts(),
        row.getLeaseNo(),
        line);
  }

  boolean renew(Job job) {
    Instant until = clock.instant().plus(job.registration().queue().lease());
    return database.write(tx -> JobStore.renew(tx, job.id(), job.leaseNo(), until));
  }

  /// Does a job and records how it went.
  void run(Job job) {
    Outcome outcome;
    try {
      outcome = job.registration().handler().run(job);
    } catch (Throwable e) {
      // Whatever it is, Errors too, it is this job's failure; the worker goes on.
      if (runner.interrupting()) {
        database.write(tx -> JobStore.giveBack(tx, job.id(), job.leaseNo(), clock.instant()));
        job.line().outcome("given_back");
      } else {
        fail(job, e);
      }
      job.line().write();
      return;
    }
    boolean settled = job.settled() || database.write(tx -> settle(tx, job, outcome));
    job.line().outcome(settled ? "ok" : "lease_lost");
    if (!settled || !(outcome instanceof Outcome.Nothing)) {
      job.line().write();
    }
  }

  boolean settle(Tx tx, Job job, Outcome outcome) {
    boolean settled =
        switch (outcome) {
          case Outcome.Done _, Outcome.Nothing _ ->
              job.registration()
                  .period()
                  .map(period ->
                      JobStore.again(tx, job.id(), job.leaseNo(), clock.instant().plus(period)))
                  .orElseGet(() -> JobStore.done(tx, job.id(), job.leaseNo()));
          case Outcome.Again(Instant at) -> JobStore.again(tx, job.id(), job.leaseNo(), at);
        };
    tx.afterCommit(() -> runner.wake(job.queue()));
    return settled;
  }

  private void fail(Job job, Throwable failure) {
    job.line().failure(failure);
    String text = failure.toString();
    String error = text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text;
    JobQueue queue = job.registration().queue();
    Instant now = clock.instant();
    boolean dies = failure instanceof HopelessException || job.attempt() >= queue.maxAttempts();
    boolean held =
        database.write(tx ->
            dies
                ? JobStore.died(tx, job.id(), job.leaseNo(), error, now)
                : JobStore.failed(
                    tx,
                    job.id(),
                    job.leaseNo(),
                    error,
                    now.plus(queue.pauseAfter(job.attempt())),
                    job.attempt()));
    if (!held) {
      job.line().outcome("lease_lost");
    } else if (dies) {
      job.line().outcome("dead");
    }
    runner.wake(job.queue());
  }
}
