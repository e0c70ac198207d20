package valise.files.uploads;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import valise.platform.blob.BlobStore;
import valise.platform.http.Hashing;

/// Moves bytes in blocks of a fixed size, so that no file is ever in memory.
final class Blocks {

  /// Bytes.
  private static final int SIZE = 128 * 1024;

  private static final int SMALLEST = 8 * 1024;

  private Blocks() {}

  /// Where a block goes; `at` counts from the stream's beginning.
  @FunctionalInterface
  interface Sink {
    void take(ByteBuffer block, long at) throws IOException;
  }

  /// Reads a stream to its end, block by block, and answers how many bytes it had.
  ///
  /// @param most one byte more is refused
  /// @throws valise.platform.Refusal `CHUNK_OUT_OF_BOUNDS` when there are more
  static long pour(InputStream from, long most, Sink sink) throws IOException {
    byte[] block = new byte[(int) Math.clamp(most, SMALLEST, SIZE)];
    long at = 0;
    int n;
    while ((n = from.readNBytes(block, 0, block.length)) > 0) {
      if (at + n > most) {
        throw TransferRefusals.outOfBounds();
      }
      sink.take(ByteBuffer.wrap(block, 0, n), at);
      at += n;
      letOthersRun();
    }
    return at;
  }

  /// Takes a part of a blob into a hash.
  static void hash(BlobStore.Reading from, Span part, Hashing into) throws IOException {
    ByteBuffer block = blockFor(part);
    long at = part.start();
    while (at < part.end()) {
      at += read(from, at, part.end(), block);
      into.update(block);
      letOthersRun();
    }
  }

  /// Whether `part` of one blob is what another holds from `offset` on.
  static boolean same(BlobStore.Reading one, Span part, BlobStore.Reading other, long offset)
      throws IOException {
    ByteBuffer block = blockFor(part);
    ByteBuffer twin = blockFor(part);
    long at = part.start();
    while (at < part.end()) {
      int n = read(one, at, part.end(), block);
      long from = offset + at - part.start();
      read(other, from, from + n, twin);
      if (!block.equals(twin)) {
        return false;
      }
      at += n;
    }
    return true;
  }

  /// Copies to `part` of one blob what another holds from `offset` on.
  static void copy(BlobStore.Reading from, long offset, BlobStore.Writing to, Span part)
      throws IOException {
    ByteBuffer block = blockFor(part);
    long at = part.start();
    while (at < part.end()) {
      long source = offset + at - part.start();
      int n = read(from, source, source + part.end() - at, block);
      to.write(block, at);
      at += n;
    }
  }

  /// Hashing never waits: without this a fast sender would keep its carrier thread for itself. The
  /// system shares its own threads out better than they could.
  private static void letOthersRun() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }

  private static ByteBuffer blockFor(Span part) {
    return ByteBuffer.allocate((int) Math.clamp(part.length(), 1, SIZE));
  }

  /// Fills `block`, as far as there is something before `end`, and readies it for being read.
  private static int read(BlobStore.Reading from, long at, long end, ByteBuffer block)
      throws IOException {
    block.clear().limit((int) Math.min(block.capacity(), end - at));
    while (block.hasRemaining()) {
      if (from.read(block, at + block.position()) < 0) {
        throw new EOFException("a blob ends at " + (at + block.position()) + ", before " + end);
      }
    }
    block.flip();
    return block.limit();
  }
}
