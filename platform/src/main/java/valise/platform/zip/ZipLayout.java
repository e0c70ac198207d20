package valise.platform.zip;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import valise.platform.http.ETag;
import valise.platform.http.Region;

/// A ZIP archive that does not exist: its length and any of its bytes are computed from the names,
/// sizes, CRC-32s and times of its entries, and an entry's bytes are read only when they are
/// written. The same entries always make the same bytes, so an archive has a strong [#etag] and can
/// be fetched in ranges.
///
/// Entries are stored, not compressed; names are UTF-8; sizes and offsets from 4 GiB on and more
/// than 65,534 entries use ZIP64. In memory it holds the entries it was given, their names and two
/// numbers for each.
///
/// Byte layout: for each entry a local header and its bytes; the central directory; its end records
/// (PKWARE's APPNOTE 6.3). Times are in UTC, in the old form and, exactly, in the
/// extended-timestamp field of Info-ZIP.
public final class ZipLayout implements Region {

  /// Counts the changes of this layout: other bytes need another tag.
  private static final String VERSION = "valise zip 1";

  private static final long MOST_32 = 0xffff_ffffL;
  private static final int MOST_16 = 0xffff;
  private static final int UTF_8_NAMES = 0x0800;
  private static final int VERSION_PLAIN = 20;
  private static final int VERSION_ZIP64 = 45;
  private static final int MADE_ON_UNIX = 3 << 8;

  /// What goes into an archive, under a path with slashes. The path may be anything: it is cleaned
  /// and, for a file, made unique.
  public sealed interface Entry {
    String name();

    Instant modified();
  }

  /// A file of which the CRC-32 is known. `bytes` must stay the same for as long as this is used.
  public record File(String name, Region bytes, long crc32, Instant modified) implements Entry {
    public File {
      if (crc32 < 0 || crc32 > MOST_32) {
        throw new IllegalArgumentException("not a CRC-32: " + crc32);
      }
    }
  }

  /// A folder; needed only for one that holds nothing.
  public record Folder(String name, Instant modified) implements Entry {}

  private final List<ZipNames.Named> entries;

  /// Where each local header begins, and where the central directory does.
  private final long[] starts;

  /// Where each central header begins, and where the end records do.
  private final long[] centralStarts;

  private final byte[] end;
  private final ETag etag;

