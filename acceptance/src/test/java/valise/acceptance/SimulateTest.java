package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `simulate dropbox` in a process of its own, used as what it prints says.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class SimulateTest {

  private static final String API = "/elements/api-v2";

  private Process process;
  private String printed;

  @BeforeEach
  void start() throws IOException {
    process =
        new ProcessBuilder(Packaging.command(List.of("simulate", "dropbox", "--port", "0")))
            .redirectErrorStream(true)
            .start();
    StringBuilder lines = new StringBuilder();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.append(line).append('\n');
      if (line.contains("--allow-private-callbacks")) {
        break;
      }
    }
    printed = lines.toString();
  }

  @AfterEach
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends when it is told to").isTrue();
  }

  private String printed(String before) {
    assertThat(printed).contains(before);
    return printed.replaceFirst("(?s).*" + before + "\\s+(\\S+).*", "$1");
  }

  /// Says yes on its page; what the app is sent back with.
  static String code(String oauthUrl) throws IOException, InterruptedException {
    HttpResponse<String> back =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(oauthUrl))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("allow=1"))
                    .build(),
                BodyHandlers.ofString());
    return back.headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceFirst(".*[?&]code=([^&]*).*", "$1");
  }

  @Test
  void anInstanceIsConnectedToItAndKeepsFilesThere() throws Exception {
    String site = printed("listens at");
    String id = printed("client id");
    String secret = printed("client secret");
    String callback = "http://127.0.0.1:9/back";
    try (PackagedServer server =
        PackagedServer.fresh("simulate", Map.of("VALISE_ALLOW_PRIVATE_CALLBACKS", "true"))) {
      Caller integrator =
          Caller.stranger(server.uri())
              .with("Authorization", server.firstStart().hubAuthorization());
      String oauthUrl =
          integrator
              .get(
                  API
                      + "/elements/dropbox/oauth/url?token_access_type=offline&apiKey="
                      + id
                      + "&apiSecret="
                      + secret
                      + "&callbackUrl="
                      + callback
                      + "&siteAddress="
                      + site)
              .ok()
              .string("oauthUrl");
      assertThat(oauthUrl).startsWith(site);

      Answer made =
          integrator
              .post(
                  API + "/instances",
                  """
                  {"element": {"key": "dropbox"}, "name": "Simulated",
                   "providerData": {"code": "%s"}, "retrieveObjectsAfterInstantiation": true,
                   "configuration": {"oauth.api.key": "%s", "oauth.api.secret": "%s",
                    "oauth.callback.url": "%s", "dropbox.site": "%s"}}
                  """
                      .formatted(code(oauthUrl), id, secret, callback, site))
              .ok();

      assertThat(made.json().path("valid").asBoolean()).isTrue();
      assertThat(made.json().path("objects")).hasSize(2);
      Caller instance =
          Caller.stranger(server.uri())
              .with(
                  "Authorization",
                  "User " + server.firstStart().userSecret() + ", Element " + made.string("token"));
      instance.bytes(API + "/files?path=/a/b.txt", "hello".getBytes(StandardCharsets.UTF_8)).ok();
      assertThat(instance.get(API + "/files?path=/a/b.txt").ok().text()).isEqualTo("hello");
      assertThat(instance.get(API + "/me").ok().string("name")).isEqualTo("Franz Ferdinand");
    }
  }
}
