package valise.hub.ids;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// The name of an event: whose it is and which of theirs. Its text is 20 characters that need no
/// escaping, as the vendor's are [captured]; it is also the `Elements-Webhook-Id` of every delivery
/// of the event, however often it is sent.
public record EventId(InstanceId instance, long sequence) implements Comparable<EventId> {

  private static final int BYTES = 15;
  private static final int MAX_TEXT = 20;
  private static final int DIGITS = 10;

  public EventId {
    if (sequence < 1 || instance.value() < 0 || instance.value() >> 56 != 0) {
      throw new IllegalArgumentException("No event has such a place");
    }
  }

  public static Optional<EventId> parse(String text) {
    if (text.length() != MAX_TEXT) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      ByteBuffer whole = ByteBuffer.allocate(BYTES + 1).put((byte) 0).put(bytes).flip();
      long instance = whole.getLong();
      long sequence = whole.getLong();
      return sequence < 1
          ? Optional.empty()
          : Optional.of(new EventId(new InstanceId(instance), sequence));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public String text() {
    byte[] whole =
        ByteBuffer.allocate(BYTES + 1).putLong(instance.value()).putLong(sequence).array();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(java.util.Arrays.copyOfRange(whole, 1, whole.length));
  }

  /// The event whose notification these digits name.
  public static Optional<EventId> ofDigits(String digits) {
    if (!digits.matches("[0-9]{11,26}")) {
      return Optional.empty();
    }
    int cut = digits.length() - DIGITS;
    long sequence = Long.parseLong(digits.substring(cut));
    return sequence < 1
        ? Optional.empty()
        : Optional.of(
            new EventId(new InstanceId(Long.parseLong(digits.substring(0, cut))), sequence));
  }

  /// The digits that name the event's notification.
  public String digits() {
    return String.format(Locale.ROOT, "%d%010d", instance.value(), sequence);
  }

  @Override
  public int compareTo(EventId other) {
    int byInstance = Long.compare(instance.value(), other.instance.value());
    return byInstance != 0 ? byInstance : Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return text();
  }
}
