package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Crc32Test {

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Property
  void theSumsOfTwoPiecesCombineIntoThatOfTheWhole(@ForAll byte[] a, @ForAll byte[] b) {
    byte[] whole = ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    assertThat(Crc32.combine(crc(a), crc(b), b.length)).isEqualTo(crc(whole));
  }

  @Property
  void combiningIsAssociativeWhateverTheLengths(
      @ForAll int a, @ForAll int b, @ForAll int c, @ForAll int lengthB, @ForAll int lengthC) {
    long crcA = a & 0xffffffffL;
    long crcB = b & 0xffffffffL;
    long crcC = c & 0xffffffffL;
    long longB = (lengthB & 0xffffffffL) << 10;
    long longC = lengthC & 0xffffffffL;
    assertThat(Crc32.combine(Crc32.combine(crcA, crcB, longB), crcC, longC))
        .isEqualTo(Crc32.combine(crcA, Crc32.combine(crcB, crcC, longC), longB + longC));
  }

  @Test
  void aPieceBeyondFourGigabytesCombines() {
    CRC32 whole = new CRC32();
    CRC32 zeros = new CRC32();
    byte[] head = {1, 2, 3};
    byte[] block = new byte[1 << 24];
    whole.update(head);
    for (int i = 0; i < 257; i++) {
      whole.update(block);
      zeros.update(block);
    }
    assertThat(Crc32.combine(crc(head), zeros.getValue(), 257L << 24)).isEqualTo(whole.getValue());
  }
}
