package valise.platform.http;

/// Arithmetic on the CRC-32 of ZIP and gzip, as [java.util.zip.CRC32] computes it.
public final class Crc32 {

  /// The generator, bits reversed: the coefficient of x^0 is the highest bit.
  private static final int POLYNOMIAL = 0xedb88320;

  private Crc32() {}

  /// The CRC-32 of A followed by B, from that of A, that of B, and B's length in bytes. Costs a few
  /// hundred operations whatever the length, so pieces may be summed in any order and joined.
  ///
  /// Appending n bytes to A multiplies its remainder by x^(8n) modulo the generator; the inversions
  /// before and after cancel out.
  public static long combine(long crcA, long crcB, long lengthB) {
    if (lengthB < 0) {
      throw new IllegalArgumentException("a length of " + lengthB);
    }
    int factor = 1 << 31; // x^0
    int power = 1 << 23; // x^8: one byte
    for (long bytes = lengthB; bytes != 0; bytes >>>= 1) {
      if ((bytes & 1) != 0) {
        factor = product(factor, power);
      }
      power = product(power, power);
    }
    return (product((int) crcA, factor) ^ (int) crcB) & 0xffff_ffffL;
  }

  /// The product of two polynomials over GF(2), modulo the generator.
  private static int product(int a, int b) {
    int sum = 0;
    int shifted = b;
    for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        sum ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return sum;
  }
}
