package valise.platform.blob;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Blobs in a folder, one file each, fanned out over 256 folders: `ab/abcd…`. The folders are made
/// when first needed and never removed. One level is enough: file systems index their folders, and
/// each further level costs a young store one more sync for each file.
///
/// A new name is durable when [#create] returns: the folder that holds it is synced, and so is
/// every folder above it that was not known to be durable yet.
public final class DiskBlobs implements BlobStore {

  private static final int BLOCK = 256 * 1024;
  private static final Pattern FAN = Pattern.compile("[0-9a-f]{2}");

  /// Windows cannot open a folder as a file, and its file system keeps names in a journal.
  private static final boolean FOLDERS_CAN_BE_SYNCED = File.separatorChar == '/';

  private final Path root;

  /// The fan-out folders that exist and whose own names are durable.
  private final Set<String> durableFolders = ConcurrentHashMap.newKeySet();

  private DiskBlobs(Path root) {
    this.root = root;
  }

  /// Opens the store in `root`, making the folder when it is not there.
  public static DiskBlobs in(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    makeDurably(absolute);
    return new DiskBlobs(absolute);
  }

  private static void makeDurably(Path folder) throws IOException {
    Path above = folder.getParent();
    if (above == null || Files.isDirectory(folder)) {
      return;
    }
    makeDurably(above);
    makeFolder(folder);
    syncFolder(above);
  }

  @Override
  public BlobId create() throws IOException {
    BlobId id = BlobId.fresh();
    String fan = fan(id);
    boolean known = durableFolders.contains(fan);
    Path folder = root.resolve(fan);
    try {
      if (!known) {
        makeFolder(folder);
      }
      Files.createFile(folder.resolve(id.value()));
      // The deepest first: a journalling file system then commits once for all of them.
      syncFolder(folder);
      if (!known) {
        syncFolder(root);
      }
    } catch (IOException e) {
      throw named(e, 1);
    }
    durableFolders.add(fan);
    return id;
  }

  @Override
  public Writing write(BlobId id) throws IOException {
    return new FileWriting(open(id, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public Reading read(BlobId id) throws IOException {
    FileChannel channel = open(id, StandardOpenOption.READ);
    return new FileReading(id, channel, channel.size());
  }

  @Override
  public Optional<Long> length(BlobId id) throws IOException {
    try {
      return Optional.of(Files.size(path(id)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(BlobId id) throws IOException {
    // Not synced: a name that comes back after a power cut is an orphan, and is swept again.
    Files.deleteIfExists(path(id));
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, DiskBlobs::isFan)) {
      for (Path folder : folders) {
        forEachIn(folder, folder.getFileName().toString(), visitor);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void forEachIn(Path folder, String prefix, Visitor visitor) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!BlobId.isOne(name) || !name.startsWith(prefix)) {
          continue;
        }
        Stored stored;
        try {
          BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
          stored = new Stored(new BlobId(name), found.size(), found.lastModifiedTime().toInstant());
        } catch (NoSuchFileException deletedMeanwhile) {
          continue;
        }
        visitor.visit(stored);
      }
    } catch (NotDirectoryException stranger) {
      // A file somebody else put here: not a blob.
    }
  }

  @Override
  public long free() {
    return root.toFile().getUsableSpace();
  }

  private static String fan(BlobId id) {
    return id.value().substring(0, 2);
  }

  private static boolean isFan(Path entry) {
    return FAN.matcher(entry.getFileName().toString()).matches();
  }

  private Path path(BlobId id) {
    return root.resolve(fan(id)).resolve(id.value());
  }

  private FileChannel open(BlobId id, StandardOpenOption... how) throws IOException {
    try {
      return FileChannel.open(path(id), how);
    } catch (NoSuchFileException gone) {
      throw new NoSuchBlobException(id);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException there) {
      // Made before, perhaps by a process that died before it could sync: the caller syncs it.
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    if (FOLDERS_CAN_BE_SYNCED) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /// The failure under its own name when the disk is full. The system's text may be translated, so
  /// a disk with less room than was `wanted` counts as well.
  private IOException named(IOException failure, long wanted) {
    String text = String.valueOf(failure.getMessage());
    boolean full =
        text.contains("No space left on device")
            || text.contains("Disk quota exceeded")
            || text.contains("not enough space on the disk")
            || free() < wanted;
    return full ? new OutOfSpaceException(failure) : failure;
  }

  private final class FileWriting implements Writing {

    private final FileChannel channel;
    private volatile boolean lengthCut;
    private volatile boolean lost;

    private FileWriting(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        try {
          at += channel.write(bytes, at);
        } catch (IOException e) {
          throw named(e, bytes.remaining());
        }
      }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      return channel.read(into, offset);
    }

    @Override
    public void truncate(long length) throws IOException {
      lengthCut = true;
      channel.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      if (lost) {
        throw new IOException("an earlier sync of this blob failed; write it again");
      }
      try {
        // Without metadata is enough for a length that grew, which the data cannot be read
        // without; a length that shrank is only metadata.
        channel.force(lengthCut);
      } catch (IOException e) {
        lost = true;
        throw named(e, 1);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record FileReading(BlobId id, FileChannel channel, long length) implements Reading {

    @Override
    public void transferTo(OutputStream out, long offset, long length) throws IOException {
      if (out instanceof WritableByteChannel target) {
        long sent = 0;
        while (sent < length) {
          long n = channel.transferTo(offset + sent, length - sent, target);
          if (n <= 0 && offset + sent >= channel.size()) {
            throw tooShort(offset, length);
          }
          sent += n;
        }
        return;
      }
      ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, length));
      long sent = 0;
      while (sent < length) {
        block.clear().limit((int) Math.min(block.capacity(), length - sent));
        int n = channel.read(block, offset + sent);
        if (n < 0) {
          throw tooShort(offset, length);
        }
        out.write(block.array(), 0, n);
        sent += n;
      }
    }

    private EOFException tooShort(long offset, long length) throws IOException {
      return new EOFException(
          "blob %s has %d bytes, asked for %d from %d"
              .formatted(id, channel.size(), length, offset));
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      return channel.read(into, offset);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
