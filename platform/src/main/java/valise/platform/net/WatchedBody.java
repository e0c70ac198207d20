package valise.platform.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A body on its way out: knows when it last moved, and whether it was its own source that broke.
///
/// When the source breaks, the connection is broken first: the client ends a body in good order
/// even on its way out with an exception, and the other side would take the piece for the whole.
final class WatchedBody extends FilterInputStream {

  private volatile long moved = System.nanoTime();
  private volatile @Nullable IOException broken;

  private final Runnable hangUp;

  WatchedBody(InputStream source, Runnable hangUp) {
    super(source);
    this.hangUp = hangUp;
  }

  long moved() {
    return moved;
  }

  Optional<IOException> broken() {
    return Optional.ofNullable(broken);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    try {
      int read = super.read(into, from, most);
      moved = System.nanoTime();
      return read;
    } catch (IOException e) {
      broken = e;
      hangUp.run();
      throw e;
    }
  }

  /// The source belongs to whoever gave it.
  @Override
  public void close() {}
}
