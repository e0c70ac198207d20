package valise.files.uploads;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;

/// A store whose faults are switched on and off while a server runs on it.
final class SwitchableBlobs implements BlobStore {

  private final BlobStore sound;
  private volatile BlobStore current;

  SwitchableBlobs(BlobStore sound) {
    this.sound = sound;
    this.current = sound;
  }

  void become(UnaryOperator<BlobStore> faults) {
    current = faults.apply(sound);
  }

  void heal() {
    current = sound;
  }

  @Override
  public BlobId create() throws IOException {
    return current.create();
  }

  @Override
  public Writing write(BlobId id) throws IOException {
    return current.write(id);
  }

  @Override
  public Reading read(BlobId id) throws IOException {
    return current.read(id);
  }

  @Override
  public Optional<Long> length(BlobId id) throws IOException {
    return current.length(id);
  }

  @Override
  public void delete(BlobId id) throws IOException {
    current.delete(id);
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    current.forEach(visitor);
  }

  @Override
  public long free() throws IOException {
    return current.free();
  }
}
