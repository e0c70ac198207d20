package valise.hub.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import valise.hub.elements.Change;
import valise.hub.events.Fact;

/// The state of an object, in three digests: what is in it, where it is, what it is called. The
/// same state has the same fingerprint however it was found; nothing goes into it that changes by
/// itself, such as a signed address or a count of downloads.
record Fingerprint(String content, String place, String name) {

  private static final int CONTENT_BYTES = 12;
  private static final int SHORT_BYTES = 6;

  static Fingerprint of(Change.Seen seen) {
    return new Fingerprint(
        digest(seen.version(), CONTENT_BYTES),
        digest(folder(seen.place()), SHORT_BYTES),
        name(seen.name()));
  }

  /// A place that is a path tells the name too, which is compared by itself.
  private static String folder(String place) {
    return place.startsWith("/") ? place.substring(0, place.lastIndexOf('/') + 1) : place;
  }

  static Fingerprint parse(String text) {
    String[] parts = text.split("\\.", 3);
    return parts.length == 3
        ? new Fingerprint(parts[0], parts[1], parts[2])
        : new Fingerprint("", "", "");
  }

  static String name(String name) {
    return digest(name, SHORT_BYTES);
  }

  String text() {
    return content + "." + place + "." + name;
  }

  /// How this state differs from an earlier one.
  Set<Fact> since(Fingerprint earlier) {
    Set<Fact> facts = EnumSet.noneOf(Fact.class);
    if (!content.equals(earlier.content)) {
      facts.add(Fact.CONTENT);
    }
    if (!place.equals(earlier.place)) {
      facts.add(Fact.MOVED);
    }
    if (!name.equals(earlier.name)) {
      facts.add(Fact.RENAMED);
    }
    return facts;
  }

  static String digest(String text, int bytes) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
