package valise.platform.http;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// A running MD5, CRC-32 and byte count over one pass of bytes. The answers may be asked at any
/// time and change nothing. Not safe for several threads.
///
/// MD5 because the vendor's clients compare it; it is no protection against anybody.
public final class Hashing {

  private final MessageDigest md5;
  private final CRC32 crc = new CRC32();

  /// What was taken in before `crc` began: a CRC32 cannot be copied, but joined.
  private final long crcBefore;

  private final long countBefore;
  private long count;

  /// Over no bytes yet.
  public Hashing() {
    this(freshMd5(), 0, 0);
  }

  private Hashing(MessageDigest md5, long crcBefore, long countBefore) {
    this.md5 = md5;
    this.crcBefore = crcBefore;
    this.countBefore = countBefore;
    this.count = countBefore;
  }

  private static MessageDigest freshMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /// The same state once more: what either takes in from here on does not change the other.
  public Hashing copy() {
    return new Hashing(cloned(), crc32(), count);
  }

  /// Takes in what remains of `bytes`, leaving its position as it was.
  public void update(ByteBuffer bytes) {
    count += bytes.remaining();
    crc.update(bytes.duplicate());
    md5.update(bytes.duplicate());
  }

  /// The bytes taken in.
  public long count() {
    return count;
  }

  /// The CRC-32, as an unsigned 32-bit number.
  public long crc32() {
    return Crc32.combine(crcBefore, crc.getValue(), count - countBefore);
  }

  /// The 16 bytes of the MD5.
  public byte[] md5() {
    return cloned().digest();
  }

  private MessageDigest cloned() {
    try {
      return (MessageDigest) md5.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this platform's MD5 cannot be read midway", e);
    }
  }

  /// The MD5 in lower-case hexadecimal, as the vendor writes it.
  public String md5Hex() {
    return HexFormat.of().formatHex(md5());
  }
}
