package valise.server.serve;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.server.data.FirstStart;

/// What a first start says: how to sign in, and how to point rclone and curl here.
public final class FirstWords {

  private static final Logger LOG = LoggerFactory.getLogger(FirstWords.class);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private FirstWords() {}

  public static String of(FirstStart.Facts facts, Path file) {
    String url = facts.url();
    String token =
        """
        curl -s %s/oauth/token -d grant_type=password \\
          -d client_id=%s -d client_secret=%s \\
          --data-urlencode 'username=%s' --data-urlencode 'password=%s'\
        """
            .formatted(
                url,
                facts.clientId(),
                facts.clientSecret().reveal(),
                facts.email(),
                quoted(facts.password().reveal()));
    return """

    This is the first start. Keep these; they are shown once, and stay in
    %s until you delete it.

      URL            %s
      E-mail         %s
      Password       %s
      Client id      %s
      Client secret  %s

    The hub, at %s/elements/api-v2, is called with the header

      Authorization: User %s, Organization %s

    A token, with curl:

      %s

    For rclone, put this into ~/.config/rclone/rclone.conf and try 'rclone lsd valise:'

      [valise]
      type = sharefile
      endpoint = %s
      auth_url = %s/oauth/authorize
      token_url = %s/oauth/token
      client_id = %s
      client_secret = %s
      token = %s

    """
        .formatted(
            file,
            url,
            facts.email(),
            facts.password().reveal(),
            facts.clientId(),
            facts.clientSecret().reveal(),
            url,
            facts.userSecret().reveal(),
            facts.organizationSecret().reveal(),
            token.replace("\n", "\n  "),
            url,
            url,
            url,
            facts.clientId(),
            facts.clientSecret().reveal(),
            rcloneToken(facts).orElse("(none: sign in with 'rclone config reconnect valise:')"));
  }

  private static String quoted(String text) {
    return text.replace("'", "'\\''");
  }

  /// Signs in as anybody would, through the front door. Empty when that does not work: the words
  /// are no reason not to serve.
  private static Optional<String> rcloneToken(FirstStart.Facts facts) {
    String form =
        "grant_type=password&client_id=%s&client_secret=%s&username=%s&password=%s"
            .formatted(
                encoded(facts.clientId()),
                encoded(facts.clientSecret().reveal()),
                encoded(facts.email()),
                encoded(facts.password().reveal()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(facts.url() + "/oauth/token"))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("User-Agent", "valise first start")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        LOG.warn("The first sign-in was answered with {}", response.statusCode());
        return Optional.empty();
      }
      JsonNode answer = MAPPER.readTree(response.body());
      Instant expiry =
          java.time.InstantSource.system()
              .instant()
              .plusSeconds(answer.path("expires_in").asLong(0))
              .truncatedTo(ChronoUnit.SECONDS);
      return Optional.of(
          MAPPER
              .createObjectNode()
              .put("access_token", answer.path("access_token").asString())
              .put("token_type", "bearer")
              .put("refresh_token", answer.path("refresh_token").asString())
              .put("expiry", expiry.toString())
              .toString());
    } catch (IOException e) {
      LOG.warn("The first sign-in failed", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
