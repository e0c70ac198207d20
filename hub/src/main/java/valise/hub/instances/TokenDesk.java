package valise.hub.instances;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.Element;
import valise.hub.elements.Templates;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.ProviderText;
import valise.platform.net.Limits;
import valise.platform.net.Outbound;
import valise.platform.net.OutboundRequest;
import valise.platform.net.Reply;
import valise.platform.secrets.Secret;

/// Exchanges codes and refresh tokens at a provider's token address (RFC 6749).
@Component
final class TokenDesk {

  private static final Limits LIMITS = Limits.within(Duration.ofSeconds(30));

  /// Whoever says more means for ever.
  private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);

  /// What came of it.
  sealed interface Answer {
    /// @param life how long the access token is good for; none when the provider does not say
    /// @param said the members of the answer that could be part of an address
    record Granted(
        Secret<String> access,
        Optional<Secret<String>> refresh,
        Optional<Duration> life,
        Map<String, String> said)
        implements Answer {}

    /// The provider said no, and will say so again.
    record Denied(String words) implements Answer {}

    /// No answer that means anything; it may be another time.
    record Failed(ProviderFailure failure) implements Answer {}
  }

  private final Outbound outbound;

  TokenDesk(Outbound outbound) {
    this.outbound = outbound;
  }

  Answer exchange(Draft draft, String code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    draft.callback().ifPresent(callback -> form.put("redirect_uri", callback));
    return ask(draft.element(), draft.element().connection().tokenUrl(), form, draft::value);
  }

  /// @param values what is in force for a key, secrets too
  Answer refresh(
      Element element, Secret<String> refresh, Function<String, Optional<String>> values) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refresh.reveal());
    return ask(element, element.connection().refreshUrl(), form, values);
  }

  private Answer ask(
      Element element,
      String template,
      Map<String, String> form,
      Function<String, Optional<String>> values) {
    String user = values.apply("oauth.api.key").orElse("");
    Secret<String> password = Secret.of(values.apply("oauth.api.secret").orElse(""));
    boolean basic =
        values.apply("oauth.basic.header").filter(it -> it.equalsIgnoreCase("true")).isPresent();
    if (!basic) {
      form.put("client_id", user);
      form.put("client_secret", password.reveal());
    }
    URI address =
        new Provider(element, values).address(withoutGrantType(Templates.fill(template, values)));
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            address,
            List.of(),
            Optional.of("application/x-www-form-urlencoded"),
            encoded(form).getBytes(StandardCharsets.UTF_8));
    request = request.with("Accept", "application/json");
    return switch (outbound.send(
        basic ? request.with("Authorization", Provider.basic(user, password)) : request, LIMITS)) {
      case Reply.Answered answered -> read(answered);
      case Reply.Refused refused -> new Answer.Failed(Provider.refused(refused));
      case Reply.Failed failed -> new Answer.Failed(Provider.failed(failed));
    };
  }

  /// The vendor's own default carries one in its query [seed]; ours is in the body.
  private static String withoutGrantType(String url) {
    int question = url.indexOf('?');
    if (question < 0) {
      return url;
    }
    String rest =
        Arrays.stream(url.substring(question + 1).split("&"))
            .filter(pair -> !pair.startsWith("grant_type="))
            .collect(Collectors.joining("&"));
    return url.substring(0, question) + (rest.isEmpty() ? "" : "?" + rest);
  }

  private static Answer read(Reply.Answered answered) {
    Optional<JsonNode> json = json(answered);
    String access = json.map(it -> it.path("access_token").asString("")).orElse("");
    if (answered.successful() && Grant.canBeShown(access)) {
      JsonNode granted = json.orElseThrow();
      return new Answer.Granted(
          Secret.of(access),
          Optional.of(granted.path("refresh_token").asString(""))
              .filter(it -> !it.isEmpty())
              .map(Secret::of),
          Optional.of(granted.path("expires_in").asLong(0))
              .filter(seconds -> seconds > 0)
              .map(seconds -> Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds()))),
          labels(granted));
    }
    String error = json.map(it -> it.path("error").asString("")).orElse("");
    if (answered.status() >= 400 && answered.status() < 500 && !error.isEmpty()) {
      String description = json.map(it -> it.path("error_description").asString("")).orElse("");
      return new Answer.Denied(description.isEmpty() ? error : error + ": " + description);
    }
    ProviderFailure failure =
        answered.status() == 429
            ? ProviderFailure.of(429, "PROVIDER_TOO_FAST", "The provider wants fewer requests.")
            : ProviderFailure.of(
                502,
                "PROVIDER_FAILED",
                "The provider's token address answered "
                    + answered.status()
                    + " and nothing that is understood.");
    // An answer that can be read may hold tokens, though none that can be used.
    return new Answer.Failed(
        answered.successful() && json.isPresent() ? failure : failure.saying(answered.text()));
  }

  /// A provider's word is put into addresses only if it is a name.
  private static Map<String, String> labels(JsonNode granted) {
    Map<String, String> labels = new LinkedHashMap<>();
    granted.properties().stream()
        .filter(entry -> entry.getValue().isString())
        .filter(entry -> entry.getValue().asString().matches("[A-Za-z0-9.-]{1,255}"))
        .filter(entry -> !entry.getKey().endsWith("_token"))
        .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asString()));
    return labels;
  }

  private static Optional<JsonNode> json(Reply.Answered answered) {
    try {
      return Optional.of(ProviderText.json(answered.text()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(pair ->
            pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
