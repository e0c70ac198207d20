package valise.files.uploads;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import valise.platform.http.IncomingBody;
import valise.platform.http.Part;
import valise.platform.http.PartReader;

/// The files in a request's body: the body itself, or the parts of a form that are files. Fields of
/// the form that come along are kept.
final class Incoming {

  private static final int LONGEST_FIELD = 64 * 1024;

  /// How the vendor's web uploader names the parts of a file [client:web-uploader].
  private static final Pattern CHUNK_SUFFIX = Pattern.compile("\\.chunk-\\d+$");

  /// One file's bytes, or one chunk's.
  ///
  /// @param name what the client calls it, not checked
  /// @param most it has no more bytes than this
  /// @param exact it has just so many, or is refused
  record Content(Optional<String> name, InputStream bytes, long most, boolean exact) {}

  private final IncomingBody body;
  private final Optional<PartReader> parts;
  private final Map<String, String> fields = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private boolean begun;

  private Incoming(IncomingBody body, Optional<PartReader> parts) {
    this.body = body;
    this.parts = parts;
  }

  /// @param raw the client announced bytes without a form around them; else the content type tells
  static Incoming of(IncomingBody body, Optional<String> contentType, boolean raw)
      throws IOException {
    return !raw && contentType.filter(PartReader::reads).isPresent()
        ? new Incoming(body, Optional.of(PartReader.of(contentType.get(), body)))
        : new Incoming(body, Optional.empty());
  }

  /// The next file; its bytes must be read before the next is asked for.
  Optional<Content> next() throws IOException {
    if (parts.isEmpty()) {
      if (begun) {
        return Optional.empty();
      }
      begun = true;
      return Optional.of(
          new Content(
              Optional.empty(),
              body,
              body.declared().orElse(Long.MAX_VALUE),
              body.declared().isPresent()));
    }
    while (true) {
      Optional<Part> part = parts.get().next();
      if (part.isEmpty()) {
        return Optional.empty();
      }
      if (isFile(part.get())) {
        names.add(part.get().filename().orElse(""));
        return Optional.of(
            new Content(
                part.get()
                    .filename()
                    .map(name -> CHUNK_SUFFIX.matcher(name).replaceFirst(""))
                    .filter(name -> !name.isEmpty()),
                part.get().body(),
                body.declared().orElse(Long.MAX_VALUE),
                false));
      }
      keep(part.get());
    }
  }

  private static boolean isFile(Part part) {
    return part.filename().isPresent()
        || part.name()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> name.equals("file1") || name.equals("filedata"))
            .isPresent();
  }

  private void keep(Part part) throws IOException {
    byte[] text = part.body().readNBytes(LONGEST_FIELD);
    part.name()
        .ifPresent(name ->
            fields.putIfAbsent(
                name.toLowerCase(Locale.ROOT), new String(text, StandardCharsets.UTF_8)));
  }

  /// What the client calls the files that came so far, not checked; of a form only.
  List<String> names() {
    return List.copyOf(names);
  }

  /// A field of the form, of what has been read so far.
  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name)).filter(text -> !text.isEmpty());
  }

  /// Reads what is left, so that fields behind the files are known and the answer reaches a client
  /// that reads only when it has written all.
  void drain() throws IOException {
    while (next().isPresent()) {
      // Passed over.
    }
    body.transferTo(java.io.OutputStream.nullOutputStream());
  }
}
