package valise.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reads a `multipart/form-data` body (RFC 7578) part by part from the stream it arrives on. No
/// part is ever held in memory.
///
/// **Where a part ends.** Only at a whole delimiter: a line break (CRLF), two dashes, the boundary,
/// and then two dashes, or a line break after at most 64 blanks. Anything else that begins like a
/// delimiter is the part's own bytes.
///
/// **What is forgiven** [client:vendor-sample]: a comma before `boundary=` in the content type, no
/// quotes around names, and a last delimiter that lacks some or all of what follows the boundary
/// (dashes, line break). That laxness applies only at the very end of a body that [IncomingBody]
/// found whole. It cannot shorten a file: the bytes before the delimiter are delimited, and nothing
/// came after it. A body that ends without a delimiter is cut, even if all its declared bytes
/// arrived, because nobody can tell how much the sender meant to send.
///
/// What follows the last delimiter is not read. Not safe for several threads.
public final class PartReader {

  /// The size of all headers of one part together, in bytes.
  private static final int MOST_HEADER_BYTES = 16 * 1024;

  private static final int MOST_PARTS = 1000;
  private static final int LONGEST_BOUNDARY = 200;
  private static final int MOST_BLANKS = 64;
  private static final int BUFFER = 128 * 1024;

  private enum Mark {
    LAST,
    NEXT,
    NONE,
    UNDECIDED
  }

  private final IncomingBody in;
  private final byte[] delimiter;
  private final int[] skip = new int[256];

  private final byte[] buffer;
  private int position;
  private int limit;
  private boolean atEnd;

  /// Bytes before this index in the buffer belong to the part being read.
  private int safe;

  /// Where the search for a delimiter stopped: at one when `candidate`, else just past all that it
  /// could have begun in.
  private boolean candidate;

  private boolean partOpen = true; // What stands before the first delimiter is read like a part.
  private boolean lastSeen;
  private int parts;

  /// Counts the calls of [#next]: a body of an earlier turn must not look merely empty.
  private int turn;

  /// Bytes the headers of the part being begun may still take.
  private int headerBudget;

  private PartReader(IncomingBody in, String boundary, int bufferSize) {
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(skip, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      skip[delimiter[i] & 0xff] = delimiter.length - 1 - i;
    }
    this.buffer = new byte[bufferSize];
    // The first delimiter may open the body: with this, it too follows a line break.
    buffer[0] = '\r';
    buffer[1] = '\n';
    limit = 2;
  }

  /// Whether a content type is that of a form with parts.
  public static boolean reads(String contentType) {
    return contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  /// A reader of `body`, whose content type names the boundary.
  ///
  /// @throws MalformedPartsException when it names none, or one that cannot be
  public static PartReader of(String contentType, IncomingBody body)
      throws MalformedPartsException {
    return of(contentType, body, BUFFER);
  }

  static PartReader of(String contentType, IncomingBody body, int bufferSize)
      throws MalformedPartsException {
    String boundary =
        new HeaderParameters(contentType, ";,")
            .get("boundary")
            .orElseThrow(() -> new MalformedPartsException("the content type has no boundary"));
    if (boundary.isEmpty()
        || boundary.length() > LONGEST_BOUNDARY
        || !boundary.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw new MalformedPartsException("the boundary is not 1 to 200 printable characters");
    }
    return new PartReader(
        body, boundary, Math.max(bufferSize, boundary.length() + 2 * MOST_BLANKS));
  }

  /// The next part, or empty after the last. Passes over what is left of the one before.
  ///
  /// @throws BodyCutException when the body ends before its last delimiter
  /// @throws MalformedPartsException when it has no part, too many, or headers beyond all measure
  public Optional<Part> next() throws IOException {
    turn++;
    if (partOpen) {
      while (unread() > 0) {
        position = safe;
      }
    }
    if (lastSeen) {
      return Optional.empty();
    }
    Optional<Map<String, String>> headers = headers();
    if (headers.isEmpty()) {
      lastSeen = true;
      return Optional.empty();
    }
    if (++parts > MOST_PARTS) {
      throw new MalformedPartsException("more than " + MOST_PARTS + " parts");
    }
    partOpen = true;
    safe = position;
    return Optional.of(new Part(headers.get(), new Body(turn)));
  }

  /// How many bytes of the open part lie in the buffer, reading on when none do; 0 at the part's
  /// end, which closes it.
  private int unread() throws IOException {
    while (position == safe) {
      if (!candidate) {
        search();
        continue;
      }
      Mark mark = mark(position + delimiter.length);
      switch (mark) {
        case LAST, NEXT -> {
          candidate = false;
          partOpen = false;
          lastSeen = mark == Mark.LAST;
          return 0;
        }
        case NONE -> {
          // No delimiter can begin within this one: only its first byte is a CR.
          candidate = false;
          safe = position + delimiter.length;
        }
        case UNDECIDED -> fill();
      }
    }
    return safe - position;
  }

  /// Moves `safe` to the next candidate, or as far as none can have begun.
  private void search() throws IOException {
    int found = find();
    if (found >= 0) {
      candidate = true;
      safe = found;
      return;
    }
    safe = Math.max(position, limit - delimiter.length + 1);
    if (safe > position) {
      return;
    }
    if (atEnd) {
      if (parts == 0) {
        throw new MalformedPartsException("the boundary does not occur in the body");
      }
      throw new BodyCutException(
          BodyCutException.How.SHORT, in.received(), "the body ended before its last boundary");
    }
    fill();
    safe = position;
  }

  /// Boyer-Moore-Horspool: looks at one byte in as many as the delimiter is long.
  private int find() {
    int last = delimiter.length - 1;
    byte lastByte = delimiter[last];
    for (int at = position + last; at < limit; at += skip[buffer[at] & 0xff]) {
      if (buffer[at] == lastByte
          && Arrays.equals(buffer, at - last, at + 1, delimiter, 0, delimiter.length)) {
        return at - last;
      }
    }
    return -1;
  }

  /// What the bytes at `after`, which follow a boundary, make of it. Moves `position` past a
  /// delimiter when it is one.
  private Mark mark(int after) {
    if (after < limit && buffer[after] == '-') {
      if (after + 1 == limit) {
        return atEnd ? Mark.LAST : Mark.UNDECIDED;
      }
      return buffer[after + 1] == '-' ? Mark.LAST : Mark.NONE;
    }
    int at = after;
    while (at < limit && (buffer[at] == ' ' || buffer[at] == '\t')) {
      if (++at - after > MOST_BLANKS) {
        return Mark.NONE;
      }
    }
    if (at < limit && buffer[at] != '\r') {
      return Mark.NONE;
    }
    if (at + 1 >= limit) {
      return atEnd ? Mark.LAST : Mark.UNDECIDED;
    }
    if (buffer[at + 1] != '\n') {
      return Mark.NONE;
    }
    position = at + 2;
    safe = position;
    return Mark.NEXT;
  }

  /// Gets at least one more byte behind those still unread, or finds the end.
  private void fill() throws IOException {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      safe -= position;
      limit -= position;
      position = 0;
    }
    int n = in.read(buffer, limit, buffer.length - limit);
    if (n < 0) {
      atEnd = true;
    } else {
      limit += n;
    }
  }

