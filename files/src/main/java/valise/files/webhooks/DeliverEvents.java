package valise.files.webhooks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import valise.files.ids.SubscriptionId;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobHandler;
import valise.platform.jobs.Outcome;
import valise.platform.net.Limits;
import valise.platform.net.Outbound;
import valise.platform.net.OutboundRequest;
import valise.platform.net.Reply;
import valise.platform.net.RetryAfter;

/// Posts what waits for one subscription, oldest first and one at a time; the job's key is its id.
///
/// An event that gets no settling answer is tried again after a pause that doubles from 10 s to 1
/// h, and those after it wait, so a receiver sees events in the order in which they happened. An
/// event older than 7 days is forgotten. A subscription is disabled, and what waits for it
/// forgotten, when
///
/// - nothing was settled for 7 days of trying,
/// - the receiver says 410 (gone),
/// - it turned down 50 events in a row for good, or its address may not be reached so often,
/// - 100,000 events wait while it fails.
final class DeliverEvents implements JobHandler {

  static final String QUEUE = "files.webhooks";

  /// The vendor's [docs].
  static final Duration PATIENCE = Duration.ofSeconds(10);

  static final Duration TIME_TO_LIVE = Duration.ofDays(7);
  static final int MOST_TURNED_DOWN = 50;

  private static final int MOST_WAITING = 100_000;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int MAX_ANSWER = 4 << 10;

  /// After so long a worker lets others have their turn.
  private static final Duration TURN = Duration.ofSeconds(15);

  /// What an attempt came to.
  private sealed interface Verdict {
    record Accepted() implements Verdict {}

    record TurnedDown() implements Verdict {}

    record Gone() implements Verdict {}

    /// @param asked how long the receiver wants to be left alone
    record Later(Optional<Duration> asked) implements Verdict {}
  }

  private final Database database;
  private final Outbound outbound;
  private final SignatureKeys keys;
  private final Sight sight;
  private final Duration patience;
  private final InstantSource clock;
  private final Breaker breaker;
  private final WebhookStore store = new WebhookStore();

  DeliverEvents(
      Database database,
      Outbound outbound,
      SignatureKeys keys,
      Sight sight,
      Duration patience,
      InstantSource clock) {
    this.database = database;
    this.outbound = outbound;
    this.keys = keys;
    this.sight = sight;
    this.patience = patience;
    this.clock = clock;
    this.breaker = new Breaker(clock);
  }

  private record Next(Subscription subscription, Optional<Delivery> delivery) {}

  @Override
  public Outcome run(Job job) {
    SubscriptionId id = new SubscriptionId(job.key());
    Instant end = clock.instant().plus(TURN);
    while (clock.instant().isBefore(end)) {
      Optional<Next> next =
          database.read(sql ->
              store.find(sql, id).map(subscription -> new Next(subscription, store.next(sql, id))));
      if (next.isEmpty() || next.get().delivery().isEmpty()) {
        return Outcome.done();
      }
      if (!next.get().subscription().enabled()) {
        // Noticed while it was being disabled.
        forget(id);
        return Outcome.done();
      }
      Optional<Instant> again = tell(job, next.get().subscription(), next.get().delivery().get());
      if (again.isPresent()) {
        return Outcome.again(again.get());
      }
    }
    return Outcome.again(clock.instant());
  }

  private void forget(SubscriptionId id) {
    database.write(tx -> {
      store.clear(tx, id);
      return id;
    });
  }

  /// Settles one delivery, or says when to try again.
  private Optional<Instant> tell(Job job, Subscription to, Delivery delivery) {
    Instant now = clock.instant();
    if (now.isBefore(to.health().retryAt())) {
      return Optional.of(to.health().retryAt());
    }
    if (now.isAfter(delivery.happenedAt().plus(TIME_TO_LIVE))) {
      job.line().add("expired", database.write(tx -> expire(tx, to, now)));
      return Optional.empty();
    }
    if (!sight.permits(to, delivery)) {
      job.line().add("unseen", 1);
      return settle(to, delivery, to.health());
    }
    Optional<Instant> closed = breaker.closedUntil(to.url());
    if (closed.isPresent()) {
      return closed;
    }
    Reply reply = outbound.send(request(to, delivery), limits());
    note(to, reply);
    job.line().put("reply", words(reply)).add("told", 1);
    return switch (verdict(reply)) {
      case Verdict.Accepted() -> settle(to, delivery, to.health().accepted(words(reply)));
      case Verdict.Gone() -> disable(to, words(reply));
      case Verdict.TurnedDown() ->
          to.health().turnedDown() + 1 >= MOST_TURNED_DOWN
              ? disable(to, words(reply))
              : settle(to, delivery, to.health().turnedDown(words(reply)));
      case Verdict.Later(Optional<Duration> asked) -> later(to, asked, words(reply));
    };
  }

