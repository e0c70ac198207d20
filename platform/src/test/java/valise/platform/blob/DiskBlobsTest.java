package valise.platform.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobsTest implements BlobStoreContract {

  @TempDir Path folder;
  private BlobStore blobs;

  @BeforeEach
  void open() throws IOException {
    blobs = DiskBlobs.in(folder.resolve("made/on/demand"));
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  private Path fileOf(BlobId id) {
    String v = id.value();
    return folder.resolve("made/on/demand").resolve(v.substring(0, 2)).resolve(v);
  }

  @Test
  void aBlobIsOneFileInTheFolderOfItsFirstTwoDigits() throws IOException {
    assertThat(fileOf(blobs.create())).isRegularFile();
  }

  @Test
  void anotherStoreOnTheSameFolderFindsTheBlobs() throws IOException {
    BlobId id = blobs.create();
    assertThat(DiskBlobs.in(folder.resolve("made/on/demand")).length(id)).hasValue(0L);
  }

  @Test
  void theWalkPassesOverWhatIsNoBlob() throws IOException {
    BlobId id = blobs.create();
    Path root = folder.resolve("made/on/demand");
    Files.writeString(root.resolve("README"), "mine");
    Files.writeString(fileOf(id).resolveSibling("notes.txt"), "mine");
    Files.writeString(
        fileOf(id).resolveSibling(flipped(id.value())), "a blob's name in the wrong folder");
    String free = id.value().startsWith("00") ? "01" : "00";
    Files.writeString(root.resolve(free), "a file named like a folder");
    List<BlobId> seen = new ArrayList<>();
    blobs.forEach(stored -> seen.add(stored.id()));
    assertThat(seen).containsExactly(id);
  }

  private static String flipped(String value) {
    return (value.charAt(0) == '0' ? '1' : '0') + value.substring(1);
  }

  @Test
  void aFullDiskHasAName() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs the device that is always full");
    BlobId id = blobs.create();
    Files.delete(fileOf(id));
    Files.createSymbolicLink(fileOf(id), full);
    try (BlobStore.Writing writing = blobs.write(id)) {
      assertThatThrownBy(() -> writing.write(ByteBuffer.allocate(10), 0))
          .isInstanceOf(OutOfSpaceException.class)
          .hasMessageContaining("no space left for blobs");
    }
  }

  @Test
  void onceASyncHasFailedNoLaterSyncSucceeds() throws IOException {
    BlobId id = blobs.create();
    BlobStore.Writing writing = blobs.write(id);
    writing.write(ByteBuffer.allocate(10), 0);
    writing.close();
    assertThatThrownBy(writing::sync).isInstanceOf(IOException.class);
    assertThatThrownBy(writing::sync).hasMessageContaining("write it again");
  }
}
