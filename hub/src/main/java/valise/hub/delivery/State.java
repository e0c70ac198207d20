package valise.hub.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How far a delivery is. The numbers are in the table, the words on the wire.
public enum State {
  /// Not tried yet.
  CREATED(0),
  /// Tried, and will be again.
  RETRY(1),
  /// Waits for its receiver's owner to fetch it, or to say that it can be sent again.
  QUEUED(2),
  /// The receiver has it.
  DELIVERED(3);

  /// The first that nobody works on.
  static final int FIRST_AT_REST = 2;

  private final int number;

  State(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(int number) {
    return values()[number];
  }

  static Optional<State> parse(String word) {
    // What was handed over is called both ways [docs].
    String known = word.equalsIgnoreCase("notified") ? DELIVERED.word() : word;
    return Arrays.stream(values()).filter(it -> it.word().equalsIgnoreCase(known)).findAny();
  }
}