  private int expire(Tx tx, Subscription to, Instant now) {
    return store.expire(tx, to.id(), now.minus(TIME_TO_LIVE));
  }

  private Limits limits() {
    return Limits.within(patience).withMaxBytes(MAX_ANSWER);
  }

  private OutboundRequest request(Subscription to, Delivery delivery) {
    OutboundRequest request =
        OutboundRequest.postJson(to.url(), delivery.payload())
            .with("Valise-Event-Id", delivery.eventId())
            .with("Valise-Attempt", Integer.toString(to.health().failures() + 1));
    if (to.app().isEmpty()) {
      return request;
    }
    byte[] body = delivery.payload().getBytes(StandardCharsets.UTF_8);
    for (var key : keys.of(to.account(), to.app().get()).entrySet()) {
      request = request.with(key.getKey().header(), SignatureKeys.sign(key.getValue(), body));
    }
    return request;
  }

  /// The vendor's list of what is worth another attempt [docs]; to it belongs whatever kept an
  /// answer from coming.
  private Verdict verdict(Reply reply) {
    return switch (reply) {
      case Reply.Answered answered when answered.successful() -> new Verdict.Accepted();
      case Reply.Answered answered ->
          switch (answered.status()) {
            case 429, 500, 501, 502, 503, 504 -> new Verdict.Later(retryAfter(answered));
            case 410 -> new Verdict.Gone();
            default -> new Verdict.TurnedDown();
          };
      case Reply.Failed failed -> new Verdict.Later(Optional.empty());
      case Reply.Refused refused -> new Verdict.TurnedDown();
    };
  }

  private Optional<Duration> retryAfter(Reply.Answered answered) {
    return answered.header("Retry-After").flatMap(text -> RetryAfter.parse(text, clock.instant()));
  }

  /// A host that answers anything at all is there.
  private void note(Subscription to, Reply reply) {
    switch (reply) {
      case Reply.Answered answered -> breaker.answered(to.url());
      case Reply.Failed failed -> breaker.silent(to.url());
      case Reply.Refused refused -> {}
    }
  }

  private static String words(Reply reply) {
    return switch (reply) {
      case Reply.Answered answered -> "answered " + answered.status();
      case Reply.Failed failed ->
          failed.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
      case Reply.Refused refused -> "not asked: " + refused.message();
    };
  }

  private Optional<Instant> settle(Subscription to, Delivery delivery, Subscription.Health health) {
    database.write(tx -> {
      store.remove(tx, delivery);
      store.update(tx, to.id(), health);
      return delivery;
    });
    return Optional.empty();
  }

  private Optional<Instant> later(Subscription to, Optional<Duration> asked, String outcome) {
    Instant now = clock.instant();
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(to.health().failures(), 20));
    if (asked.isPresent() && asked.get().compareTo(pause) > 0) {
      pause = asked.get();
    }
    Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    Subscription.Health health = to.health().failed(now, next, outcome);
    boolean hopeless =
        !now.isBefore(health.failingSince().orElse(now).plus(TIME_TO_LIVE))
            || database.read(sql -> store.waiting(sql, to.id())) > MOST_WAITING;
    if (hopeless) {
      return disable(to, outcome);
    }
    database.write(tx -> {
      store.update(tx, to.id(), health);
      return health;
    });
    return Optional.of(next);
  }

  /// What the next look finds is no subscription to tell anything.
  private Optional<Instant> disable(Subscription to, String why) {
    database.write(tx -> {
      store.clear(tx, to.id());
      store.update(tx, to.id(), to.health().disabled(clock.instant(), why));
      return to;
    });
    return Optional.empty();
  }
}
