package valise.platform.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A blob store with chosen faults over a sound one: `FaultyBlobs.over(store).fullAfter(1000)`.
/// Each choice gives a new value; the store beneath is shared, so what was written before a fault
/// is found through it.
public final class FaultyBlobs implements BlobStore {

  private final BlobStore sound;
  private final AtomicLong room;
  private final boolean createFails;
  private final boolean syncFails;
  private final boolean readFails;

  private FaultyBlobs(
      BlobStore sound, long room, boolean createFails, boolean syncFails, boolean readFails) {
    this.sound = sound;
    this.room = new AtomicLong(room);
    this.createFails = createFails;
    this.syncFails = syncFails;
    this.readFails = readFails;
  }

  /// No fault yet.
  public static FaultyBlobs over(BlobStore sound) {
    return new FaultyBlobs(sound, Long.MAX_VALUE, false, false, false);
  }

  /// The disk is full after `bytes` more have been written, in the middle of a write if need be.
  public FaultyBlobs fullAfter(long bytes) {
    return new FaultyBlobs(sound, bytes, createFails, syncFails, readFails);
  }

  /// No blob can be made.
  public FaultyBlobs failingCreate() {
    return new FaultyBlobs(sound, room.get(), true, syncFails, readFails);
  }

  /// Nothing can be made durable.
  public FaultyBlobs failingSync() {
    return new FaultyBlobs(sound, room.get(), createFails, true, readFails);
  }

  /// No blob can be opened for reading.
  public FaultyBlobs failingRead() {
    return new FaultyBlobs(sound, room.get(), createFails, syncFails, true);
  }

  @Override
  public BlobId create() throws IOException {
    if (createFails) {
      throw new IOException("fault: create");
    }
    return sound.create();
  }

  @Override
  public Writing write(BlobId id) throws IOException {
    Writing writing = sound.write(id);
    return new Writing() {
      @Override
      public void write(ByteBuffer bytes, long offset) throws IOException {
        int wanted = bytes.remaining();
        long had = room.getAndUpdate(left -> Math.max(0, left - wanted));
        if (had >= wanted) {
          writing.write(bytes, offset);
          return;
        }
        ByteBuffer fits = bytes.slice(bytes.position(), (int) had);
        writing.write(fits, offset);
        bytes.position(bytes.position() + (int) had);
        throw new OutOfSpaceException("fault: disk full");
      }

      @Override
      public int read(ByteBuffer into, long offset) throws IOException {
        return writing.read(into, offset);
      }

      @Override
      public void truncate(long length) throws IOException {
        writing.truncate(length);
      }

      @Override
      public void sync() throws IOException {
        if (syncFails) {
          throw new IOException("fault: sync");
        }
        writing.sync();
      }

      @Override
      public void close() throws IOException {
        writing.close();
      }
    };
  }

  @Override
  public Reading read(BlobId id) throws IOException {
    if (readFails) {
      throw new IOException("fault: read");
    }
    return sound.read(id);
  }

  @Override
  public Optional<Long> length(BlobId id) throws IOException {
    return sound.length(id);
  }

  @Override
  public void delete(BlobId id) throws IOException {
    sound.delete(id);
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    sound.forEach(visitor);
  }

  @Override
  public long free() throws IOException {
    return Math.min(room.get(), sound.free());
  }
}
