package valise.hub.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valise.hub.wire.ProviderFailure;
import valise.platform.ScriptedClock;

class EngineTest {

  private final ScriptedClock clock = new ScriptedClock();
  private final Engine engine = new Engine(clock);
  private final List<ProviderRequest> asked = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private final Deque<ProviderAnswer> answers = new ArrayDeque<>();

  private static Section yaml(String text) {
    return Section.read(
        "x/documents.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void answer(int status, String body, String... headers) {
    Map<String, String> named = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
    answers.add(
        new ProviderAnswer(
            status,
            named,
            OptionalLong.empty(),
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
  }

  private ProviderAnswer send(ProviderRequest request) {
    asked.add(request);
    try {
      bodies.add(
          switch (request.body()) {
            case ProviderRequest.Body.None() -> "";
            case ProviderRequest.Body.Bytes(String _, byte[] bytes) ->
                new String(bytes, StandardCharsets.UTF_8);
            case ProviderRequest.Body.Stream(String _, InputStream in, OptionalLong _) ->
                new String(in.readAllBytes(), StandardCharsets.UTF_8);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers.remove();
  }

  private Engine.Outcome run(String operation, Map<String, ?> arguments) {
    return run(operation, arguments, Optional.empty());
  }

  private Engine.Outcome run(
      String operation, Map<String, ?> arguments, Optional<Engine.Content> content) {
    Section all = yaml("op:\n" + operation.indent(2));
    return engine.run(
        Operation.read(all, "op"),
        ErrorRules.read(
            yaml(
                """
                message: body.why
                rules:
                  - when: status = 409 and body.why = "gone"
                    status: 404
                """)),
        arguments,
        content,
        this::send);
  }

  @Test
  void anAddressIsFilledInAndItsPartsCannotBreakOut() {
    answer(200, "{}");
    run(
        """
        step:
          call: GET Items({id})/{name}
          query: { $top: size, none: missing, q: "'a&b=c d'" }
          headers: { X: id, Y: missing }
        """,
        Map.of("id", "a/../b", "name", "ü?#%", "size", 12));
    ProviderRequest request = asked.getFirst();
    assertThat(request.target())
        .isEqualTo("Items(a%2F..%2Fb)/%C3%BC%3F%23%25?$top=12&q=a%26b%3Dc%20d");
    assertThat(request.headers()).isEqualTo(Map.of("X", "a/../b"));
  }

  @Test
  void stepsSeeWhatTheOnesBeforeBrought() {
    answer(200, "{\"id\": 9007199254740993, \"list\": [{\"n\": 1}, {\"n\": 2}], \"none\": null}");
    answer(200, "");
    answer(200, "");
    answer(404, "{\"why\": \"nobody\"}");
    Engine.Outcome outcome =
        run(
            """
            let: { twice: 'n * 2', missing: nothing }
            steps:
              - call: POST first
                json: '{ "n": twice }'
                as: one
              - call: POST each/{it}
                each: one.body.list.n
              - call: GET never
                when: $exists(missing)
              - call: GET last
                accepts: [404]
                as: last
            result: '{ "id": one.body.id, "status": last.status, "why": last.body.why }'
            next: $string(n)
            total: $count(one.body.list)
            """,
            Map.of("n", 21));
    assertThat(bodies.getFirst()).isEqualTo("{\"n\":42}");
    assertThat(asked)
        .extracting(ProviderRequest::target)
        .containsExactly("first", "each/1", "each/2", "last");
    assertThat(outcome.record())
        .containsEntry("id", 9007199254740993L)
        .containsEntry("status", 404)
        .containsEntry("why", "nobody");
    assertThat(outcome.next()).contains("21");
    assertThat(outcome.total()).contains(2L);
  }

  @Test
  void aFileGoesWholeOrInPiecesWithoutAByteLost() {
    byte[] bytes = "0123456789".getBytes(StandardCharsets.UTF_8);
    answer(200, "{}");
    answer(200, "");
    run(
        """
        steps:
          - call: POST before
          - call: POST it
            sends: content
        """,
        Map.of(),
        Optional.of(new Engine.Content(new ByteArrayInputStream(bytes), OptionalLong.of(10))));
    assertThat(bodies).containsExactly("", "0123456789");
    bodies.clear();
    for (int i = 0; i < 4; i++) {
      answer(200, "");
    }
    run(
        """
        partBytes: 4
        steps:
          - call: POST start
            sends: part
          - call: POST more?at={sent}
            while: more
            sends: part
          - call: POST end?at={sent}
        """,
        Map.of(),
        Optional.of(new Engine.Content(new ByteArrayInputStream(bytes), OptionalLong.empty())));
    assertThat(bodies).containsExactly("0123", "4567", "89", "");
    assertThat(asked.getLast().target()).isEqualTo("end?at=10");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 400, PROVIDER_BAD_REQUEST",
    "401, 401, PROVIDER_NOT_SIGNED_IN",
    "403, 403, PROVIDER_NOT_ALLOWED",
    "404, 404, PROVIDER_NOT_FOUND",
    "409, 409, PROVIDER_CONFLICT",
    "413, 413, PROVIDER_TOO_LARGE",
    "429, 429, PROVIDER_TOO_FAST",
    "500, 502, PROVIDER_FAILED",
    "503, 502, PROVIDER_FAILED",
    "302, 502, PROVIDER_ANSWER",
    "418, 502, PROVIDER_ANSWER"
  })
  void aProvidersNoKeepsItsMeaning(int theirs, int ours, String code) {
    answer(theirs, "{\"why\": \"because\"}");
    assertThatThrownBy(() -> run("step: { call: GET x }", Map.of()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(ours);
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.providerMessage()).contains("because");
            });
  }

  @Test
  void theElementsRulesComeFirstAndASuccessCanBeNone() {
    answer(409, "{\"why\": \"gone\"}");
    assertThatThrownBy(() -> run("step: { call: GET x }", Map.of()))
        .isInstanceOfSatisfying(
            ProviderFailure.class, it -> assertThat(it.status()).isEqualTo(404));
    answer(200, "{\"error\": true, \"why\": \"no\"}");
    assertThatThrownBy(() -> run("step: { call: GET x, fails: answer.body.error }", Map.of()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            it -> {
              assertThat(it.status()).isEqualTo(400);
              assertThat(it.providerMessage()).contains("no");
            });
  }

  @Test
  void whatIsNoJsonAndWhatIsTooLargeIsNotUnderstood() {
    answer(200, "<html>Sign in to the hotel</html>");
    assertThatThrownBy(() -> run("step: { call: GET x }", Map.of()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            it -> {
              assertThat(it.code()).isEqualTo("PROVIDER_ANSWER");
              assertThat(it.providerMessage().orElse("")).contains("hotel");
            });
    answer(200, "\"" + "x".repeat(33 << 20) + "\"");
    assertThatThrownBy(() -> run("step: { call: GET x }", Map.of()))
        .hasMessageContaining("larger than");
    answer(200, "{}");
    assertThatThrownBy(() -> run("step: { call: 'GET x/{answer.body.id}' }", Map.of()))
        .hasMessageContaining("a part has no value");
  }

  @Test
  void whenToComeBackIsReadAsSecondsAndAsADate() {
    answer(429, "", "retry-after", "7");
    assertThatThrownBy(() -> run("step: { call: GET x }", Map.of()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(7)));
    String then =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            clock.instant().plusSeconds(90).atZone(ZoneOffset.UTC));
    answer(503, "", "Retry-After", then);
    assertThatThrownBy(() -> run("step: { call: GET x }", Map.of()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            it ->
                assertThat(it.retryAfter().orElseThrow())
                    .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step: { cal: GET x } | op.step.cal: is not known here",
        "step: { call: FETCH x } | op.step.call: must be a method and an address",
        "step: { call: GET x, json: '{' } | op.step.json: cannot be read as JSONata",
        "step: { call: 'GET x/{y' } | op.step.call: has a '{' without '}'",
        "step: { call: GET x, json: a, sends: content } | op.step.sends: cannot stand beside json",
        "steps: 3 | op.steps: must be a list",
        "steps: [ 3 ] | op.steps[0]: must be a map",
        "step: { call: GET x, sends: all } | op.step.sends: must be one of",
        "steps: [ { call: GET x, accepts: [ yes ] } ] | op.steps[0].accepts: must be a list of whole",
        "result: 'a b' | op.result: cannot be read as JSONata"
      })
  void whatIsWrongInAFileIsToldWithTheFileAndTheField(String operation, String says) {
    assertThatThrownBy(() -> Operation.read(yaml("op:\n  " + operation), "op"))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("x/documents.yaml: " + says);
  }

  @Test
  void anExpressionThatNeverEndsIsStopped() {
    Expression endless = Expression.compile("here", "($f := function($n) { 1 + $f($n) }; $f(1))");
    assertThatThrownBy(() -> endless.evaluate(Map.of()))
        .isInstanceOf(UnexpectedAnswerException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "$nameOf('/a/b.txt') | b.txt",
        "$parentOf('/a/b.txt') | /a",
        "$parentOf('/a') | /",
        "$under('/', 'x') | /x",
        "$under('/a', 'x') | /a/x",
        "$iso('2024-01-31T10:00:00+01:00') | 2024-01-31T09:00:00.000Z",
        "$iso('2024-01-31T10:00:00.1234567Z') | 2024-01-31T10:00:00.123Z",
        "$seconds('2024-01-31T10:00:00.9Z') | 2024-01-31T10:00:00Z",
        "$formEncode('/a b') | %2Fa+b",
        "$asciiJson({'a': 'é'}) | {\"a\":\"\\u00e9\"}"
      })
  void ourOwnWords(String source, String value) {
    assertThat(Expression.compile("here", source).text(Map.of())).contains(value);
  }

  @Test
  void manyThreadsUseOneExpression() {
    Expression expression = Expression.compile("here", "$map(xs, function($x) { $x * n }) ~> $sum");
    List<Integer> wrong =
        IntStream.range(0, 2_000)
            .parallel()
            .filter(n ->
                !expression
                    .text(Map.of("n", n, "xs", List.of(1, 2, 3)))
                    .orElse("")
                    .equals("" + 6 * n))
            .boxed()
            .toList();
    assertThat(wrong).isEmpty();
  }
}
