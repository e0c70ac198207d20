package valise.platform.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does jobs on virtual threads: one thread for each queue takes them, one thread does each. A
/// queue is looked at when somebody asked for a job here, when its next job comes due, and every
/// few seconds for what other nodes asked for.
final class JobRunner {

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final Duration LONGEST_LOOK_AWAY = Duration.ofSeconds(5);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

  private final Jobs jobs;
  private final InstantSource clock;
  private final Map<String, Semaphore> wakes = new ConcurrentHashMap<>();
  private final Map<Job, Thread> running = new ConcurrentHashMap<>();
  private final Set<Thread> loops = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private volatile boolean interrupting;
  // Guarded by this.
  private Optional<Thread> leases = Optional.empty();

  JobRunner(Jobs jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /// Whether the patience of [#stop] is at its end, so that a job's failure is most likely ours.
  boolean interrupting() {
    return interrupting;
  }

  void wake(String queue) {
    Semaphore wake = wakes.get(queue);
    if (wake != null) {
      wake.release();
    }
  }

  synchronized void start(List<Registration> registrations) {
    if (!loops.isEmpty()) {
      throw new IllegalStateException("The jobs are started already");
    }
    stopping = false;
    interrupting = false;
    for (Registration registration : registrations) {
      String queue = registration.queue().name();
      wakes.put(queue, new Semaphore(0));
      loops.add(Thread.ofVirtual().name("jobs-" + queue).start(() -> serve(registration)));
    }
    leases =
        registrations.stream()
            .map(registration -> registration.queue().lease())
            .min(Duration::compareTo)
            .map(shortest ->
                Thread.ofVirtual()
                    .name("jobs-leases")
                    .start(() -> renewLeases(shortest.dividedBy(3))));
  }

  synchronized void stop(Duration grace) {
    stopping = true;
    // They wait, or take jobs, which must not be cut: waking is enough for the one kind, and the
    // other sees `stopping`.
    wakes.values().forEach(Semaphore::release);
    join(loops, Duration.ofSeconds(30));
    join(running.values(), grace);
    interrupting = true;
    running.values().forEach(Thread::interrupt);
    join(running.values(), AFTER_INTERRUPT);
    // Last, because it keeps the leases of what still runs.
    leases.ifPresent(Thread::interrupt);
    leases = Optional.empty();
    loops.clear();
    wakes.clear();
  }

  private static void join(Iterable<Thread> threads, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    List<Thread> waited = new ArrayList<>();
    threads.forEach(waited::add);
    for (Thread thread : waited) {
      try {
        thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void serve(Registration registration) {
    JobQueue queue = registration.queue();
    Semaphore slots = new Semaphore(queue.concurrency());
    Semaphore wake = wakes.get(queue.name());
    while (!stopping && wake != null) {
      try {
        wake.drainPermits();
        int free = slots.drainPermits();
        List<Job> claimed = claim(registration, free, slots);
        for (Job job : claimed) {
          start(job, slots, wake);
        }
        // With every slot taken the end of a job wakes us.
        if (claimed.size() < free) {
          wake.tryAcquire(untilNext(registration).toMillis(), TimeUnit.MILLISECONDS);
        } else {
          wake.acquire();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The database is away or full. The jobs are safe where they are; look again later.
        LOG.warn("jobs.queue.unavailable queue={}", queue.name(), e);
        pause(wake);
      }
    }
  }

  /// Claims for the slots that are free, and gives back those that stay empty, whatever happens.
  private List<Job> claim(Registration registration, int free, Semaphore slots) {
    List<Job> claimed = List.of();
    try {
      claimed = stopping || free == 0 ? claimed : jobs.claim(registration, free);
      return claimed;
    } finally {
      slots.release(free - claimed.size());
    }
  }

  private void start(Job job, Semaphore slots, Semaphore wake) {
    Thread worker =
        Thread.ofVirtual()
            .name("job-" + job.queue() + "-" + job.id())
            .unstarted(() -> {
              try {
                jobs.run(job);
              } catch (RuntimeException e) {
                // The outcome could not be recorded; when the lease ends it is done again.
                LOG.warn("jobs.outcome.unrecorded queue={} job={}", job.queue(), job.id(), e);
              } finally {
                running.remove(job);
                slots.release();
                wake.release();
              }
            });
    running.put(job, worker);
    worker.start();
  }

  private Duration untilNext(Registration registration) {
    Instant now = clock.instant();
    Duration until =
        jobs.nextDue(registration)
            .map(due -> Duration.between(now, due))
            .filter(wait -> wait.compareTo(LONGEST_LOOK_AWAY) < 0)
            .orElse(LONGEST_LOOK_AWAY);
    // A millisecond at least, or a claim lost to another node would make this spin.
    return until.toMillis() < 1 ? Duration.ofMillis(1) : until;
  }

  private static void pause(Semaphore wake) {
    try {
      wake.drainPermits();
      wake.tryAcquire(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void renewLeases(Duration every) {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(every);
        running.forEach(this::renewOrInterrupt);
      }
    } catch (InterruptedException e) {
      // stop() has no other way to end the sleep.
      return;
    }
  }

  private void renewOrInterrupt(Job job, Thread worker) {
    try {
      if (!jobs.renew(job) && running.containsKey(job) && !job.settled()) {
        // Another node has it, or nobody wants it any more.
        worker.interrupt();
      }
    } catch (RuntimeException e) {
      LOG.warn("jobs.lease.not_renewed queue={} job={}", job.queue(), job.id(), e);
    }
  }
}
