package valise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import valise.hub.Hub;
import valise.hub.tenants.Tenants;
import valise.platform.secrets.Secret;
import valise.server.serve.Server;
import valise.server.settings.AllSettings;

/// The hub's secrets from the operator's side, over a real data folder.
final class HubCommandTest {

  @TempDir private Path folder;

  private String run(String... command) {
    String[] placed = new String[command.length + 2];
    System.arraycopy(command, 0, placed, 0, command.length);
    placed[command.length] = "--data";
    placed[command.length + 1] = folder.toString();
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(placed)).isZero();
      return output.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }

  private static Secret<String> told(String output, String name) {
    return Secret.of(output.replaceFirst("(?s).*" + name + " secret: (\\S+).*", "$1"));
  }

  private boolean admitted(Secret<String> user, Secret<String> organization) {
    AllSettings settings = AllSettings.read(Map.of("data", folder.toString()), Map.of());
    try (GenericApplicationContext features = Server.features(settings)) {
      return features.getBean(Hub.class).bean(Tenants.class).caller(user, organization).isPresent();
    }
  }

  @Test
  void aSecretThatIsResetIsWorthNothingAnyMore() {
    String made = run("hub", "add-organization", "Acme", "ada@example.com");
    Secret<String> user = told(made, "User");
    Secret<String> organization = told(made, "Organization");
    assertThat(admitted(user, organization)).isTrue();

    Secret<String> fresh = told(run("hub", "reset-secret", "ada@example.com"), "User");

    assertThat(admitted(user, organization)).isFalse();
    assertThat(admitted(fresh, organization)).isTrue();
    Secret<String> other = told(run("hub", "reset-organization-secret"), "Organization");
    assertThat(admitted(fresh, organization)).isFalse();
    assertThat(admitted(fresh, other)).isTrue();
    assertThat(run("hub", "users")).contains("ada@example.com", "org-admin");
  }
}
