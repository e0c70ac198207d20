package valise.hub.mapping;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valise.hub.wire.ProviderFailure;

/// What a provider's no means.
///
/// ```yaml
/// errors:
///   message: body.error_summary               # the provider's own words
///   rules:
///     - when: status = 409 and $contains(body.error_summary, "not_found")
///       status: 404
/// ```
///
/// Expressions see `status`, `headers` and `body`, which is text when it is no JSON. The first rule
/// that holds decides; without one the status keeps its meaning, and a provider's 5xx is a 502.
public record ErrorRules(Optional<Expression> message, List<Rule> rules) {

  /// For providers of whose errors nothing is known: the status tells, and the body is quoted.
  public static final ErrorRules NONE = new ErrorRules(Optional.empty(), List.of());

  public ErrorRules {
    rules = List.copyOf(rules);
  }

  record Rule(Expression when, int status) {}

  public static ErrorRules read(Section section) {
    section.only("message", "rules");
    return new ErrorRules(
        section.expression("message"),
        section.parts("rules").stream()
            .map(rule -> {
              int status = rule.only("when", "status").number("status", 0);
              if (status < 400 || status > 599) {
                throw rule.bad("status", "must be 400 to 599");
              }
              return new Rule(rule.requiredExpression("when"), status);
            })
            .toList());
  }

  /// What to tell the hub's caller of an answer.
  public ProviderFailure failure(int status, Heard heard, Instant now) {
    Map<String, @Nullable Object> answer = heard.scope();
    int meaning =
        rules.stream()
            .filter(rule -> holds(rule, answer))
            .findFirst()
            .map(Rule::status)
            .orElse(status);
    ProviderFailure failure = normalised(meaning);
    ProviderFailure said = words(answer).map(failure::saying).orElse(failure);
    return heard.retryAfter(now).map(said::retryingAfter).orElse(said);
  }

  /// A body of another form than the rule looks for is no reason to fail in another way.
  private static boolean holds(Rule rule, Map<String, ?> answer) {
    try {
      return rule.when().holds(answer);
    } catch (UnexpectedAnswerException e) {
      return false;
    }
  }

  private Optional<String> words(Map<String, ?> answer) {
    try {
      return message
          .flatMap(expression -> expression.text(answer))
          .or(() -> Optional.ofNullable(answer.get("body")).map(Vocabulary::text));
    } catch (UnexpectedAnswerException e) {
      return Optional.ofNullable(answer.get("body")).map(Vocabulary::text);
    }
  }

  private static ProviderFailure normalised(int status) {
    return switch (status) {
      case 400, 422 ->
          ProviderFailure.of(400, "PROVIDER_BAD_REQUEST", "The provider cannot do what was asked.");
      case 401 ->
          ProviderFailure.of(
              401,
              "PROVIDER_NOT_SIGNED_IN",
              "The provider does not accept the instance's credentials any more; provision it"
                  + " again.");
      case 403 ->
          ProviderFailure.of(403, "PROVIDER_NOT_ALLOWED", "The provider does not allow this.");
      case 404, 410 ->
          ProviderFailure.of(404, "PROVIDER_NOT_FOUND", "There is no such thing at the provider.");
      case 405 ->
          ProviderFailure.of(405, "PROVIDER_METHOD", "The provider cannot do this with that.");
      case 409, 423 ->
          ProviderFailure.of(
              409, "PROVIDER_CONFLICT", "This conflicts with what is at the provider.");
      case 413 ->
          ProviderFailure.of(413, "PROVIDER_TOO_LARGE", "This is too large for the provider.");
      case 415 ->
          ProviderFailure.of(415, "PROVIDER_MEDIA_TYPE", "The provider does not take this type.");
      case 416 -> ProviderFailure.of(416, "PROVIDER_RANGE", "The file has nothing in that range.");
      case 429 ->
          ProviderFailure.of(
              429, "PROVIDER_TOO_FAST", "The provider is being asked too often; try again later.");
      case 507 -> ProviderFailure.of(409, "PROVIDER_FULL", "The provider has no room for this.");
      default ->
          status >= 500
              ? ProviderFailure.of(
                  502, "PROVIDER_FAILED", "The provider failed with status " + status + ".")
              : ProviderFailure.of(
                  502,
                  "PROVIDER_ANSWER",
                  "The provider answered with status " + status + ", which means nothing here.");
    };
  }
}
