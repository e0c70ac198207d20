package valise.server.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import valise.platform.db.DatabaseSettings;
import valise.server.settings.StorageSettings;

/// A copy of a data folder that a server may be using.
///
/// Stored files never change once they are whole, and are deleted only after the last row that
/// names them. So they are copied first, then the database as of one moment, then the files that
/// came in between: whatever a row of the copy names is there.
public final class Backup {

  /// A file that was written this recently may belong to an upload that goes on.
  private static final Duration SETTLED = Duration.ofDays(91);

  /// What was copied.
  public record Summary(long blobs, long bytes) {}

  private final Path from;
  private final Path to;
  private final boolean link;
  private long blobs;
  private long bytes;

  private Backup(Path from, Path to, boolean link) {
    this.from = from;
    this.to = to;
    this.link = link;
  }

  /// @param target is made; may exist when it is empty
  /// @throws IOException if something cannot be copied; what was copied stays
  public static Summary make(
      StorageSettings storage, DatabaseSettings.Sqlite database, Path target, boolean link)
      throws IOException {
    DataFolder.make(target);
    try (Stream<Path> there = Files.list(target)) {
      if (there.findAny().isPresent()) {
        throw new DirectoryNotEmptyException(target.toString());
      }
    }
    Backup backup = new Backup(storage.blobs(), target.resolve("blobs"), link);
    Files.createDirectories(backup.to);
    backup.copyBlobs();
    copyDatabase(database.file(), target.resolve("files.db"));
    if (storage.hubDatabase() instanceof DatabaseSettings.Sqlite hub && Files.exists(hub.file())) {
      copyDatabase(hub.file(), target.resolve("hub.db"));
    }
    backup.copyBlobs();
    if (storage.keys().isEmpty()) {
      DataFolder.writeSecret(target.resolve("keys"), Files.readString(storage.keyFile()));
    }
    if (Files.exists(storage.ledgerKeyFile())) {
      DataFolder.writeSecret(
          target.resolve("ledger-key"), Files.readString(storage.ledgerKeyFile()));
    }
    DataFolder.sync(target);
    return new Summary(backup.blobs, backup.bytes);
  }

  private void copyBlobs() throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (Files.notExists(copy)) {
          copy(file, copy);
        }
      }
    }
  }

  private void copy(Path file, Path copy) throws IOException {
    try {
      boolean settled =
          Files.getLastModifiedTime(file)
              .toInstant()
              .isBefore(InstantSource.system().instant().minus(SETTLED));
      if (link && settled) {
        Files.createLink(copy, file);
      } else {
        Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
      blobs++;
      bytes += Files.size(copy);
    } catch (NoSuchFileException e) {
      // Deleted meanwhile, so no row of the copy will name it.
      Files.deleteIfExists(copy);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("Somebody else writes into " + to, e);
    }
  }

  private static void copyDatabase(Path file, Path copy) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      try (PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
        vacuum.setString(1, copy.toString());
        vacuum.execute();
      }
    } catch (SQLException e) {
      throw new IOException("Cannot copy the database " + file, e);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement check = connection.createStatement();
        ResultSet answer = check.executeQuery("pragma integrity_check")) {
      if (!answer.next() || !"ok".equals(answer.getString(1))) {
        throw new IOException("The copy of the database is damaged: " + answer.getString(1));
      }
    } catch (SQLException e) {
      throw new IOException("Cannot check the copy of the database " + copy, e);
    }
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
