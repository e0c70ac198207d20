package valise.platform.blob;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// Where bytes rest. A blob is written at offsets, in any order and by several threads at once,
/// made durable by [Writing#sync], and read by region. Nothing in here knows about files, versions
/// or people; a blob that no row names is garbage and [OrphanSweep] takes it.
///
/// Any operation that needs room may throw [OutOfSpaceException]; the blob then holds what it held
/// before, plus perhaps part of the refused write.
public interface BlobStore {

  /// Makes an empty blob, durable in name: it is found again after a power cut.
  BlobId create() throws IOException;

  /// Opens a blob for writing at offsets.
  ///
  /// @throws NoSuchBlobException when it does not exist
  Writing write(BlobId id) throws IOException;

  /// Opens a blob for reading.
  ///
  /// @throws NoSuchBlobException when it does not exist
  Reading read(BlobId id) throws IOException;

  /// The length in bytes of what has been written, or empty when there is no such blob.
  Optional<Long> length(BlobId id) throws IOException;

  /// Forgets the blob. Deleting what is not there is not an error.
  void delete(BlobId id) throws IOException;

  /// Visits every blob with the time it was last written, in no order, while others write. A blob
  /// made or deleted during the walk may be visited or not; the visitor may delete.
  void forEach(Visitor visitor) throws IOException;

  /// Bytes still free for new blobs; `Long.MAX_VALUE` when the store has no such limit.
  long free() throws IOException;

  /// One blob found by [BlobStore#forEach]; `length` in bytes.
  record Stored(BlobId id, long length, Instant written) {}

  /// What [BlobStore#forEach] calls for each blob it finds.
  @FunctionalInterface
  interface Visitor {
    void visit(Stored stored) throws IOException;
  }

  /// A blob open for writing. Safe for several threads that write different regions. Open one for
  /// each request: a thread that is interrupted inside one may close it for everyone who shares it.
  interface Writing extends AutoCloseable {

    /// Writes all that remains of `bytes` at `offset`, replacing what was there.
    void write(ByteBuffer bytes, long offset) throws IOException;

    /// Reads into `into` from `offset` what was written before, by whomever; returns the bytes read
    /// or -1 at the end.
    int read(ByteBuffer into, long offset) throws IOException;

    /// Cuts the blob to `length` bytes if it is longer.
    void truncate(long length) throws IOException;

    /// Returns when every byte written so far, and the length, survive a power cut. Once this has
    /// thrown, what was written through this object is lost and every later `sync` of it throws
    /// too: a disk that failed to write a page may afterwards claim to have written it.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// A blob open for reading. Safe for several threads.
  interface Reading extends AutoCloseable {

    /// The length in bytes when the blob was opened.
    long length();

    /// Sends exactly `length` bytes from `offset` to `out`, in large blocks.
    ///
    /// @throws java.io.EOFException when the blob is shorter
    void transferTo(OutputStream out, long offset, long length) throws IOException;

    /// Reads into `into` from `offset`; returns the bytes read or -1 at the end.
    int read(ByteBuffer into, long offset) throws IOException;

    @Override
    void close() throws IOException;
  }
}
