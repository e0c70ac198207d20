package valise.hub.resources;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import valise.hub.ceql.Where;
import valise.hub.instances.CallRequest;
import valise.hub.mapping.Arriving;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// Puts a request to the provider together from what a resource's parameters say.
final class Preparation {

  /// What only the hub knows, shown in a header of the element's choice.
  private static final String TOKEN = "oauth.user.token";

  private static final String TOKEN_MACRO = "${configuration." + TOKEN + "}";

  private final Resource resource;
  private final Incoming incoming;
  private final Macros macros;
  private final Outgoing outgoing;
  private final List<String> missing = new ArrayList<>();

  private Preparation(Resource resource, Incoming incoming, Macros macros) {
    this.resource = resource;
    this.incoming = incoming;
    this.macros = macros;
    this.outgoing =
        new Outgoing(resource.vendorMethod(), resource.vendorPath(), macros.configuration());
  }

  /// @throws Refusal that names all that is missing, or the first thing that is wrong
  static Outgoing of(Resource resource, Incoming incoming, Macros macros) {
    return new Preparation(resource, incoming, macros).prepared();
  }

  private Outgoing prepared() {
    wholeBody();
    for (Parameter parameter : resource.parameters()) {
      if (!parameter.response()) {
        take(parameter);
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.malformed(
          "PARAMETER_MISSING",
          "Required parameters are missing: " + String.join(", ", missing) + ".");
    }
    tokens();
    if (!resource.requestRoot().isEmpty() && outgoing.body != null) {
      Map<String, @Nullable Object> wrapped = Values.object(null);
      Values.put(wrapped, resource.requestRoot(), outgoing.body);
      outgoing.body = wrapped;
    }
    path();
    return outgoing;
  }

  /// A resource that says nothing of bodies hands them on as they are.
  private void wholeBody() {
    boolean said =
        resource.parameters().stream()
            .anyMatch(it ->
                !it.response()
                    && switch (it.from()) {
                      case BODY, BODY_FIELD, FORM, MULTIPART, FILE -> true;
                      default ->
                          switch (it.to()) {
                            case BODY, BODY_FIELD, FORM, MULTIPART -> true;
                            default -> false;
                          };
                    });
    boolean whole =
        resource.parameters().stream()
            .anyMatch(it -> !it.response() && it.from() == Parameter.From.BODY);
    if (!said || whole) {
      outgoing.body = incoming.body() instanceof Map<?, ?> map ? copy(map) : incoming.body();
    }
    if (!said) {
      outgoing.form.putAll(incoming.form());
      outgoing.file = incoming.file();
    }
  }

  private static @Nullable Object copy(Map<?, ?> map) {
    return Values.texts(map, text -> text);
  }

  // --- one parameter -----------------------------------------------------------------------------

  private void take(Parameter parameter) {
    if (showsToken(parameter)) {
      return;
    }
    if (parameter.from() == Parameter.From.QUERY && parameter.converter().isPresent()) {
      converted(parameter, parameter.converter().get());
      return;
    }
    Optional<Object> value = value(parameter);
    if (value.isEmpty()) {
      if (parameter.required()) {
        missing.add(parameter.shown());
      }
      return;
    }
    if (value.get() instanceof Arriving.Upload upload) {
      outgoing.file = Optional.of(upload);
      outgoing.part =
          parameter.to() == Parameter.To.MULTIPART
              ? Optional.of(parameter.vendorName())
              : Optional.empty();
      return;
    }
    Object read = value.get();
    if (parameter.from() != Parameter.From.BODY) {
      read = parameter.data().read(parameter.name(), read);
    }
    give(parameter, read);
  }

  private boolean showsToken(Parameter parameter) {
    if (parameter.to() != Parameter.To.HEADER) {
      return false;
    }
    if (parameter.from() == Parameter.From.CONFIGURATION && parameter.name().equals(TOKEN)) {
      outgoing.token = Optional.of(new CallRequest.Shown(parameter.vendorName(), "", ""));
      return true;
    }
    int at = parameter.from() == Parameter.From.VALUE ? parameter.name().indexOf(TOKEN_MACRO) : -1;
    if (at < 0) {
      return false;
    }
    outgoing.token =
        Optional.of(
            new CallRequest.Shown(
                parameter.vendorName(),
                macros.fill(parameter.name().substring(0, at)),
                macros.fill(parameter.name().substring(at + TOKEN_MACRO.length()))));
    return true;
  }

  private Optional<Object> value(Parameter parameter) {
    String name = parameter.name();
    return switch (parameter.from()) {
      case VALUE -> Optional.of(macros.fill(name));
      case CONFIGURATION ->
          Optional.ofNullable((Object) macros.configuration().get(name))
              .filter(text -> !text.toString().isBlank());
      case HEADER -> Optional.ofNullable((Object) incoming.headers().get(name));
      case PATH ->
          Optional.ofNullable((Object) incoming.variables().get(name))
              .filter(text -> !text.toString().isEmpty());
      case QUERY -> query(parameter);
      case BODY ->
          incoming.body() != null
              ? Optional.of(incoming.body())
              : incoming.file().map(file -> (Object) file);
      case BODY_FIELD -> Optional.ofNullable(Values.at(incoming.body(), name));
      case FORM, MULTIPART, FILE ->
          incoming.form().containsKey(name)
              ? Optional.of(incoming.form().get(name))
              : incoming.file().map(file -> (Object) file);
    };
  }

  /// Several of one name become a list where the provider takes one.
  private Optional<Object> query(Parameter parameter) {
    List<String> values = incoming.query().getOrDefault(parameter.name(), List.of());
    if (values.size() > 1 && parameter.data() == Data.ARRAY) {
      return Optional.of(values);
    }
    return incoming.asked(parameter.name()).map(text -> (Object) text);
  }

  private void give(Parameter parameter, Object value) {
    String name = parameter.vendorName();
    switch (parameter.to()) {
      case CONFIGURATION -> outgoing.configuration.put(name, Values.text(value));
      case HEADER -> outgoing.headers.put(name, header(parameter, Values.text(value)));
      case PATH ->
          outgoing.path =
              outgoing.path.replace(
                  "{" + name + "}", segment(parameter.name(), Values.text(value)));
      case QUERY -> {
        if (value instanceof List<?> several) {
          several.forEach(one -> outgoing.ask(name, Values.text(one == null ? "" : one)));
        } else {
          outgoing.ask(name, Values.text(value));
        }
      }
      case BODY -> body(parameter, value);
      case BODY_FIELD -> {
        Map<String, @Nullable Object> body = Values.object(outgoing.body);
        if (parameter.from() == Parameter.From.BODY_FIELD && !parameter.name().equals(name)) {
          Values.remove(body, parameter.name());
        }
        Values.put(body, name, parameter.vendorData().read(parameter.name(), value));
        outgoing.body = body;
      }
      case FORM, MULTIPART -> outgoing.form.put(name, Values.text(value));
      case VALUE, BODY_TOKEN, NO_OP -> {}
    }
  }

  /// A constant that reads as JSON is JSON.
  private void body(Parameter parameter, Object value) {
    if (parameter.from() == Parameter.From.BODY) {
      return;
    }
    Object given = value;
    if (parameter.from() == Parameter.From.VALUE) {
      try {
        given =
            Values.texts(WireJson.MAPPER.readValue(parameter.name(), Object.class), macros::fill);
      } catch (JacksonException e) {
        given = value;
      }
    }
    outgoing.body = given;
  }

  /// `{name}` in the body's texts.
  private void tokens() {
    resource
        .to(Parameter.To.BODY_TOKEN)
        .forEach(parameter ->
            value(parameter)
                .ifPresent(value ->
                    outgoing.body =
                        Values.texts(
                            outgoing.body,
                            text ->
                                text.replace(
                                    "{" + parameter.vendorName() + "}", Values.text(value)))));
  }

  private void converted(Parameter parameter, Parameter.Converter converter) {
    Optional<String> where = incoming.asked(parameter.name());
    if (where.isEmpty()) {
      if (parameter.required()) {
        missing.add(parameter.shown());
      }
      return;
    }
    Where parsed = Where.parse(where.get());
    switch (converter) {
      case TO_QUERY_PARAMETERS -> Filters.pairs(parsed).forEach(outgoing::ask);
      case TO_ODATA_FILTER ->
          outgoing.ask(
              parameter.vendorName().equals("where") ? "$filter" : parameter.vendorName(),
              Filters.odata(parsed.condition()));
    }
  }

  // --- addresses and headers ---------------------------------------------------------------------

  private static String header(Parameter parameter, String value) {
    if (!fitsHeader(value)) {
      throw Refusal.malformed(
          "BAD_PARAMETER", "'" + parameter.name() + "' has characters that no header can have.");
    }
    return value;
  }

  static boolean fitsHeader(String value) {
    return value.length() <= 8_000
        && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f || c == '\t');
  }

