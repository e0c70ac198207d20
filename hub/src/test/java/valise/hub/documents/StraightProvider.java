package valise.hub.documents;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import valise.hub.mapping.Provider;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.mapping.ProviderRequest;
import valise.hub.wire.ProviderFailure;

/// Goes to a provider with a token in hand, without instances.
final class StraightProvider implements Provider {

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> bases;
  private final String token;

  StraightProvider(Map<String, String> bases, String token) {
    this.bases = bases;
    this.token = token;
  }

  @Override
  public ProviderAnswer send(ProviderRequest request) {
    URI uri =
        request.target().startsWith("http")
            ? URI.create(request.target())
            : URI.create(bases.get(request.base()) + "/" + request.target());
    HttpRequest.Builder asked = HttpRequest.newBuilder(uri);
    request.headers().forEach(asked::header);
    if (!request.anonymous()) {
      asked.header("Authorization", "Bearer " + token);
    }
    switch (request.body()) {
      case ProviderRequest.Body.None() ->
          asked.method(request.method(), HttpRequest.BodyPublishers.noBody());
      case ProviderRequest.Body.Bytes(String type, byte[] bytes) ->
          asked
              .header("Content-Type", type)
              .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(bytes));
      case ProviderRequest.Body.Stream(String type, InputStream bytes, OptionalLong _) ->
          asked
              .header("Content-Type", type)
              .method(request.method(), HttpRequest.BodyPublishers.ofInputStream(() -> bytes));
    }
    try {
      HttpResponse<InputStream> answer =
          client.send(asked.build(), HttpResponse.BodyHandlers.ofInputStream());
      Map<String, String> headers = new HashMap<>();
      answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
      return new ProviderAnswer(
          answer.statusCode(),
          headers,
          answer.headers().firstValueAsLong("Content-Length"),
          answer.body());
    } catch (IOException e) {
      throw ProviderFailure.of(502, "PROVIDER_UNREACHABLE", "cut");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
