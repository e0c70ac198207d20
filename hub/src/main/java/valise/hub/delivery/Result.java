package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import valise.platform.net.Reply;
import valise.platform.net.RetryAfter;

/// What an attempt means for its delivery and for its receiver.
record Result(Endpoint endpoint, Waiting waiting, Attempt attempt, Next next, Blame blame) {

  private static final int MAX_OUTCOME = 300;
  private static final int MAX_ANSWER = 4_000;
  private static final Duration LONGEST_ASKED = Duration.ofHours(24);

  /// Who asks for something to be sent once more can ask again; the receiver is not bothered for
  /// days.
  private static final int REPLAY_RETRIES = 3;

  /// What becomes of the delivery.
  sealed interface Next {
    record Delivered() implements Next {}

    record Again(Instant at, Instant firstFailed, int failures) implements Next {}

    /// Nothing more is sent to this receiver until its owner says so.
    record Queued(String reason) implements Next {}

    /// It alone is queued: it was sent because somebody asked for it, which says nothing about the
    /// receiver.
    record Kept() implements Next {}
  }

  /// What the attempt says of the receiver's health.
  enum Blame {
    HEALTHY,
    FAILING,
    /// It did not answer in time, which holds up others.
    SLOW,
    /// The answer is about this one payload, or the attempt was asked for by hand.
    NONE
  }

  static Result of(
      Endpoint endpoint, Waiting waiting, Instant began, Instant ended, int millis, Reply reply) {
    Next next = next(endpoint, waiting, ended, reply);
    return new Result(
        endpoint,
        waiting,
        new Attempt(
            waiting.attempts() + 1, began, millis, status(reply), outcome(reply), answer(reply)),
        next,
        waiting.replay() ? Blame.NONE : blame(reply));
  }

  private static Next next(Endpoint endpoint, Waiting waiting, Instant now, Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      if (answered.successful()) {
        return new Next.Delivered();
      }
      if (answered.status() == 410) {
        return givenUp(waiting, "The receiver said that it is gone (410).");
      }
    }
    if (endpoint.policy() == FailurePolicy.QUEUE) {
      return givenUp(waiting, "The receiver failed: " + outcome(reply));
    }
    Instant first = waiting.firstFailed().orElse(now);
    int failures = waiting.failures() + 1;
    Optional<Duration> offset = endpoint.schedule().after(failures);
    if (offset.isEmpty() || (waiting.replay() && failures > REPLAY_RETRIES)) {
      return givenUp(
          waiting,
          "The receiver failed %d times since %s: %s".formatted(failures, first, outcome(reply)));
    }
    Instant due = first.plus(offset.get());
    // Only ever later, so that the documented times stay lower bounds.
    long jitter = ThreadLocalRandom.current().nextLong(offset.get().toMillis() / 10 + 1);
    Instant scheduled = (due.isBefore(now) ? now : due).plusMillis(jitter);
    Optional<Instant> asked = asked(reply, now);
    Instant latest =
        endpoint
            .schedule()
            .after(failures + 1)
            .map(first::plus)
            .filter(next -> next.isBefore(now.plus(LONGEST_ASKED)))
            .orElse(now.plus(LONGEST_ASKED));
    Instant at =
        asked
            .map(wish -> wish.isAfter(latest) ? latest : wish)
            .filter(wish -> wish.isAfter(scheduled))
            .orElse(scheduled);
    return new Next.Again(at, first, failures);
  }

  private static Next givenUp(Waiting waiting, String reason) {
    return waiting.replay() ? new Next.Kept() : new Next.Queued(reason);
  }

  private static Optional<Instant> asked(Reply reply, Instant now) {
    return reply instanceof Reply.Answered answered
        ? answered.header("Retry-After").flatMap(text -> RetryAfter.parse(text, now)).map(now::plus)
        : Optional.empty();
  }

  private static Blame blame(Reply reply) {
    return switch (reply) {
      case Reply.Answered answered when answered.successful() -> Blame.HEALTHY;
      case Reply.Answered answered ->
          switch (answered.status()) {
            case 400, 413, 422 -> Blame.NONE;
            default -> Blame.FAILING;
          };
      case Reply.Failed failed ->
          failed.kind() == Reply.Kind.TIMED_OUT ? Blame.SLOW : Blame.FAILING;
      case Reply.Refused refused -> Blame.FAILING;
    };
  }

  private static int status(Reply reply) {
    return reply instanceof Reply.Answered answered ? answered.status() : 0;
  }

  private static String outcome(Reply reply) {
    return cut(
        switch (reply) {
          case Reply.Answered answered -> "answered " + answered.status();
          case Reply.Failed failed ->
              failed.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                  + ": "
                  + failed.message();
          case Reply.Refused refused -> "not asked: " + refused.message();
        },
        MAX_OUTCOME);
  }

  /// What a receiver within says is not for everybody who may subscribe.
  private static String answer(Reply reply) {
    return reply instanceof Reply.Answered answered && !answered.successful() && !answered.inside()
        ? cut(answered.text().replace('\0', ' '), MAX_ANSWER)
        : "";
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
