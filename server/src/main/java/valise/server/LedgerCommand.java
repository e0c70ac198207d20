package valise.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.files.ledger.Certificate;
import valise.files.ledger.LedgerCheck;
import valise.platform.secrets.SigningKey;
import valise.server.serve.Server;

@Command(
    name = "ledger",
    description = "The record of what was shared: verify, check, key.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {LedgerCommand.Verify.class, LedgerCommand.Check.class, LedgerCommand.Key.class})
final class LedgerCommand {

  private LedgerCommand() {}

  @Command(
      name = "verify",
      description = {
        "Recomputes the whole record and names the first event that is not as it was put down. Works"
            + " beside a running server, and ends with status 1 when something is damaged.",
        "Write the last line down somewhere else: only so can be found that everything, the signed"
            + " end too, was set back to an earlier state."
      },
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        List<LedgerCheck.Finding> findings = features.getBean(LedgerCheck.class).check();
        boolean sound = true;
        for (LedgerCheck.Finding finding : findings) {
          System.out.printf(
              "%s: %d events%s, %s%n",
              finding.account(),
              finding.events(),
              finding.damage().isPresent() ? " are sound" : "",
              finding.damage().map(what -> "DAMAGED: " + what).orElse("last " + finding.hash()));
          sound = sound && finding.damage().isEmpty();
        }
        System.out.println(sound ? "No damage." : "The record is damaged.");
        return sound ? 0 : 1;
      }
    }
  }

  @Command(
      name = "check",
      description =
          "Checks a delivery certificate. Needs no server and no data folder. Compare the key it"
              + " names with the one its sender publishes ('ledger key').",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The certificate.")
    private Path file = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "FINGERPRINT",
        description = "The key it must be signed with.")
    private @Nullable String key;

    @Override
    public Integer call() throws IOException {
      return switch (Certificate.check(Files.readString(file))) {
        case Certificate.Verdict.Broken(String why) -> {
          System.out.println("NOT GENUINE: " + why);
          yield 1;
        }
        case Certificate.Verdict.Genuine genuine -> {
          genuine.lines().forEach(System.out::println);
          System.out.println("Issued " + genuine.issued() + ", signed by " + genuine.fingerprint());
          if (key != null && !key.equalsIgnoreCase(genuine.fingerprint())) {
            System.out.println("NOT GENUINE: it is signed with another key");
            yield 1;
          }
          yield 0;
        }
      };
    }
  }

  @Command(
      name = "key",
      description = "Prints the public key that certificates are signed with, and its fingerprint.",
      mixinStandardHelpOptions = true)
  static final class Key implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Override
    public Integer call() {
      SigningKey key = SigningKey.inFile(place.existing().storage().ledgerKeyFile());
      System.out.print(key.publicPem());
      System.out.println(key.fingerprint());
      return 0;
    }
  }
}
