package valise.platform.json;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// One member of a PATCH body, which can be in three states: left out, given as `null`, or given a
/// value. A record that is read from JSON declares its members with this type and never sees
/// `null`.
public sealed interface Field<T> {

  /// The member was not in the body: leave things as they are.
  record Absent<T>() implements Field<T> {}

  /// The member was `null`: clear it.
  record Null<T>() implements Field<T> {}

  /// The member had a value.
  record Given<T>(T it) implements Field<T> {}

  static <T> Field<T> absent() {
    return new Absent<>();
  }

  static <T> Field<T> of(T value) {
    return new Given<>(value);
  }

  /// The value, or empty when the member was left out or `null`.
  default Optional<T> value() {
    return this instanceof Given<T>(T it) ? Optional.of(it) : Optional.empty();
  }

  default T orElse(T other) {
    return this instanceof Given<T>(T it) ? it : other;
  }

  /// Whether the body said anything about this member.
  default boolean isGiven() {
    return !(this instanceof Absent<T>);
  }

  default void ifValue(Consumer<T> action) {
    value().ifPresent(action);
  }

  default <R> Field<R> map(Function<T, R> change) {
    return switch (this) {
      case Absent<T> absent -> new Absent<>();
      case Null<T> none -> new Null<>();
      case Given<T>(T it) -> new Given<>(change.apply(it));
    };
  }
}
