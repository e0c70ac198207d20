package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// A person signs in with Chromium, at a desk and on a phone. The screenshots stay in the build's
/// work folder.
@ExtendWith(TheServer.class)
class BrowserTest {

  @Test
  @Verified(
      against = "Chromium (Debian)",
      when = "2026-11",
      area = "Sign-in",
      claim =
          "a person signs in with the keyboard and allows an app or does not, at a desk and on a phone, without any script")
  void aPersonSignsInAndAllowsAnAppOrDoesNot(PackagedServer server) throws IOException {
    Chromium chromium = Chromium.orSkip();
    PackagedServer.FirstStart first = server.firstStart();
    PackagedServer.Ended app =
        server.command("app", "add", "Browser test", "--redirect-uri", "http://127.0.0.1/");
    assertThat(app.status()).as(app.output()).isZero();
    JsonNode seen =
        chromium.run(
            server,
            "sign-in.mjs",
            Map.of(
                "url", server.uri().toString(),
                "email", first.email(),
                "password", first.password(),
                "clientId", printed(app, "Client id: "),
                "clientSecret", printed(app, "Client secret: ")));

    for (String device : List.of("desk", "phone")) {
      JsonNode visit = seen.get(device);
      assertThat(visit.get("troubles")).as(device + visit).isEmpty();
      assertThat(visit.get("sameState").asBoolean()).as(device + visit).isTrue();
      assertThat(visit.get("httpOnly").asBoolean()).as(device + visit).isTrue();
      assertThat(visit.get("refused").get("alert").asString()).isNotBlank();
      for (String page : List.of("lost", "signIn", "refused", "consent")) {
        JsonNode look = visit.get(page);
        assertThat(look.get("lang").asString()).as(device + page).isEqualTo("en");
        assertThat(look.get("heading").asString()).as(device + page).isNotBlank();
        assertThat(look.get("title").asString()).as(device + page).isNotBlank();
        assertThat(look.get("styled").asBoolean()).as(device + page).isTrue();
        assertThat(look.get("scrolls").asBoolean())
            .as(device + page + " scrolls sideways")
            .isFalse();
        assertThat(look.get("unlabelled").asInt()).as(device + page).isZero();
        assertThat(look.get("smallest").asDouble())
            .as(device + page + " can be touched")
            .isGreaterThanOrEqualTo(40);
      }
    }
    JsonNode allowed = seen.get("desk").get("redirect");
    assertThat(allowed.propertyNames()).contains("code", "subdomain", "apicp", "appcp");
    assertThat(allowed.get("code").asString()).doesNotContain("=");
    JsonNode denied = seen.get("phone").get("redirect");
    assertThat(denied.get("error").asString()).isEqualTo("access_denied");
    assertThat(denied.has("code")).isFalse();
    assertThat(seen.get("token").get("refresh_token").asString()).isNotBlank();
    assertThat(seen.get("home").get("odata.type").asString())
        .isEqualTo("ShareFile.Api.Models.Folder");
  }

  private static String printed(PackagedServer.Ended command, String name) {
    return command
        .output()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst()
        .orElseThrow();
  }
}
