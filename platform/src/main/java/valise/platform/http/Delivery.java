package valise.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/// Sends a [Representation] as the answer to one request: whole or in ranges, on conditions or
/// without, and says what was sent. Whether the caller may have the bytes was decided before.
///
/// Everything goes out so that nothing a stranger uploaded can run in our origin: no sniffing, a
/// sandbox that allows nothing, and a disposition.
public final class Delivery {

  /// What came of it.
  public sealed interface Outcome {

    /// The status that was answered.
    int status();

    /// The parts of the representation that were handed to the connection, none overlapping.
    List<ByteRange> sent();

    /// Bytes of the representation handed to the connection.
    default long bytes() {
      return sent().stream().mapToLong(ByteRange::length).sum();
    }
  }

  /// All that was asked for was handed to the connection; `sent` is empty for an empty file.
  public record Complete(int status, List<ByteRange> sent) implements Outcome {
    public Complete {
      sent = List.copyOf(sent);
    }
  }

  /// The client hung up, or stopped reading for too long. The last bytes of `sent` may still have
  /// been in buffers, so it is at most what the client has.
  public record Cut(int status, List<ByteRange> sent) implements Outcome {
    public Cut {
      sent = List.copyOf(sent);
    }
  }

  /// An answer without any of the bytes: to HEAD, or 304, 412, 416.
  public record WithoutBytes(int status) implements Outcome {
    @Override
    public List<ByteRange> sent() {
      return List.of();
    }
  }

  /// Asked with the parts that are about to be sent, none for an empty file, before anything is
  /// answered. May refuse; is not asked for an answer without bytes.
  @FunctionalInterface
  public interface Admission {
    void admit(List<ByteRange> parts);
  }

  /// The bytes could not be read when some of them were on their way. What happened is suppressed,
  /// not the cause: Spring MVC looks through the causes, takes an [java.io.EOFException] for a
  /// client that hung up and calls the request handled, and then nobody breaks the connection.
  private static final class HalfSent extends IOException {

    private static final long serialVersionUID = 1L;

    HalfSent(IOException unreadable) {
      super("bytes that were promised cannot be read: " + unreadable.getMessage());
      addSuppressed(unreadable);
    }
  }

  /// What an error answered in place of the bytes must not carry.
  private static final List<String> OURS =
      List.of(
          "ETag",
          "Last-Modified",
          "Accept-Ranges",
          "Content-Disposition",
          "Content-Range",
          "Repr-Digest",
          "Content-Digest");

  private final InstantSource clock;

  public Delivery(InstantSource clock) {
    this.clock = clock;
  }

  /// Answers `request` with `what`.
  ///
  /// Ranges are honoured for GET only. A POST that asks for bytes is answered whole.
  ///
  /// @throws IOException when the bytes could not be read. The response is then unusable: nothing
  ///   was sent when it is not yet committed; when it is, the connection must not be used for
  ///   another response, and no more may be written to this one.
  public Outcome send(Representation what, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return send(what, request, response, parts -> {});
  }

  /// The same, for bytes that somebody keeps count of.
  public Outcome send(
      Representation what,
      HttpServletRequest request,
      HttpServletResponse response,
      Admission admission)
      throws IOException {
    Instant now = clock.instant();
    Conditions.Validators validators = new Conditions.Validators(what.etag(), what.lastModified());
    return switch (Conditions.of(request).judge(request.getMethod(), validators, now)) {
      case Conditions.NotModified() -> {
        validators(what, response, now);
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        yield new WithoutBytes(HttpServletResponse.SC_NOT_MODIFIED);
      }
      case Conditions.PreconditionFailed() ->
          without(response, HttpServletResponse.SC_PRECONDITION_FAILED);
      case Conditions.Proceed(boolean rangesHold) -> {
        String range = rangesHold ? joined(request, "Range") : "";
        ByteRanges ranges =
            range.isEmpty() ? new ByteRanges.Whole() : ByteRanges.of(range, what.bytes().length());
        yield serve(what, ranges, request, response, admission, now);
      }
    };
  }

  private static Outcome serve(
      Representation what,
      ByteRanges ranges,
      HttpServletRequest request,
      HttpServletResponse response,
      Admission admission,
      Instant now)
      throws IOException {
    Layout layout;
    switch (ranges) {
      case ByteRanges.Whole() -> layout = Layout.whole(what.bytes().length());
      case ByteRanges.Some(List<ByteRange> some) ->
          layout =
              some.size() == 1
                  ? Layout.one(some.getFirst(), what.bytes().length())
                  : Layout.several(some, what.bytes().length(), what.contentType());
      case ByteRanges.Unsatisfiable() -> {
        response.setHeader("Content-Range", "bytes */" + what.bytes().length());
        return without(response, HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
      }
    }
    if (!request.getMethod().equals("HEAD")) {
      admission.admit(layout.pieces().stream().map(Piece::range).toList());
    }
    validators(what, response, now);
    response.setStatus(layout.status());
    response.setContentType(
        layout.contentType().isEmpty() ? what.contentType() : layout.contentType());
    response.setContentLengthLong(layout.length());
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Content-Disposition", what.disposition().header());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    if (!layout.contentRange().isEmpty()) {
      response.setHeader("Content-Range", layout.contentRange());
    }
    what.digests()
        .field(joined(request, "Want-Repr-Digest"))
        .ifPresent(digest -> response.setHeader("Repr-Digest", digest));
    if (layout.status() == HttpServletResponse.SC_OK) {
      // The content of any other answer is only a part, whose digest nobody knows.
      what.digests()
          .field(joined(request, "Want-Content-Digest"))
          .ifPresent(digest -> response.setHeader("Content-Digest", digest));
    }
    if (request.getMethod().equals("HEAD")) {
      return new WithoutBytes(layout.status());
    }
    return write(what.bytes(), layout, response);
  }

