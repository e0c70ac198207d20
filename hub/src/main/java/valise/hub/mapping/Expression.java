package valise.hub.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A compiled JSONata expression: from plain maps, lists, texts, numbers and booleans to the same.
/// Safe for any number of threads.
///
/// An expression that runs for seconds or calls itself without end is stopped: it stands in a file
/// of ours, but works on what a provider says.
public final class Expression {

  private static final long MOST_MILLIS = 5_000;
  private static final int MOST_DEPTH = 500;

  private final String where;
  private final Jsonata compiled;

  private Expression(String where, Jsonata compiled) {
    this.where = where;
    this.compiled = compiled;
  }

  /// @param where the expression stands, for messages
  /// @throws MappingException when it cannot be read
  public static Expression compile(String where, String source) {
    try {
      Jsonata compiled = Jsonata.jsonata(source);
      // What comes in was read from JSON, or made here of the same types.
      compiled.setValidateInput(false);
      Vocabulary.teach(compiled);
      return new Expression(where, compiled);
    } catch (JException e) {
      throw new MappingException(where, "cannot be read as JSONata: " + e.getMessage());
    }
  }

  /// The value for `scope`, or empty when there is none.
  ///
  /// @throws UnexpectedAnswerException when the scope is not as the expression takes it
  public Optional<Object> evaluate(Map<String, ?> scope) {
    // A frame of its own: without one, evaluations would share the expression's.
    Jsonata.Frame frame = compiled.createFrame();
    frame.setRuntimeBounds(MOST_MILLIS, MOST_DEPTH);
    try {
      return Optional.ofNullable((@Nullable Object) compiled.evaluate(scope, frame));
    } catch (JException e) {
      throw new UnexpectedAnswerException(where, String.valueOf(e.getMessage()));
    }
  }

  /// The value as text; numbers and booleans as JSON writes them.
  public Optional<String> text(Map<String, ?> scope) {
    return evaluate(scope).map(Vocabulary::text);
  }

  /// Whether the value is true, in JSONata's sense: neither empty, nor 0, nor false, nor missing.
  public boolean holds(Map<String, ?> scope) {
    return evaluate(scope)
        .filter(value ->
            switch (value) {
              case Boolean truth -> truth;
              case Number number -> number.doubleValue() != 0;
              case String text -> !text.isEmpty();
              case Collection<?> items -> !items.isEmpty();
              case Map<?, ?> map -> !map.isEmpty();
              default -> true;
            })
        .isPresent();
  }

  @Override
  public String toString() {
    return where;
  }
}
