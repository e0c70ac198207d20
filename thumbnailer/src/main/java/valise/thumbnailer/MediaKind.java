package valise.thumbnailer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a file really is, told by its first bytes. Its name is a stranger's claim and is never
/// asked.
enum MediaKind {
  JPEG,
  PNG,
  GIF,
  WEBP,
  PDF;

  /// Readers of PDF accept anything before the header, as long as it starts this early.
  private static final int PDF_HEADER_WITHIN = 1024;

  private static final String PNG_SIGNATURE = "\u0089PNG\r\n\u001a\n";

  static Optional<MediaKind> of(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(PDF_HEADER_WITHIN);
    }
    return of(head);
  }

  static Optional<MediaKind> of(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (text.startsWith(PNG_SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return Optional.of(WEBP);
    }
    return text.contains("%PDF-") ? Optional.of(PDF) : Optional.empty();
  }
}