  private ZipLayout(List<ZipNames.Named> entries) {
    this.entries = entries;
    this.starts = new long[entries.size() + 1];
    this.centralStarts = new long[entries.size() + 1];
    for (int i = 0; i < entries.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i] + local(i).length, size(i));
    }
    centralStarts[0] = starts[entries.size()];
    MessageDigest digest = sha256();
    for (int i = 0; i < entries.size(); i++) {
      byte[] header = central(i);
      centralStarts[i + 1] = centralStarts[i] + header.length;
      // It holds all that is known of an entry but the part of its time below a second.
      digest.update(header);
      digest.update(time(i));
    }
    this.end = end();
    this.etag = ETag.strong(HexFormat.of().formatHex(digest.digest(), 0, 16));
  }

  /// Lays out the entries in the order given.
  public static ZipLayout of(List<? extends Entry> entries) {
    return new ZipLayout(ZipNames.of(entries));
  }

  /// A strong tag over the names, sizes, CRC-32s and times of all entries.
  public ETag etag() {
    return etag;
  }

  /// The names in the archive, in order; a folder's ends with a slash.
  public List<String> names() {
    return entries.stream().map(ZipNames.Named::name).toList();
  }

  @Override
  public long length() {
    return centralStarts[entries.size()] + end.length;
  }

  @Override
  public void writeTo(OutputStream out, long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, length());
    Window window = new Window(out, offset, offset + length);
    for (int i = first(starts, offset); i < entries.size() && starts[i] < window.to; i++) {
      byte[] header = local(i);
      window.write(header, starts[i]);
      if (entries.get(i).entry() instanceof File file) {
        window.write(file.bytes(), starts[i] + header.length);
      }
    }
    for (int i = first(centralStarts, offset); i < entries.size(); i++) {
      if (centralStarts[i] >= window.to) {
        return;
      }
      window.write(central(i), centralStarts[i]);
    }
    window.write(end, centralStarts[entries.size()]);
  }

  /// The last of `starts` that is not beyond `offset`, or 0.
  private static int first(long[] starts, long offset) {
    int found = Arrays.binarySearch(starts, offset);
    if (found < 0) {
      return Math.max(0, -found - 2);
    }
    return found;
  }

  /// The part of the archive that is wanted: cuts what is written to it to size.
  private record Window(OutputStream out, long from, long to) {

    void write(byte[] bytes, long at) throws IOException {
      long start = Math.max(from, at);
      long stop = Math.min(to, at + bytes.length);
      if (start < stop) {
        out.write(bytes, (int) (start - at), (int) (stop - start));
      }
    }

    void write(Region bytes, long at) throws IOException {
      long start = Math.max(from, at);
      long stop = Math.min(to, at + bytes.length());
      if (start < stop) {
        bytes.writeTo(out, start - at, stop - start);
      }
    }
  }

  private long size(int i) {
    return entries.get(i).entry() instanceof File file ? file.bytes().length() : 0;
  }

  private int crc(int i) {
    return entries.get(i).entry() instanceof File file ? (int) file.crc32() : 0;
  }

  private byte[] name(int i) {
    return entries.get(i).name().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] time(int i) {
    return ByteBuffer.allocate(8).putLong(entries.get(i).entry().modified().toEpochMilli()).array();
  }

  private boolean sizeIsLarge(int i) {
    return size(i) >= MOST_32;
  }

  private boolean offsetIsLarge(int i) {
    return starts[i] >= MOST_32;
  }

  private byte[] local(int i) {
    byte[] name = name(i);
    byte[] time = timestamp(i);
    boolean large = sizeIsLarge(i);
    int extra = time.length + (large ? 20 : 0);
    byte[] bytes = new byte[30 + name.length + extra];
    ByteBuffer header = littleEndian(bytes);
    header.putInt(0x04034b50);
    putCommon(header, i, name.length, extra);
    header.put(name).put(time);
    if (large) {
      header.putShort((short) 1).putShort((short) 16).putLong(size(i)).putLong(size(i));
    }
    return bytes;
  }

  private byte[] central(int i) {
    byte[] name = name(i);
    byte[] time = timestamp(i);
    boolean large = sizeIsLarge(i);
    boolean far = offsetIsLarge(i);
    int large64 = (large ? 16 : 0) + (far ? 8 : 0);
    int extra = time.length + (large64 > 0 ? 4 + large64 : 0);
    boolean folder = entries.get(i).entry() instanceof Folder;
    byte[] bytes = new byte[46 + name.length + extra];
    ByteBuffer header = littleEndian(bytes);
    header.putInt(0x02014b50);
    header.putShort((short) (MADE_ON_UNIX | VERSION_ZIP64));
    putCommon(header, i, name.length, extra);
    header.putShort((short) 0); // comment
    header.putShort((short) 0); // disk
    header.putShort((short) 0); // internal attributes
    // A directory or a file that its owner may write and all may read; the DOS directory flag.
    header.putInt(folder ? 0040755 << 16 | 0x10 : 0100644 << 16);
    header.putInt((int) (far ? MOST_32 : starts[i]));
    header.put(name).put(time);
    if (large64 > 0) {
      header.putShort((short) 1).putShort((short) large64);
      if (large) {
        header.putLong(size(i)).putLong(size(i));
      }
      if (far) {
        header.putLong(starts[i]);
      }
    }
    return bytes;
  }

  /// What the local and the central header have in common.
  private void putCommon(ByteBuffer header, int i, int nameLength, int extraLength) {
    boolean zip64 = sizeIsLarge(i) || offsetIsLarge(i);
    int size = (int) (sizeIsLarge(i) ? MOST_32 : size(i));
    header.putShort((short) (zip64 ? VERSION_ZIP64 : VERSION_PLAIN));
    header.putShort((short) UTF_8_NAMES);
    header.putShort((short) 0); // stored
    header.putInt(dosTime(entries.get(i).entry().modified()));
    header.putInt(crc(i)).putInt(size).putInt(size);
    header.putShort((short) nameLength).putShort((short) extraLength);
  }

  /// The time and, above it, the date of DOS: two-second steps from 1980 to 2107.
  private static int dosTime(Instant when) {
    LocalDateTime t = LocalDateTime.ofInstant(when, ZoneOffset.UTC);
    if (t.getYear() < 1980) {
      t = LocalDateTime.of(1980, 1, 1, 0, 0, 0);
    } else if (t.getYear() > 2107) {
      t = LocalDateTime.of(2107, 12, 31, 23, 59, 58);
    }
    int date = (t.getYear() - 1980) << 9 | t.getMonthValue() << 5 | t.getDayOfMonth();
    return date << 16 | t.getHour() << 11 | t.getMinute() << 5 | t.getSecond() / 2;
  }

  /// The extended timestamp: the time of change in seconds, left out when 32 bits cannot hold it.
  private byte[] timestamp(int i) {
    long seconds = entries.get(i).entry().modified().getEpochSecond();
    if (seconds != (int) seconds) {
      return new byte[0];
    }
    byte[] field = new byte[9];
    littleEndian(field)
        .putShort((short) 0x5455)
        .putShort((short) 5)
        .put((byte) 1)
        .putInt((int) seconds);
    return field;
  }

  private byte[] end() {
    long count = entries.size();
    long at = centralStarts[entries.size()];
    long centralStart = centralStarts[0];
    long centralSize = at - centralStart;
    boolean zip64 = count >= MOST_16 || centralStart >= MOST_32 || centralSize >= MOST_32;
    byte[] bytes = new byte[zip64 ? 56 + 20 + 22 : 22];
    ByteBuffer records = littleEndian(bytes);
    if (zip64) {
      records.putInt(0x06064b50).putLong(44);
      records.putShort((short) (MADE_ON_UNIX | VERSION_ZIP64)).putShort((short) VERSION_ZIP64);
      records.putInt(0).putInt(0);
      records.putLong(count).putLong(count).putLong(centralSize).putLong(centralStart);
      records.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
    }
    records.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    short count16 = (short) Math.min(count, MOST_16);
    records.putShort(count16).putShort(count16);
    records.putInt((int) Math.min(centralSize, MOST_32));
    records.putInt((int) Math.min(centralStart, MOST_32));
    records.putShort((short) 0); // comment
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static MessageDigest sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(VERSION.getBytes(StandardCharsets.US_ASCII));
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
