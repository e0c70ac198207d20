package valise.hub.mapping;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import valise.hub.wire.ProviderFailure;

/// Does operations: fills in their calls, sends them one after the other, and reads what comes
/// back. Every way in which a provider can answer wrongly ends in a [ProviderFailure].
public final class Engine {

  private static final int MOST_REPEATS = 100_000;

  private final InstantSource clock;

  public Engine(InstantSource clock) {
    this.clock = clock;
  }

  /// A file that an operation sends.
  ///
  /// @param length in bytes, when it is known before
  public record Content(InputStream bytes, OptionalLong length) {}

  /// How an operation ended.
  ///
  /// @param result what its `result` yields
  /// @param next where a list goes on
  /// @param total how many a list has
  /// @param content the answer whose body is a file; whoever gets it closes it
  public record Outcome(
      Optional<Object> result,
      Optional<String> next,
      Optional<Long> total,
      Optional<ProviderAnswer> content) {

    /// The result as a list: nothing is an empty one, and one thing a list of one, as JSONata does
    /// not tell them apart.
    public List<Map<String, Object>> records() {
      return switch (result.orElse(List.of())) {
        case List<?> list -> list.stream().map(Outcome::record).toList();
        case Object one -> List.of(record(one));
      };
    }

    /// The result as one record.
    public Map<String, Object> record() {
      return record(result.orElse(Map.of()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> record(@Nullable Object value) {
      if (value instanceof Map<?, ?> map) {
        return (Map<String, Object>) map;
      }
      throw Heard.notUnderstood("A record of it is none.");
    }
  }

  /// Does `operation`.
  ///
  /// @param arguments plain maps, lists, texts, numbers and booleans; also `config`
  /// @throws ProviderFailure when the provider refuses, fails or answers what makes no sense
  public Outcome run(
      Operation operation,
      ErrorRules errors,
      Map<String, ?> arguments,
      Optional<Content> content,
      Provider provider) {
    try {
      return new Run(operation, errors, arguments, content, provider).run();
    } catch (UnexpectedAnswerException e) {
      throw Heard.notUnderstood("It has another form than expected (" + e.getMessage() + ").");
    }
  }

  private final class Run {

    private final Operation operation;
    private final ErrorRules errors;
    private final Map<String, @Nullable Object> scope;
    private final Optional<Parts> parts;
    private final Provider provider;
    private Optional<ProviderAnswer> given = Optional.empty();

    Run(
        Operation operation,
        ErrorRules errors,
        Map<String, ?> arguments,
        Optional<Content> content,
        Provider provider) {
      this.operation = operation;
      this.errors = errors;
      this.scope = new LinkedHashMap<>(arguments);
      this.parts = content.map(it -> new Parts(it, operation.partBytes()));
      this.provider = provider;
    }

    Outcome run() {
      // What has no value is left out: to an expression, null would be something.
      operation
          .lets()
          .forEach((name, expression) ->
              expression.evaluate(scope).ifPresent(value -> scope.put(name, value)));
      for (Step step : operation.steps()) {
        if (step.when().isEmpty() || step.when().get().holds(scope)) {
          perform(step);
        }
      }
      return new Outcome(
          operation.result().flatMap(it -> it.evaluate(scope)),
          operation.next().flatMap(it -> it.text(scope)),
          operation
              .total()
              .flatMap(it -> it.evaluate(scope))
              .filter(Number.class::isInstance)
              .map(it -> ((Number) it).longValue()),
          given);
    }

    private void perform(Step step) {
      if (step.each().isPresent()) {
        Object items = step.each().get().evaluate(scope).orElse(List.of());
        for (Object item : items instanceof List<?> list ? list : List.of(items)) {
          scope.put("it", item);
          once(step);
        }
        return;
      }
      if (step.whilst().isEmpty()) {
        once(step);
        return;
      }
      for (int i = 0; step.whilst().get().holds(scope); i++) {
        if (i == MOST_REPEATS) {
          throw Heard.notUnderstood("It would be asked for ever.");
        }
        once(step);
      }
    }

    private void once(Step step) {
      ProviderAnswer answer = provider.send(request(step));
      boolean good = answer.status() >= 200 && answer.status() < 300;
      if (good && step.givesContent()) {
        given = Optional.of(answer);
        scope.put(step.as(), Heard.head(answer).scope());
        return;
      }
      boolean accepted = good || step.accepts().contains(answer.status());
      Heard heard = Heard.read(answer, accepted);
      if (!accepted) {
        throw errors.failure(heard.status(), heard, clock.instant());
      }
      scope.put(step.as(), heard.scope());
      if (step.fails().isPresent() && step.fails().get().holds(scope)) {
        throw errors.failure(good ? 400 : heard.status(), heard, clock.instant());
      }
      if (step.sends() == Step.Sends.PART) {
        scope.put("more", file().more());
        scope.put("sent", file().sent());
      }
    }

    private ProviderRequest request(Step step) {
      StringBuilder target = new StringBuilder(step.target().fill(scope));
      String joint = target.indexOf("?") < 0 ? "?" : "&";
      for (Map.Entry<String, Expression> each : step.query().entrySet()) {
        Optional<String> value = each.getValue().text(scope);
        if (value.isPresent()) {
          target
              .append(joint)
              .append(each.getKey())
              .append('=')
              .append(Template.encoded(value.get()));
          joint = "&";
        }
      }
      Map<String, String> headers = new LinkedHashMap<>();
      step.headers()
          .forEach((name, value) -> value.text(scope).ifPresent(text -> headers.put(name, text)));
      return new ProviderRequest(
          step.method(),
          step.base(),
          target.toString(),
          headers,
          body(step),
          step.anonymous(),
          step.givesContent() || step.sends() != Step.Sends.NOTHING);
    }

    private ProviderRequest.Body body(Step step) {
      if (step.json().isPresent()) {
        @Nullable Object value = step.json().get().evaluate(scope).orElse(null);
        return new ProviderRequest.Body.Bytes(
            "application/json", Heard.MAPPER.writeValueAsBytes(value));
      }
      if (!step.form().isEmpty()) {
        List<String> fields = new ArrayList<>();
        step.form()
            .forEach((name, value) ->
                value
                    .text(scope)
                    .ifPresent(text -> fields.add(name + "=" + Template.encoded(text))));
        return new ProviderRequest.Body.Bytes(
            "application/x-www-form-urlencoded",
            String.join("&", fields).getBytes(StandardCharsets.UTF_8));
      }
      String type = "application/octet-stream";
      return switch (step.sends()) {
        case NOTHING -> new ProviderRequest.Body.None();
        case CONTENT -> {
          Content all = file().whole();
          yield new ProviderRequest.Body.Stream(type, all.bytes(), all.length());
        }
        case PART -> new ProviderRequest.Body.Stream(type, file().next(), OptionalLong.empty());
      };
    }

    private Parts file() {
      return parts.orElseThrow(
          () -> new IllegalStateException(operation.name() + " sends a file and was given none"));
    }
  }
}
