package valise.platform.jobs;

import java.time.Instant;

/// How a job that did not fail went.
public sealed interface Outcome {

  /// Nothing is left to do. A timer comes due again after its period.
  record Done() implements Outcome {}

  /// The same job is to be done again then.
  record Again(Instant at) implements Outcome {}

  static Outcome done() {
    return new Done();
  }

  static Outcome again(Instant at) {
    return new Again(at);
  }
}
