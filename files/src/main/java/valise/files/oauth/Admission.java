package valise.files.oauth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.users.Slowdown;
import valise.platform.watch.Journal;
import valise.platform.watch.WideLine;

/// Lets people in by name and password: slows guessing down, and writes one line for each attempt.
@Component
final class Admission {

  /// How it ended.
  sealed interface Result {
    record Admitted(People.Person person) implements Result {}

    /// With the text to show.
    record Refused(String reason) implements Result {}

    record TooFast(Duration pause) implements Result {}
  }

  static final String WRONG = "The e-mail address or the password is wrong.";

  private static final int MAX_NAME = 254;

  private final People people;
  private final Slowdown guesses;
  private final Journal journal;
  private final InstantSource clock;

  Admission(People people, Slowdown guesses, Journal journal, InstantSource clock) {
    this.people = people;
    this.guesses = guesses;
    this.journal = journal;
    this.clock = clock;
  }

  /// @param passwords the readings of what the client sent; more than one only when it cannot be
  ///   told how it was encoded, see [Form]
  /// @param door where they came in, for the log: `page` or `password_grant`
  Result admit(
      People.Tenant tenant, String name, List<String> passwords, ClientFacts facts, String door) {
    WideLine line =
        journal
            .begin("sign_in")
            .put("door", door)
            .put("account", tenant.id().value())
            .put("name", name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name)
            .put("from", facts.remoteAddress())
            .put("tool", facts.tool());
    Result result = decide(tenant, name, passwords, facts.remoteAddress(), line);
    line.write();
    return result;
  }

  private Result decide(
      People.Tenant tenant, String name, List<String> passwords, String address, WideLine line) {
    Optional<Duration> wait = guesses.attempt(address);
    if (wait.isPresent()) {
      line.outcome("address_slowed").put("wait_s", wait.get().toSeconds());
      return new Result.TooFast(wait.get());
    }
    Result result = new Result.Refused(WRONG);
    for (String password : passwords) {
      result = decide(tenant, name, password, address, line);
      if (!(result instanceof Result.Refused(String reason)) || !reason.equals(WRONG)) {
        break;
      }
    }
    return result;
  }

  private Result decide(
      People.Tenant tenant, String name, String password, String address, WideLine line) {
    return switch (people.signIn(tenant.id(), name, password, address)) {
      case People.Attempt.Welcome(People.Person person) -> {
        guesses.takeBack(address);
        line.outcome("ok").put("user", person.user().value());
        yield new Result.Admitted(person);
      }
      case People.Attempt.Wrong() -> {
        line.outcome("wrong");
        yield new Result.Refused(WRONG);
      }
      case People.Attempt.Barred(String reason) -> {
        guesses.takeBack(address);
        line.outcome("barred").put("why", reason);
        yield new Result.Refused(reason);
      }
      case People.Attempt.Locked(java.time.Instant until) -> {
        Duration wait = Duration.between(clock.instant(), until);
        line.outcome("locked").put("wait_s", wait.toSeconds());
        yield new Result.TooFast(wait);
      }
    };
  }
}
