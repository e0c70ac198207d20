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
  private long count;

  /// Over no bytes yet.
  public Hashing() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
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
    return crc.getValue();
  }

  /// The 16 bytes of the MD5.
  public byte[] md5() {
    try {
      return ((MessageDigest) md5.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this platform's MD5 cannot be read midway", e);
    }
  }

  /// The MD5 in lower-case hexadecimal, as the vendor writes it.
  public String md5Hex() {
    return HexFormat.of().formatHex(md5());
  }
}