  /// The headers of the part that begins here, names in lower case; empty when the body ends
  /// instead, in which case the delimiter was the last although it did not say so.
  private Optional<Map<String, String>> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    String name = "";
    headerBudget = Math.min(MOST_HEADER_BYTES, buffer.length);
    if (position == limit && !atEnd) {
      fill();
    }
    if (position == limit && atEnd) {
      return Optional.empty();
    }
    while (true) {
      String text = line();
      if (text.isEmpty()) {
        return Optional.of(headers);
      }
      int colon = text.indexOf(':');
      if (text.charAt(0) == ' ' || text.charAt(0) == '\t') {
        headers.computeIfPresent(name, (any, value) -> value + " " + text.strip());
      } else if (colon > 0) {
        name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.putIfAbsent(name, text.substring(colon + 1).strip());
      } else {
        throw new MalformedPartsException("a line among a part's headers is none");
      }
    }
  }

  /// One line without its end.
  private String line() throws IOException {
    int searched = 0;
    while (true) {
      for (int at = position + searched; at < limit && at - position < headerBudget; at++) {
        if (buffer[at] == '\n') {
          int end = at > position && buffer[at - 1] == '\r' ? at - 1 : at;
          String text = text(position, end);
          headerBudget -= at + 1 - position;
          position = at + 1;
          return text;
        }
      }
      searched = limit - position;
      if (searched >= headerBudget) {
        throw new MalformedPartsException("the headers of a part are too long");
      }
      if (atEnd) {
        throw new BodyCutException(
            BodyCutException.How.SHORT, in.received(), "the body ended within a part's headers");
      }
      fill();
    }
  }

  /// Clients write names in UTF-8 or, the old ones, in Latin-1.
  private String text(int from, int to) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, from, to - from);
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }

  /// The body of the part that was answered at this turn.
  private final class Body extends InputStream {

    private final int answeredAt;
    private final byte[] single = new byte[1];

    private Body(int answeredAt) {
      this.answeredAt = answeredAt;
    }

    private int available(int wanted) throws IOException {
      if (answeredAt != turn) {
        throw new IOException("this part was passed over: the next one has been asked for");
      }
      return partOpen ? Math.min(wanted, unread()) : 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      int n = available(length);
      if (n == 0) {
        return -1;
      }
      System.arraycopy(buffer, position, into, offset, n);
      position += n;
      return n;
    }

    @Override
    public int read() throws IOException {
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
      long sent = 0;
      int n;
      while ((n = available(Integer.MAX_VALUE)) > 0) {
        out.write(buffer, position, n);
        position += n;
        sent += n;
      }
      return sent;
    }
  }
}
