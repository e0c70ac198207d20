package valise.server.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.server.data.FirstStart;

/// What most clients do first, done once by the server to itself, so that the JVM learns which
/// classes that takes.
public final class Practice {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String url;

  public Practice(String url) {
    this.url = url;
  }

  public void run(FirstStart.Facts facts) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      JsonNode token =
          json(
              client,
              request("/oauth/token", "")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      text(
                          "grant_type=password&client_id=%s&client_secret=%s&username=%s&password=%s"
                              .formatted(
                                  encoded(facts.clientId()),
                                  encoded(facts.clientSecret().reveal()),
                                  encoded(facts.email()),
                                  encoded(facts.password().reveal())))));
      String bearer = token.path("access_token").asString();
      String home =
          json(client, request("/sf/v3/Items?$select=Id,Name,odata.type", bearer).GET())
              .path("Id")
              .asString();
      String items = "/sf/v3/Items(" + home + ")";
      json(
          client,
          request(items + "/Folder?overwrite=false&passthrough=false", bearer)
              .header("Content-Type", "application/json")
              .POST(text("{\"Name\":\"Practice\"}")));
      JsonNode upload =
          json(
              client,
              request(items + "/Upload2", bearer)
                  .header("Content-Type", "application/json")
                  .POST(
                      text(
                          "{\"Method\":\"standard\",\"Raw\":true,\"FileName\":\"practice.txt\","
                              + "\"Overwrite\":true}")));
      JsonNode uploaded =
          json(
              client,
              HttpRequest.newBuilder(URI.create(upload.path("ChunkUri").asString() + "&fmt=json"))
                  .POST(text("practice")));
      json(client, request(items + "/Children", bearer).GET());
      json(client, request(items + "/ByPath?path=/practice.txt", bearer).GET());
      String file = uploaded.path("value").path(0).path("id").asString();
      JsonNode download =
          json(client, request("/sf/v3/Items(" + file + ")/Download?redirect=false", bearer).GET());
      send(
          client,
          HttpRequest.newBuilder(URI.create(download.path("DownloadUrl").asString())).GET());
      send(client, request(items, bearer).method("PATCH", text("{\"Description\":\"practice\"}")));
      send(client, request("/sf/v3/Items(" + file + ")", bearer).DELETE());
      send(client, request("/actuator/health", "").GET());
    } catch (IOException e) {
      throw new UncheckedIOException("The practice was cut", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder request(String path, String bearer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path.replace("$", "%24")))
            .timeout(Duration.ofSeconds(20));
    return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
  }

  private static HttpRequest.BodyPublisher text(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private static JsonNode json(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return MAPPER.readTree(send(client, request));
  }

  private static String send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest built = request.build();
    HttpResponse<String> response = client.send(built, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new IllegalStateException(
          "%s %s was answered with %d: %s"
              .formatted(
                  built.method(), built.uri().getPath(), response.statusCode(), response.body()));
    }
    return response.body();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
