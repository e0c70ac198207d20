package valise.server.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// The folder that a server keeps everything in, readable by its owner only. One server uses it at
/// a time; commands that work beside a running server do not lock it.
public final class DataFolder implements AutoCloseable {

  private static final boolean FOLDERS_CAN_BE_SYNCED = java.io.File.separatorChar == '/';

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Makes the folder if it is missing and takes its lock, which ends with the process at the
  /// latest.
  ///
  /// @throws InUseException if another server has it
  public static DataFolder open(Path path) throws InUseException {
    try {
      make(path);
      return new DataFolder(path, lock(path));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use the data folder " + path, e);
    }
  }

  /// Whether some server has the folder now.
  public static boolean isInUse(Path path) {
    if (!Files.exists(path.resolve("lock"))) {
      return false;
    }
    try {
      lock(path).close();
      return false;
    } catch (InUseException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use the data folder " + path, e);
    }
  }

  /// Makes the folder and those above it; it is on the disk when this returns.
  public static void make(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path above = path.toAbsolutePath().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    Files.createDirectory(
        path, attributes(path.getFileSystem().supportedFileAttributeViews(), "rwx------"));
    if (above != null) {
      sync(above);
    }
  }

  private static FileChannel lock(Path path) throws IOException, InUseException {
    Path file = path.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Optional<FileLock> taken = Optional.empty();
    try {
      taken = Optional.ofNullable(channel.tryLock());
      if (taken.isEmpty()) {
        throw new InUseException(path, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (OverlappingFileLockException e) {
      throw new InUseException(path, Long.toString(ProcessHandle.current().pid()));
    } finally {
      if (taken.isEmpty()) {
        channel.close();
      }
    }
  }

  public Path path() {
    return path;
  }

  /// Puts a file with a secret in it into its place: whole or not at all, for its owner only, and
  /// on the disk when this returns.
  public static void writeSecret(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is no file");
    }
    Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
    Path half = Files.createTempFile(folder, ".half", ".tmp", attributes(views, "rw-------"));
    try {
      try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
    sync(folder);
  }

  /// Makes the names in a folder survive a power cut.
  static void sync(Path folder) throws IOException {
    if (FOLDERS_CAN_BE_SYNCED) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] attributes(Set<String> views, String permissions) {
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot let go of the data folder " + path, e);
    }
  }

  /// Another server has the data folder.
  public static final class InUseException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String text;

    InUseException(Path path, String process) {
      this(
          "The data folder %s is in use by another valise%s. Stop that one, or choose another folder with --data."
              .formatted(path, process.isEmpty() ? "" : " (process " + process + ")"));
    }

    private InUseException(String text) {
      super(text);
      this.text = text;
    }

    /// What the operator is told.
    public String text() {
      return text;
    }
  }
}