  private static Outcome write(Region bytes, Layout layout, HttpServletResponse response)
      throws IOException {
    Wire wire = new Wire(response.getOutputStream());
    List<ByteRange> sent = new ArrayList<>();
    try {
      for (Piece piece : layout.pieces()) {
        wire.write(piece.before());
        wire.count = 0;
        try {
          bytes.writeTo(wire, piece.range().offset(), piece.range().length());
        } finally {
          if (wire.count > 0) {
            sent.add(new ByteRange(piece.range().offset(), wire.count));
          }
        }
      }
      wire.write(layout.after());
      wire.flush();
      return new Complete(layout.status(), sent);
    } catch (IOException e) {
      if (wire.broken) {
        return new Cut(layout.status(), sent);
      }
      if (response.isCommitted()) {
        // Whoever renders the error must not fill up the announced length with it.
        wire.shut();
        throw new HalfSent(e);
      }
      forget(response);
      throw e;
    }
  }

  /// Takes back what was said about the bytes, so that an error can be answered instead; headers
  /// that others set stay.
  private static void forget(HttpServletResponse response) {
    response.resetBuffer();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(null);
    response.setContentLengthLong(-1);
    for (String name : OURS) {
      response.setHeader(name, null);
    }
  }

  private static Outcome without(HttpServletResponse response, int status) {
    response.setStatus(status);
    response.setContentLengthLong(0);
    return new WithoutBytes(status);
  }

  private static void validators(Representation what, HttpServletResponse response, Instant now) {
    Instant modified = what.lastModified().isAfter(now) ? now : what.lastModified();
    response.setHeader("ETag", what.etag().toString());
    response.setHeader("Last-Modified", HttpDates.write(modified));
  }

  private static String joined(HttpServletRequest request, String name) {
    return String.join(", ", Collections.list(request.getHeaders(name)));
  }

  /// One run of the representation's bytes and what is written before it.
  private record Piece(String before, ByteRange range) {}

  /// What the answer's content is made of; `length` in bytes, everything counted. An empty content
  /// type stands for the representation's own.
  private record Layout(
      int status,
      String contentType,
      String contentRange,
      long length,
      List<Piece> pieces,
      String after) {

    static Layout whole(long length) {
      List<Piece> pieces =
          length == 0 ? List.of() : List.of(new Piece("", new ByteRange(0, length)));
      return new Layout(HttpServletResponse.SC_OK, "", "", length, pieces, "");
    }

    static Layout one(ByteRange range, long total) {
      return new Layout(
          HttpServletResponse.SC_PARTIAL_CONTENT,
          "",
          range.contentRange(total),
          range.length(),
          List.of(new Piece("", range)),
          "");
    }

    static Layout several(List<ByteRange> ranges, long total, String contentType) {
      // Random: the representation's bytes were chosen by a stranger and must not contain it.
      String boundary = UUID.randomUUID().toString();
      List<Piece> pieces = new ArrayList<>();
      String after = "\r\n--" + boundary + "--\r\n";
      long length = after.length();
      for (ByteRange range : ranges) {
        String before =
            (pieces.isEmpty() ? "--" : "\r\n--")
                + boundary
                + "\r\nContent-Type: "
                + contentType
                + "\r\nContent-Range: "
                + range.contentRange(total)
                + "\r\n\r\n";
        pieces.add(new Piece(before, range));
        length += before.length() + range.length();
      }
      return new Layout(
          HttpServletResponse.SC_PARTIAL_CONTENT,
          "multipart/byteranges; boundary=" + boundary,
          "",
          length,
          pieces,
          after);
    }
  }

  /// The connection's side of the transfer: knows whether a failure was the connection's, and how
  /// many bytes it took.
  private static final class Wire extends FilterOutputStream {

    private boolean broken;
    private long count;

    private Wire(OutputStream out) {
      super(out);
    }

    /// Text of the framing: one byte for each character.
    private void write(String text) throws IOException {
      if (text.isEmpty()) {
        return; // The stream closes itself at the announced length, and then takes not even this.
      }
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      write(bytes, 0, bytes.length);
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException gone) {
        broken = true;
        throw gone;
      }
      count += length;
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException gone) {
        broken = true;
        throw gone;
      }
    }

    private void shut() {
      try {
        out.close();
      } catch (IOException gone) {
        broken = true; // Then nobody is there to be misled.
      }
    }

    @Override
    public void close() {
      // The container's business.
    }
  }
}
