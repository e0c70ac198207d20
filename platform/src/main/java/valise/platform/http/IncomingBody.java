package valise.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A request's body, wrapped once. It ends (-1) only when the body is whole: every declared byte
/// was received, or the sender ended a body of undeclared length in good order (chunked transfer
/// coding, HTTP/2). Every other end is a [BodyCutException] or a [BodyTooLargeException], so that a
/// cut connection cannot become a shorter file.
///
/// Not safe for several threads. Closing it is the container's business and does nothing here.
public final class IncomingBody extends InputStream {

  private final InputStream in;
  private final OptionalLong declared;
  private final long limit;
  private final byte[] single = new byte[1];
  private long received;
  private boolean whole;

  /// Once it has failed it keeps failing: some containers answer a read after a reset with a
  /// peaceful end.
  private @Nullable IOException failure;

  private IncomingBody(InputStream in, OptionalLong declared, long limit) {
    this.in = in;
    this.declared = declared;
    this.limit = limit;
  }

  /// The body of `request`, of at most `limit` bytes.
  ///
  /// @throws BodyTooLargeException at once, before a byte is read, when more is declared
  public static IncomingBody of(HttpServletRequest request, long limit) throws IOException {
    long length = request.getContentLengthLong();
    return of(
        request.getInputStream(),
        length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
        limit);
  }

  /// The body that `in` yields: `declared` bytes when the sender said how many, at most `limit`.
  ///
  /// @throws BodyTooLargeException at once, before a byte is read, when more is declared
  public static IncomingBody of(InputStream in, OptionalLong declared, long limit)
      throws IOException {
    if (declared.isPresent() && declared.getAsLong() > limit) {
      throw new BodyTooLargeException(limit);
    }
    return new IncomingBody(in, declared, limit);
  }

  /// The length the sender declared, in bytes.
  public OptionalLong declared() {
    return declared;
  }

  /// The bytes received so far.
  public long received() {
    return received;
  }

  /// Whether the end was reached, in good order.
  public boolean whole() {
    return whole;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (whole) {
      return -1;
    }
    if (failure != null) {
      throw failure;
    }
    try {
      return receive(into, offset, length);
    } catch (BodyCutException | BodyTooLargeException named) {
      failure = named;
      throw named;
    }
  }

  private int receive(byte[] into, int offset, int length)
      throws BodyCutException, BodyTooLargeException {
    int n;
    try {
      n = in.read(into, offset, length);
    } catch (IOException broken) {
      throw new BodyCutException(how(broken), received, broken);
    }
    if (n < 0) {
      if (declared.isPresent() && received < declared.getAsLong()) {
        throw new BodyCutException(
            BodyCutException.How.SHORT,
            received,
            "the body declared %d bytes and ended after %d"
                .formatted(declared.getAsLong(), received));
      }
      whole = true;
      return -1;
    }
    received += n;
    long most = Math.min(limit, declared.orElse(limit));
    if (received > most) {
      throw new BodyTooLargeException(most);
    }
    return n;
  }

  /// A time-out by its type, which containers wrap; everything else, whatever the container calls
  /// it, is a reset: closed early, or chunked framing that makes no sense.
  private static BodyCutException.How how(IOException broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return BodyCutException.How.TIMED_OUT;
      }
    }
    return BodyCutException.How.RESET;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }
}
