package valise.hub.resources;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.hub.elements.Templates;
import valise.hub.hooks.Hooks;
import valise.hub.instances.CallRequest;
import valise.hub.mapping.ErrorRules;
import valise.hub.mapping.Heard;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.wire.ProviderFailure;

/// Does one resource once: prepares the request, lets the hooks at it, sends it, reads the answer,
/// lets the hooks at that, and finds the result in it.
@Component
final class Exchange {

  /// Text that is no JSON is read for a hook up to here, in bytes.
  private static final int MOST_TEXT = 4 << 20;

  private final Hooks hooks;
  private final InstantSource clock;

  Exchange(Hooks hooks, InstantSource clock) {
    this.hooks = hooks;
    this.clock = clock;
  }

  /// What came of it.
  ///
  /// @param heard the whole answer
  /// @param result what of it is the resource's
  /// @param content the answer that is no JSON and is still on its way; whoever gets it closes it
  record Told(Heard heard, @Nullable Object result, Optional<ProviderAnswer> content) {}

  /// @param named macros that only this call has
  /// @param follow the address of a further page, as the provider gave it
  /// @throws valise.platform.Refusal when the request lacks something
  /// @throws ProviderFailure when the provider says no, or a hook does
  Told run(
      Resource resource,
      Incoming incoming,
      Site site,
      Map<String, String> named,
      Optional<String> follow) {
    Map<String, String> configuration = site.configuration();
    Outgoing outgoing =
        Preparation.of(resource, incoming, new Macros(incoming, configuration, named));
    HookRuns runs = new HookRuns(hooks, resource, incoming, outgoing);
    Optional<Heard> instead = runs.before();
    if (instead.isPresent()) {
      return told(resource, instead.get());
    }
    CallRequest request = Sending.request(outgoing);
    if (incoming.headers().isEmpty()) {
      // Nobody waits for a file: the hub itself asks.
      request = request.patiently(CallRequest.BRIEF);
    }
    if (follow.isPresent()) {
      request = following(request, follow.get(), configuration);
    }
    ProviderAnswer answer = site.send(request);
    boolean good = answer.status() >= 200 && answer.status() < 300;
    if (good && !json(answer)) {
      return passing(resource, answer, runs, site);
    }
    return finished(resource, Heard.read(answer, good), runs, site);
  }

  private Told finished(Resource resource, Heard heard, HookRuns runs, Site site) {
    Map<String, String> learnt = new LinkedHashMap<>();
    Heard now = runs.after(heard, learnt);
    if (!now.good()) {
      throw ErrorRules.NONE.failure(now.status(), now, clock.instant());
    }
    resource.parameters().stream()
        .filter(Parameter::response)
        .forEach(parameter ->
            Optional.ofNullable(read(parameter, now))
                .ifPresent(value -> learnt.put(parameter.name(), Values.text(value))));
    if (!learnt.isEmpty()) {
      site.keep(learnt);
    }
    return told(resource, now);
  }

  private static @Nullable Object read(Parameter parameter, Heard heard) {
    return parameter.to() == Parameter.To.HEADER
        ? heard.headers().get(parameter.vendorName().toLowerCase(Locale.ROOT))
        : Values.at(heard.body(), parameter.vendorName());
  }

  private static Told told(Resource resource, Heard heard) {
    if (!heard.good()) {
      throw ProviderFailure.of(
          heard.status() < 400 ? 502 : heard.status(), "HOOK_REFUSED", "A hook says no.");
    }
    return new Told(heard, Values.at(heard.body(), resource.responseRoot()), Optional.empty());
  }

  /// What is no JSON passes through. A hook sees it if it is text, and not too long.
  private Told passing(Resource resource, ProviderAnswer answer, HookRuns runs, Site site) {
    Heard head = Heard.head(answer);
    boolean text =
        answer.header("Content-Type").filter(type -> type.startsWith("text/")).isPresent();
    if (!runs.anyAfter() || !text) {
      return new Told(head, null, Optional.of(answer));
    }
    try (answer) {
      byte[] bytes = answer.body().readNBytes(MOST_TEXT + 1);
      if (bytes.length > MOST_TEXT) {
        throw Heard.notUnderstood("It is too long for the hooks of the element.");
      }
      return finished(resource, head.saying(new String(bytes, StandardCharsets.UTF_8)), runs, site);
    } catch (IOException e) {
      throw ProviderFailure.of(
          502, "PROVIDER_CUT", "The provider's answer broke off before its end.");
    }
  }

  private static boolean json(ProviderAnswer answer) {
    return answer
        .header("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT).contains("json"))
        // Without a type it is JSON or nothing, as most that have nothing to say leave it out.
        .orElse(true);
  }

  /// A page's address comes back from callers, who may have changed it: it leads to where the first
  /// page is and nowhere else.
  private static CallRequest following(
      CallRequest request, String next, Map<String, String> configuration) {
    String base =
        Templates.fill("{base.url}", key -> Optional.ofNullable(configuration.get(key)))
            .replaceFirst("/+$", "");
    String first = request.target().startsWith("/") ? base + request.target() : request.target();
    try {
      URI from = new URI(first);
      URI to = new URI(next);
      if (String.valueOf(from.getScheme()).equalsIgnoreCase(String.valueOf(to.getScheme()))
          && String.valueOf(from.getRawAuthority())
              .equalsIgnoreCase(String.valueOf(to.getRawAuthority()))
          && String.valueOf(from.getRawPath()).equals(String.valueOf(to.getRawPath()))) {
        return request.at(next);
      }
    } catch (URISyntaxException e) {
      // Refused below.
    }
    throw ProviderFailure.of(
        502, "PROVIDER_LOOP", "The next page of the list lies at another address than its first.");
  }
}
