package valise.hub.instances;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import valise.hub.mapping.Provider;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.mapping.ProviderRequest;
import valise.platform.net.Header;
import valise.platform.net.Opened;
import valise.platform.net.StreamedBody;

/// The way to a provider as one instance goes it.
///
/// @param bases the configuration keys of its further base addresses, by their names
public record InstanceProvider(Calls calls, Instance instance, Map<String, String> bases)
    implements Provider {

  private static final int MOST_REDIRECTS = 3;

  @Override
  public ProviderAnswer send(ProviderRequest request) {
    CallRequest call =
        CallRequest.of(request.method(), address(request))
            .patiently(
                request.transfers()
                    ? CallRequest.LONG.following(
                        request.method().equals("GET") ? MOST_REDIRECTS : 0)
                    : CallRequest.BRIEF);
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      call = call.with(header.getKey(), header.getValue());
    }
    if (request.anonymous()) {
      call = call.unauthorized();
    }
    call =
        switch (request.body()) {
          case ProviderRequest.Body.None() -> call;
          case ProviderRequest.Body.Bytes(String type, byte[] bytes) ->
              call.sending(new CallRequest.Body.Held(bytes, type));
          case ProviderRequest.Body.Stream(String type, InputStream bytes, OptionalLong length) ->
              call.sending(
                  new CallRequest.Body.Streamed(
                      new StreamedBody(bytes, length, Optional.of(type))));
        };
    return answer(calls.execute(instance, call));
  }

  private String address(ProviderRequest request) {
    String target = request.target();
    if (target.startsWith("https://") || target.startsWith("http://")) {
      return target;
    }
    String below = "/" + target;
    return request.base().equals("default")
        ? below
        : instance.fill("{" + bases.getOrDefault(request.base(), request.base()) + "}") + below;
  }

  /// What was opened, whose body hangs up when it is closed.
  public static ProviderAnswer answer(Opened opened) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : opened.headers()) {
      headers.putIfAbsent(header.name(), header.value());
    }
    OptionalLong length =
        opened
            .header("Content-Length")
            .filter(text -> text.matches("\\d{1,18}"))
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty());
    return new ProviderAnswer(
        opened.status(), headers, length, new HangingUp(opened.body(), opened));
  }

  /// Closing an answer's body hangs up.
  private static final class HangingUp extends FilterInputStream {

    private final Opened opened;

    HangingUp(InputStream in, Opened opened) {
      super(in);
      this.opened = opened;
    }

    @Override
    public void close() {
      opened.close();
    }
  }
}
