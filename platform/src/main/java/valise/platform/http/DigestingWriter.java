package valise.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import valise.platform.blob.BlobStore;

/// Writes a run of bytes into a blob from an offset on and hashes them on the way, in one pass.
/// Closing the blob stays with whoever opened it. Not safe for several threads.
public final class DigestingWriter {

  private static final int BLOCK = 128 * 1024;

  private final BlobStore.Writing blob;
  private final long start;
  private final Hashing hashing;

  /// A writer into `blob` whose first byte lands at `start`.
  public DigestingWriter(BlobStore.Writing blob, long start) {
    this(blob, start, new Hashing());
  }

  /// As above, with a hashing that has taken in what came before, for instance the whole file's up
  /// to `start`.
  public DigestingWriter(BlobStore.Writing blob, long start, Hashing hashing) {
    this.blob = blob;
    this.start = start - hashing.count();
    this.hashing = hashing;
  }

  /// Writes all that remains of `bytes`. What could not be written was not hashed.
  public void write(ByteBuffer bytes) throws IOException {
    ByteBuffer written = bytes.duplicate();
    blob.write(bytes, start + hashing.count());
    hashing.update(written);
  }

  /// Writes all that `in` still yields and returns how many bytes that was. The body of a request
  /// or of a part throws when it was cut, so a return means that it was whole.
  public long writeAll(InputStream in) throws IOException {
    long before = hashing.count();
    byte[] block = new byte[BLOCK];
    int n;
    while ((n = in.readNBytes(block, 0, BLOCK)) > 0) {
      write(ByteBuffer.wrap(block, 0, n));
    }
    return hashing.count() - before;
  }

  /// The hashes of all that was written.
  public Hashing hashing() {
    return hashing;
  }
}
