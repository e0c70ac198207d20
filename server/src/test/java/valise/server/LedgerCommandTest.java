package valise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import valise.files.ids.AccountId;
import valise.files.ids.ShareId;
import valise.files.ledger.Ledger;
import valise.files.ledger.LedgerEvent;
import valise.platform.db.Database;
import valise.server.serve.Server;
import valise.server.settings.AllSettings;

/// The record from the operator's side, over a real data folder.
final class LedgerCommandTest {

  @TempDir private Path folder;

  private AllSettings settings() {
    return AllSettings.read(
        Map.of(
            "data", folder.resolve("data").toString(),
            "port", "0",
            "metrics.port", "0",
            "log.requests", "false"),
        Map.of());
  }

  private record Ran(int status, String output) {}

  private Ran run(String... command) {
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      return new Ran(Main.run(command), output.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  private Ran verify() {
    return run("ledger", "verify", "--data", folder.resolve("data").toString());
  }

  @Test
  void verifyIsQuietAboutASoundRecordAndNamesTheFirstBadEventOtherwise() {
    AccountId account = AccountId.mint();
    Server server = Server.start(settings());
    try (GenericApplicationContext features = Server.features(settings())) {
      Ledger ledger = features.getBean(Ledger.class);
      Database database = features.getBean(Database.class);
      for (int i = 0; i < 5; i++) {
        database.write(tx ->
            ledger.append(
                tx,
                account,
                new LedgerEvent(
                    LedgerEvent.Kind.SHARE_OPENED,
                    Optional.of(ShareId.mint()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    "192.0.2.1",
                    "curl")));
      }
      // Beside a running server, then alone.
      assertThat(verify().status()).isZero();
      server.close();
      Ran sound = verify();
      assertThat(sound.status()).isZero();
      assertThat(sound.output()).contains("No damage.", "5 events");
      database.write(tx -> tx.sql().execute("delete from ledger_event where seq = 3"));
      Ran damaged = verify();
      assertThat(damaged.status()).isEqualTo(1);
      assertThat(damaged.output()).contains("2 events are sound, DAMAGED: event 3 is missing");
    } finally {
      server.close();
    }
  }

  @Test
  void checkSaysWhatIsNoCertificate() throws Exception {
    Path file = folder.resolve("certificate.json");
    Files.writeString(file, "{}");
    Ran checked = run("ledger", "check", file.toString());
    assertThat(checked.status()).isEqualTo(1);
    assertThat(checked.output()).contains("NOT GENUINE");
  }
}
