package valise.files.uploads;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import valise.files.ids.AccountId;
import valise.files.items.Item;
import valise.files.items.Names;
import valise.platform.Refusal;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.http.Hashing;

/// Expands an uploaded ZIP into blobs, one for each file in it; placing them is the caller's. Names
/// must be such as anybody could give, one by one: nothing climbs out of the folder. An archive
/// that is larger inside than it may be, or than it says, is refused as a whole.
final class Archive {

  /// Unpacked bytes that no ratio counts for: small texts pack very well.
  private static final long FREE_OF_RATIO = 16L << 20;

  private final BlobStore blobs;
  private final Uploads uploads;

  Archive(BlobStore blobs, Uploads uploads) {
    this.blobs = blobs;
    this.uploads = uploads;
  }

  /// One thing in an archive.
  ///
  /// @param folders names on the way to it, from the top
  /// @param name of the file; empty text for a folder, whose own name is the last of `folders`
  record Entry(List<String> folders, String name, Optional<Item.Content> content) {}

  /// Whether a file of this name is taken for an archive.
  static boolean hasName(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /// Expands what `archive` holds. The blobs are synced and nobody's.
  ///
  /// @throws Refusal `BAD_ARCHIVE` and others, when nothing of it remains
  List<Entry> expand(AccountId account, Item.Content archive) throws IOException {
    UploadSettings.UnzipLimits limits = uploads.settings().unzip();
    long most =
        Math.min(
            Math.min(limits.maxBytes(), uploads.room(account)),
            Math.addExact(FREE_OF_RATIO, archive.size() * (long) limits.maxRatio()));
    List<Entry> entries = new ArrayList<>();
    boolean whole = false;
    try (BlobStore.Reading reading = blobs.read(archive.blob());
        BlobChannel channel = new BlobChannel(reading);
        ZipFile zip = open(channel)) {
      Set<String> seen = new HashSet<>();
      long unpacked = 0;
      Enumeration<ZipArchiveEntry> found = zip.getEntries();
      while (found.hasMoreElements()) {
        ZipArchiveEntry entry = found.nextElement();
        if (entries.size() == limits.maxEntries()) {
          throw TransferRefusals.badArchive("it has more than " + limits.maxEntries() + " entries");
        }
        List<String> path = path(entry, limits.maxDepth());
        if (!seen.add(Names.fold(String.join("/", path)))) {
          throw TransferRefusals.badArchive("'" + path.getLast() + "' is in it twice");
        }
        if (entry.isDirectory()) {
          entries.add(new Entry(path, "", Optional.empty()));
        } else {
          Item.Content content = unpack(zip, channel, entry, most - unpacked);
          unpacked += content.size();
          entries.add(
              new Entry(path.subList(0, path.size() - 1), path.getLast(), Optional.of(content)));
        }
      }
      whole = true;
      return entries;
    } finally {
      if (!whole) {
        drop(entries);
      }
    }
  }

  private static ZipFile open(BlobChannel channel) throws IOException {
    return channel.reading(() -> ZipFile.builder().setSeekableByteChannel(channel).get());
  }

  /// Deletes the blobs of entries that were not placed.
  void drop(List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      if (entry.content().isPresent()) {
        blobs.delete(entry.content().get().blob());
      }
    }
  }

  private static List<String> path(ZipArchiveEntry entry, int maxDepth) {
    String name = entry.getName();
    String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    List<String> path = List.of(bare.split("[/\\\\]", -1));
    if (path.size() > maxDepth) {
      throw TransferRefusals.badArchive("its folders are nested too deep");
    }
    for (String step : path) {
      try {
        Names.check(step);
      } catch (Refusal refusal) {
        throw TransferRefusals.badArchive(
            "a name in it is not allowed. " + refusal.text().replaceAll("\\.$", ""));
      }
    }
    return path;
  }

  private Item.Content unpack(ZipFile zip, BlobChannel channel, ZipArchiveEntry entry, long most)
      throws IOException {
    if (entry.isUnixSymlink() || !zip.canReadEntryData(entry)) {
      throw TransferRefusals.badArchive("an entry is encrypted, a link, or packed in a rare way");
    }
    BlobId blob = blobs.create();
    boolean whole = false;
    try (InputStream in = channel.reading(() -> zip.getInputStream(entry));
        BlobStore.Writing out = blobs.write(blob)) {
      Hashing hashing = new Hashing();
      Blocks.pour(
          new Unpacking(in, channel),
          Long.MAX_VALUE,
          (block, at) -> {
            if (at + block.remaining() > most) {
              throw TransferRefusals.badArchive("it is too large unpacked");
            }
            hashing.update(block);
            out.write(block, at);
          });
      if (hashing.count() != entry.getSize() || hashing.crc32() != entry.getCrc()) {
        throw TransferRefusals.badArchive("it is damaged");
      }
      out.sync();
      whole = true;
      return new Item.Content(blob, hashing.count(), hashing.md5Hex(), hashing.crc32());
    } finally {
      if (!whole) {
        blobs.delete(blob);
      }
    }
  }

  /// What an entry unpacks to. A failure to unpack it is the archive's, one to read it is ours.
  private static final class Unpacking extends InputStream {

    private final InputStream in;
    private final BlobChannel channel;

    private Unpacking(InputStream in, BlobChannel channel) {
      this.in = in;
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return channel.reading(() -> in.read(into, offset, length));
    }
  }

  /// A blob as the ZIP reader wants it.
  private static final class BlobChannel implements SeekableByteChannel {

    /// Something done with the reader.
    @FunctionalInterface
    private interface Action<T> {
      T run() throws IOException;
    }

    private final BlobStore.Reading reading;
    private long position;
    private boolean open = true;

    /// The store failed; the reader above may wrap or hide it.
    private boolean broken;

    private BlobChannel(BlobStore.Reading reading) {
      this.reading = reading;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (!open) {
        throw new ClosedChannelException();
      }
      broken = true;
      int n = reading.read(into, position);
      broken = false;
      position += Math.max(0, n);
      return n;
    }

    /// Runs what reads the archive. The reader fails in many ways on what is malformed, some of
    /// them unchecked.
    private <T> T reading(Action<T> action) throws IOException {
      try {
        return action.run();
      } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException failure) {
        if (broken) {
          throw new IOException("an archive's blob cannot be read", failure);
        }
        throw TransferRefusals.badArchive("it is damaged, or no ZIP");
      }
    }

    @Override
    public int write(ByteBuffer from) {
      throw new NonWritableChannelException();
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      position = newPosition;
      return this;
    }

    @Override
    public long size() {
      return reading.length();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
