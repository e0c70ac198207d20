package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// What all versions of one file have in common.
public record StreamId(String value) {

  private static final String PREFIX = "st";

  public StreamId {
    Guid.check(value, PREFIX, "a stream id");
  }

  /// A new id, never given before.
  public static StreamId mint() {
    return new StreamId(Guid.mint(PREFIX));
  }

  /// Reads what a client wrote, without regard to case [net-sdk]; empty when it has another form.
  public static Optional<StreamId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return Guid.hasForm(folded, PREFIX) ? Optional.of(new StreamId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
