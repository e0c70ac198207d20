package valise.hub.mapping;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/// A file that is sent whole, or piece by piece. Of what is still to come it holds one byte, which
/// tells whether there is more.
final class Parts {

  private final OptionalLong length;
  private final PushbackInputStream bytes;
  private final int most;
  private long sent;

  Parts(Engine.Content content, int most) {
    this.length = content.length();
    this.bytes = new PushbackInputStream(content.bytes(), 1);
    this.most = most;
  }

  Engine.Content whole() {
    return new Engine.Content(bytes, length);
  }

  /// The next piece, which ends by itself.
  InputStream next() {
    return new Piece(bytes);
  }

  /// How many bytes were read of the pieces so far.
  long sent() {
    return sent;
  }

  boolean more() {
    try {
      int next = bytes.read();
      if (next >= 0) {
        bytes.unread(next);
      }
      return next >= 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Piece extends FilterInputStream {

    private long left = most;

    Piece(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      int b = super.read();
      if (b >= 0) {
        left--;
        sent++;
      }
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int n = super.read(into, offset, (int) Math.min(length, left));
      if (n > 0) {
        left -= n;
        sent += n;
      }
      return n;
    }

    @Override
    public void close() {
      // What follows is the next piece's.
    }
  }
}
