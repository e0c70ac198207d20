package valise.hub.resources;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valise.hub.ceql.Condition;
import valise.hub.ceql.Literal;
import valise.hub.ceql.Where;
import valise.hub.elements.Templates;
import valise.hub.hooks.Hooks;
import valise.hub.hooks.Ran;
import valise.hub.mapping.Heard;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.WireJson;

/// The hooks around one call: what they see, and what becomes of what they say [docs].
final class HookRuns {

  /// More than this a hook is not given, in characters.
  private static final int MOST_INPUT = 8 << 20;

  /// What says who asks the hub is nobody's business but the hub's.
  private static final List<String> PRIVATE = List.of("authorization", "cookie");

  private final Hooks hooks;
  private final Resource resource;
  private final Incoming incoming;
  private final Outgoing outgoing;

  HookRuns(Hooks hooks, Resource resource, Incoming incoming, Outgoing outgoing) {
    this.hooks = hooks;
    this.resource = resource;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  // --- before ------------------------------------------------------------------------------------

  /// Lets the hooks change the request.
  ///
  /// @return an answer that a hook gave in place of the provider's
  /// @throws ProviderFailure when a hook fails, or says no
  Optional<Heard> before() {
    for (Hook hook : resource.hooks().before()) {
      Map<String, @Nullable Object> said = run(hook, inputs());
      refuseWhereSaid(said, hook);
      write(said, hook);
      if (Boolean.FALSE.equals(said.get("continue"))) {
        return Optional.of(
            new Heard(status(said).orElse(200), Map.of(), said.get("response_body")));
      }
    }
    return Optional.empty();
  }

  private void write(Map<String, @Nullable Object> said, Hook hook) {
    if (said.get("request_vendor_parameters") instanceof Map<?, ?> parameters) {
      outgoing.query.clear();
      parameters.forEach((name, value) -> {
        if (value instanceof List<?> several) {
          several.forEach(one -> outgoing.ask(name.toString(), text(one)));
        } else if (value != null) {
          outgoing.ask(name.toString(), text(value));
        }
      });
    }
    if (said.get("request_vendor_headers") instanceof Map<?, ?> headers) {
      headers.forEach((name, value) -> header(name.toString(), value, hook));
    }
    if (said.get("request_vendor_path") instanceof String path) {
      outgoing.path = path;
    }
    if (said.get("request_vendor_url") instanceof String url) {
      outgoing.path = url;
      outgoing.query.clear();
    }
    if (said.get("request_vendor_method") instanceof String method) {
      if (!method.matches("(?i)GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS")) {
        throw failed(hook, "'" + method + "' is no method");
      }
      outgoing.method = method.toUpperCase(Locale.ROOT);
    }
    for (String name : List.of("request_vendor_body_map", "request_vendor_body")) {
      if (said.containsKey(name)) {
        outgoing.body = said.get(name);
        outgoing.form.clear();
      }
    }
    if (said.get("configuration") instanceof Map<?, ?> values) {
      values.forEach((key, value) -> outgoing.configuration.put(key.toString(), text(value)));
    }
  }

  private void header(String name, @Nullable Object value, Hook hook) {
    if (value == null) {
      outgoing.headers.remove(name);
      outgoing.removed.add(name);
      return;
    }
    String text = text(value);
    if (!Parameter.settable(name) || !Preparation.fitsHeader(text)) {
      throw failed(hook, "the header '" + name + "' cannot be set to that");
    }
    outgoing.headers.put(name, text);
  }

  // --- after -------------------------------------------------------------------------------------

  boolean anyAfter() {
    return !resource.hooks().after().isEmpty();
  }

  /// Lets the hooks change the answer.
  ///
  /// @param learnt takes what they want to be kept in the configuration
  /// @throws ProviderFailure when a hook fails, or says no
  Heard after(Heard heard, Map<String, String> learnt) {
    Heard now = heard;
    for (Hook hook : resource.hooks().after()) {
      Map<String, @Nullable Object> inputs = inputs();
      inputs.put("response_body", now.body());
      inputs.put("response_body_raw", raw(now.body()));
      inputs.put("response_headers", now.headers());
      inputs.put("response_status_code", now.status());
      inputs.put("response_iserror", !now.good());
      Map<String, @Nullable Object> said = run(hook, inputs);
      refuseWhereSaid(said, hook);
      if (said.get("configuration") instanceof Map<?, ?> values) {
        values.forEach((key, value) -> {
          if (value != null && !text(value).equals(outgoing.configuration.get(key.toString()))) {
            learnt.put(key.toString(), text(value));
            outgoing.configuration.put(key.toString(), text(value));
          }
        });
      }
      now =
          new Heard(
              status(said).orElse(now.status()),
              now.headers(),
              said.containsKey("response_body") ? said.get("response_body") : now.body());
    }
    return now;
  }

  private static @Nullable String raw(@Nullable Object body) {
    return body == null || body instanceof String ? (String) body : Sending.json(body);
  }

  // --- what they see -----------------------------------------------------------------------------

  private Map<String, @Nullable Object> inputs() {
    Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
    inputs.put("request_body", incoming.body());
    inputs.put("request_body_map", incoming.body());
    Map<String, String> headers = new LinkedHashMap<>(incoming.headers());
    headers.keySet().removeIf(name -> PRIVATE.contains(name.toLowerCase(Locale.ROOT)));
    inputs.put("request_headers", headers);
    inputs.put("request_path", incoming.path());
    inputs.put("request_path_variables", incoming.variables());
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    incoming
        .query()
        .forEach((name, values) ->
            parameters.put(name, values.size() == 1 ? values.getFirst() : values));
    inputs.put("request_parameters", parameters);
    inputs.put("request_method", resource.method());
    inputs.put("request_root_key", resource.requestRoot());
    inputs.put("request_expression", expression());
    inputs.put("request_vendor_method", outgoing.method);
    inputs.put("request_vendor_path", outgoing.path);
    inputs.put("request_vendor_url", url());
    inputs.put("request_vendor_headers", outgoing.headers);
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    outgoing.query.forEach(
        (name, values) -> query.put(name, values.size() == 1 ? values.getFirst() : values));
    inputs.put("request_vendor_parameters", query);
    inputs.put("request_vendor_body", raw(outgoing.body));
    inputs.put("request_vendor_body_map", outgoing.body);
    inputs.put("request_previous_response", null);
    inputs.put("request_previous_response_headers", null);
    inputs.put("configuration", outgoing.configuration);
    inputs.put("meta_data", Map.of());
    inputs.put("response_body", null);
    inputs.put("response_body_raw", null);
    inputs.put("response_headers", null);
    inputs.put("response_status_code", null);
    inputs.put("response_iserror", null);
    return inputs;
  }

  private String url() {
    return outgoing.path.startsWith("http")
        ? outgoing.path
        : Templates.fill("{base.url}", key -> Optional.ofNullable(outgoing.configuration.get(key)))
                .replaceFirst("/+$", "")
            + "/"
            + outgoing.path.replaceFirst("^/+", "");
  }

  /// The comparisons of a `where`, as `[{attribute, operator, value}]` [docs]; null without one.
  private @Nullable Object expression() {
    return incoming
        .asked("where")
        .map(Where::parse)
        .flatMap(Where::conjunction)
        .map(parts -> parts.stream().map(HookRuns::part).toList())
        .orElse(null);
  }

  private static Map<String, Object> part(Condition.Comparison part) {
    Literal value = part.value();
    return Map.of(
        "attribute",
        part.field(),
        "operator",
        part.operator().symbol(),
        "value",
        value.quoted() ? value.text() : value.number().map(it -> (Object) it).orElse(value.text()));
  }

  // --- running -----------------------------------------------------------------------------------

  private Map<String, @Nullable Object> run(Hook hook, Map<String, @Nullable Object> inputs) {
    return run(hooks, hook, inputs);
  }

  /// What a hook was done with; an empty object when with anything else.
  static Map<String, @Nullable Object> run(
      Hooks hooks, Hook hook, Map<String, @Nullable Object> inputs) {
    String json = Sending.json(inputs);
    if (json.length() > MOST_INPUT) {
      throw failed(hook, "what it is to work on is larger than " + (MOST_INPUT >> 20) + " MiB");
    }
    return switch (hooks.run(hook.source(), json)) {
      case Ran.Done(String value) -> Values.object(WireJson.MAPPER.readValue(value, Object.class));
      case Ran.Failed failure -> throw failed(hook, failure.text());
    };
  }

  private static ProviderFailure failed(Hook hook, String why) {
    return ProviderFailure.of(502, "HOOK_FAILED", "The " + hook.name() + " failed: " + why + ".");
  }

  private static void refuseWhereSaid(Map<String, @Nullable Object> said, Hook hook) {
    for (String name : List.of("response_error_message", "response_error")) {
      if (said.get(name) instanceof Object message) {
        int status = status(said).filter(it -> it >= 400).orElse(400);
        throw ProviderFailure.of(status, "HOOK_REFUSED", "The " + hook.name() + " says no.")
            .saying(text(message));
      }
    }
  }

  private static Optional<Integer> status(Map<String, @Nullable Object> said) {
    return said.get("response_status_code") instanceof Number number
            && number.intValue() >= 200
            && number.intValue() <= 599
        ? Optional.of(number.intValue())
        : Optional.empty();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : Values.text(value);
  }
}
