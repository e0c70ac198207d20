package valise.server;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.hub.Hub;
import valise.platform.mail.Outgoing;
import valise.server.serve.CannotStartException;
import valise.server.serve.Server;

/// What becomes of mail, of the file side's and of the hub's. Works beside a running server.
@Command(
    name = "queue",
    description = "Lists the mail that is not sent: what waits, and what nobody takes.",
    mixinStandardHelpOptions = true)
final class MailQueueCommand implements Callable<Integer> {

  private static final int MOST = 1_000;

  @Mixin private Place place = new Place();

  private static List<Outgoing> both(GenericApplicationContext features) {
    return List.of(
        features.getBean(Outgoing.class), features.getBean(Hub.class).bean(Outgoing.class));
  }

  @Override
  public Integer call() {
    try (GenericApplicationContext features = Server.features(place.existing())) {
      List<Outgoing.Sending> unsent =
          both(features).stream().flatMap(each -> each.unsent(MOST).stream()).toList();
      for (Outgoing.Sending mail : unsent) {
        System.out.printf(
            "%s  %-8s  %s  %-30s  %s%n",
            mail.id(),
            mail.state().name().toLowerCase(Locale.ROOT),
            mail.at(),
            mail.to().isEmpty() ? "(" + mail.queue() + ")" : mail.to(),
            mail.subject());
        if (!mail.error().isEmpty()) {
          System.out.printf(
              "    after %d attempts%s: %s%n",
              mail.attempts(),
              mail.nextTry().map(next -> ", next at " + next).orElse(""),
              mail.error());
        }
      }
      if (unsent.isEmpty()) {
        System.out.println("All mail is sent.");
      }
    }
    return 0;
  }

  @Command(
      name = "sent",
      description = "Lists the mail of the last thirty days that was sent, the latest first.",
      mixinStandardHelpOptions = true)
  static final class Sent implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        both(features).stream()
            .flatMap(each -> each.sent(MOST).stream())
            .sorted(Comparator.comparing(Outgoing.Sending::at).reversed())
            .limit(MOST)
            .forEach(
                mail -> System.out.printf("%s  %-30s  %s%n", mail.at(), mail.to(), mail.subject()));
      }
      return 0;
    }
  }

  @Command(
      name = "retry",
      description = "Has mail that failed tried again at once.",
      mixinStandardHelpOptions = true)
  static final class Retry implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A mail, as the queue names it.")
    private @Nullable String id;

    @Option(names = "--all", description = "All that failed.")
    private boolean all;

    private static List<String> wanted(Outgoing outgoing, @Nullable String one) {
      return one != null
          ? List.of(one)
          : outgoing.unsent(MOST).stream()
              .filter(mail -> mail.state() != Outgoing.State.QUEUED)
              .map(Outgoing.Sending::id)
              .toList();
    }

    @Override
    public Integer call() {
      String one = id;
      if (all == (one != null)) {
        throw new CannotStartException("Name one mail, as './valise mail queue' does, or --all.");
      }
      try (GenericApplicationContext features = Server.features(place.existing())) {
        long retried =
            both(features).stream()
                .mapToLong(
                    outgoing -> wanted(outgoing, one).stream().filter(outgoing::retry).count())
                .sum();
        if (one != null && retried == 0) {
          throw new CannotStartException("There is no mail '" + one + "' that failed.");
        }
        System.out.println("To be tried again: " + retried);
      }
      return 0;
    }
  }
}
