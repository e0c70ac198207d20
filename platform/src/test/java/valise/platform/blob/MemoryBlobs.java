package valise.platform.blob;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Blobs in memory, for tests of what stands on a [BlobStore]. Sparse: a blob of gigabytes with a
/// few written pages costs those pages.
public final class MemoryBlobs implements BlobStore {

  private static final int PAGE = 64 * 1024;

  private final Map<BlobId, Blob> blobs = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public MemoryBlobs(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public BlobId create() {
    BlobId id = BlobId.fresh();
    blobs.put(id, new Blob());
    return id;
  }

  @Override
  public Writing write(BlobId id) throws IOException {
    Blob blob = find(id);
    return new Writing() {
      @Override
      public void write(ByteBuffer bytes, long offset) {
        blob.write(bytes, offset);
      }

      @Override
      public int read(ByteBuffer into, long offset) {
        return blob.read(into, offset);
      }

      @Override
      public void truncate(long length) {
        blob.truncate(length);
      }

      @Override
      public void sync() {
        // Memory survives no power cut.
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public Reading read(BlobId id) throws IOException {
    Blob blob = find(id);
    long lengthNow = blob.length();
    return new Reading() {
      @Override
      public long length() {
        return lengthNow;
      }

      @Override
      public void transferTo(OutputStream out, long offset, long length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(PAGE);
        for (long sent = 0; sent < length; sent += block.position()) {
          block.clear().limit((int) Math.min(PAGE, length - sent));
          if (blob.read(block, offset + sent) < 0) {
            throw new EOFException("blob " + id + " is shorter");
          }
          out.write(block.array(), 0, block.position());
        }
      }

      @Override
      public int read(ByteBuffer into, long offset) {
        return blob.read(into, offset);
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  private Blob find(BlobId id) throws IOException {
    Blob blob = blobs.get(id);
    if (blob == null) {
      throw new NoSuchBlobException(id);
    }
    return blob;
  }

  @Override
  public Optional<Long> length(BlobId id) {
    return Optional.ofNullable(blobs.get(id)).map(Blob::length);
  }

  @Override
  public void delete(BlobId id) {
    blobs.remove(id);
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    for (Map.Entry<BlobId, Blob> each : List.copyOf(blobs.entrySet())) {
      visitor.visit(new Stored(each.getKey(), each.getValue().length(), each.getValue().written()));
    }
  }

  @Override
  public long free() {
    return Long.MAX_VALUE;
  }

  /// Guarded by itself.
  private final class Blob {

    private final Map<Long, byte[]> pages = new HashMap<>();
    private long length;
    private Instant written = clock.instant();

    private synchronized void write(ByteBuffer bytes, long offset) {
      long at = offset;
      while (bytes.hasRemaining()) {
        int in = (int) (at % PAGE);
        int n = Math.min(bytes.remaining(), PAGE - in);
        bytes.get(pages.computeIfAbsent(at / PAGE, page -> new byte[PAGE]), in, n);
        at += n;
      }
      length = Math.max(length, at);
      written = clock.instant();
    }

    private synchronized int read(ByteBuffer into, long offset) {
      if (offset >= length) {
        return -1;
      }
      int total = 0;
      while (into.hasRemaining() && offset + total < length) {
        long at = offset + total;
        int in = (int) (at % PAGE);
        int n = (int) Math.min(Math.min(into.remaining(), PAGE - in), length - at);
        byte[] page = pages.get(at / PAGE);
        into.put(page == null ? new byte[n] : page, page == null ? 0 : in, n);
        total += n;
      }
      return total;
    }

    private synchronized void truncate(long to) {
      if (to >= length) {
        return;
      }
      length = to;
      long last = to / PAGE;
      pages.keySet().removeIf(page -> page > last);
      byte[] page = pages.get(last);
      if (page != null) {
        Arrays.fill(page, (int) (to % PAGE), PAGE, (byte) 0);
      }
      written = clock.instant();
    }

    private synchronized long length() {
      return length;
    }

    private synchronized Instant written() {
      return written;
    }
  }
}
