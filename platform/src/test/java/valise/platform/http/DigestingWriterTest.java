package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.blob.FaultyBlobs;
import valise.platform.blob.MemoryBlobs;
import valise.platform.blob.OutOfSpaceException;

class DigestingWriterTest {

  private final BlobStore blobs = new MemoryBlobs(InstantSource.fixed(Instant.EPOCH));

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsWrittenIsHashedInTheSamePass() throws Exception {
    byte[] bytes = random(300_000);
    BlobId id = blobs.create();
    DigestingWriter writer;
    try (BlobStore.Writing writing = blobs.write(id)) {
      writer = new DigestingWriter(writing, 50);
      assertThat(writer.writeAll(new ByteArrayInputStream(bytes))).isEqualTo(300_000);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    assertThat(writer.hashing().count()).isEqualTo(300_000);
    assertThat(writer.hashing().crc32()).isEqualTo(crc.getValue());
    assertThat(writer.hashing().md5Hex())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Region.of(blobs, id, 300_050).writeTo(out, 50, 300_000);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void aHashingGoesOnOverTheNextRun() throws IOException {
    byte[] bytes = random(1000);
    BlobId id = blobs.create();
    Hashing whole = new Hashing();
    try (BlobStore.Writing writing = blobs.write(id)) {
      new DigestingWriter(writing, 0, whole).write(ByteBuffer.wrap(bytes, 0, 600));
      String midway = whole.md5Hex();
      assertThat(whole.md5Hex()).isEqualTo(midway);
      new DigestingWriter(writing, 600, whole).write(ByteBuffer.wrap(bytes, 600, 400));
    }
    Hashing once = new Hashing();
    once.update(ByteBuffer.wrap(bytes));
    assertThat(whole.md5Hex()).isEqualTo(once.md5Hex());
    assertThat(blobs.length(id)).hasValue(1000L);
  }

  @Test
  void aBodyThatIsCutIsNeverReportedAsWritten() throws IOException {
    IncomingBody body =
        IncomingBody.of(new ByteArrayInputStream(random(10)), OptionalLong.of(11), 100);
    try (BlobStore.Writing writing = blobs.write(blobs.create())) {
      assertThatThrownBy(() -> new DigestingWriter(writing, 0).writeAll(body))
          .isInstanceOf(BodyCutException.class);
    }
  }

  @Test
  void aFullDiskComesThroughUnderItsName() throws IOException {
    BlobStore full = FaultyBlobs.over(blobs).fullAfter(5);
    try (BlobStore.Writing writing = full.write(full.create())) {
      DigestingWriter writer = new DigestingWriter(writing, 0);
      assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(6)))
          .isInstanceOf(OutOfSpaceException.class);
      assertThat(writer.hashing().count()).isZero();
    }
  }
}
