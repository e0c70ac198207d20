package valise.acceptance;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// File contents that can be made again from a number, and their MD5.
final class Content {

  private Content() {}

  /// A part of the endless file that belongs to `seed`; any part of it can be made alone.
  static byte[] part(long seed, long from, long to) {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    for (int i = 0; i < bytes.length; i++) {
      long at = from + i;
      long word = (at >>> 3) + seed * 0x9E3779B97F4A7C15L;
      word = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
      word = (word ^ (word >>> 27)) * 0x94D049BB133111EBL;
      bytes[i] = (byte) ((word ^ (word >>> 31)) >>> ((at & 7) * 8));
    }
    return bytes;
  }

  static byte[] of(long seed, int length) {
    return part(seed, 0, length);
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
