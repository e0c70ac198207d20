package valise.files.thumbnails;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// What a file seems to be, before anybody has tried to make a picture of it.
enum Promise {
  IMAGE,
  DOCUMENT;

  /// A reader of PDF accepts anything before the header, as long as it starts this early.
  static final int HEAD = 1024;

  /// By the name, which is a stranger's claim: good for a guess only.
  static Optional<Promise> ofName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp" -> Optional.of(IMAGE);
      case "pdf" -> Optional.of(DOCUMENT);
      default -> Optional.empty();
    };
  }

  /// By the first [#HEAD] bytes: whether it is worth starting a child for.
  static Optional<Promise> ofHead(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    boolean image =
        text.startsWith("\u00ff\u00d8\u00ff")
            || text.startsWith("\u0089PNG\r\n\u001a\n")
            || text.startsWith("GIF8")
            || (text.startsWith("RIFF") && text.startsWith("WEBP", 8));
    if (image) {
      return Optional.of(IMAGE);
    }
    return text.contains("%PDF-") ? Optional.of(DOCUMENT) : Optional.empty();
  }
}
