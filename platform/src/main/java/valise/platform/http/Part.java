package valise.platform.http;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One part of a multipart form. Its body is the request's own stream: read it before asking the
/// [PartReader] for the next part, or lose it.
public final class Part {

  private final Map<String, String> headers;
  private final HeaderParameters disposition;
  private final InputStream body;

  Part(Map<String, String> headers, InputStream body) {
    this.headers = Map.copyOf(headers);
    this.disposition = new HeaderParameters(headers.getOrDefault("content-disposition", ""), ";");
    this.body = body;
  }

  /// The form field's name. The vendor's pages and clients disagree on the one for files (`File1`,
  /// `Filedata`): take any part that has a [#filename] [seed] [docs] [net-sdk].
  public Optional<String> name() {
    return disposition.get("name");
  }

  /// The file's name as the client wrote it, without any folders before it; empty when the part is
  /// an ordinary field. Not checked: it may hold anything a name must not.
  public Optional<String> filename() {
    return disposition
        .extended("filename")
        .or(() -> disposition.get("filename"))
        .map(path -> path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
  }

  /// The part's content type as written.
  public Optional<String> contentType() {
    return header("Content-Type");
  }

  /// Any header of the part, by its name in any case.
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /// The names of the headers there are, in lower case.
  public List<String> headerNames() {
    return List.copyOf(headers.keySet());
  }

  /// The part's bytes. Ends only when the boundary after them was seen; a body cut before that is a
  /// [BodyCutException], never a shorter part.
  public InputStream body() {
    return body;
  }
}