  /// One name of a path. What would lead elsewhere, even after a server decoded it twice, is
  /// refused.
  static String segment(String name, String value) {
    String decoded = value;
    for (int i = 0; i < 3; i++) {
      for (String step : decoded.split("[/\\\\]", -1)) {
        if (step.equals(".") || step.equals("..")) {
          throw Refusal.malformed(
              "BAD_PARAMETER", "'" + name + "' must not be a way to elsewhere.");
        }
      }
      try {
        decoded = UriUtils.decode(decoded, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        break;
      }
    }
    if (value.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw Refusal.malformed("BAD_PARAMETER", "'" + name + "' has a control character in it.");
    }
    return UriUtils.encode(value, StandardCharsets.UTF_8);
  }

  /// Fills the places that no parameter filled, and takes a query out of the path.
  private void path() {
    Matcher place = Resource.PLACE.matcher(outgoing.path);
    outgoing.path =
        place.replaceAll(found -> {
          String name = found.group(1);
          String value =
              incoming
                  .variables()
                  .getOrDefault(name, macros.configuration().getOrDefault(name, ""));
          if (value.isEmpty()) {
            throw Refusal.malformed(
                "PARAMETER_MISSING", "Required parameters are missing: " + name + " (path).");
          }
          return Matcher.quoteReplacement(segment(name, value));
        });
    int question = outgoing.path.indexOf('?');
    if (question >= 0) {
      for (String pair : outgoing.path.substring(question + 1).split("&")) {
        int equals = pair.indexOf('=');
        if (!pair.isEmpty()) {
          outgoing.ask(
              decoded(equals < 0 ? pair : pair.substring(0, equals)),
              equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
      }
      outgoing.path = outgoing.path.substring(0, question);
    }
  }

  private static String decoded(String text) {
    try {
      return UriUtils.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
