package valise.platform.jobs;

import java.time.Instant;

/// How a job that did not fail went.
public sealed interface Outcome {

  /// Nothing is left to do. A timer comes due again after its period.
  record Done() implements Outcome {}

  /// A timer looked and found nothing to do: as [Done], but no line of the log tells of it.
  record Nothing() implements Outcome {}

  /// The same job is to be done again then.
  record Again(Instant at) implements Outcome {}

  static Outcome done() {
    return new Done();
  }

  /// What a timer answers that counts what it did.
  static Outcome did(long count) {
    return count == 0 ? new Nothing() : new Done();
  }

  static Outcome again(Instant at) {
    return new Again(at);
  }
}
