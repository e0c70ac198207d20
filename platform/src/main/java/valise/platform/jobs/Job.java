package valise.platform.jobs;

import valise.platform.db.Tx;
import valise.platform.watch.WideLine;

/// A job in the hands of a worker.
public final class Job {

  private final Jobs jobs;
  private final Registration registration;
  private final String id;
  private final String key;
  private final String payload;
  private final int attempt;
  private final long leaseNo;
  private final WideLine line;
  private volatile boolean settled;

  Job(
      Jobs jobs,
      Registration registration,
      String id,
      String key,
      String payload,
      int attempt,
      long leaseNo,
      WideLine line) {
    this.jobs = jobs;
    this.registration = registration;
    this.id = id;
    this.key = key;
    this.payload = payload;
    this.attempt = attempt;
    this.leaseNo = leaseNo;
    this.line = line;
  }

  public String id() {
    return id;
  }

  public String queue() {
    return registration.queue().name();
  }

  public String key() {
    return key;
  }

  public String payload() {
    return payload;
  }

  /// Counted from 1.
  public int attempt() {
    return attempt;
  }

  /// The line that is written when this attempt ends: put on it what is worth knowing.
  public WideLine line() {
    return line;
  }

  /// Records the outcome in the transaction that does the work, so that it is done exactly once.
  /// What the handler returns afterwards is ignored.
  ///
  /// @throws LeaseLostException if the job is somebody else's by now
  public void settle(Tx tx, Outcome outcome) {
    if (!jobs.settle(tx, this, outcome)) {
      throw new LeaseLostException(this);
    }
    tx.afterCommit(() -> settled = true);
  }

  boolean settled() {
    return settled;
  }

  long leaseNo() {
    return leaseNo;
  }

  Registration registration() {
    return registration;
  }
}
