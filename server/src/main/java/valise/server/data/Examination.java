package valise.server.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.Databases;
import valise.server.settings.StorageSettings;

/// Looks at what a server stands on: the JDK, the disk, the database, the clock, and who can read
/// its secrets. Changes nothing, and works beside a running server.
public final class Examination {

  private static final long LITTLE_ROOM = 1L << 30;
  private static final long NO_ROOM = 64L << 20;
  private static final Duration SKEW = Duration.ofSeconds(5);
  private static final Instant THE_PAST = Instant.parse("2026-01-01T00:00:00Z");

  /// How well a thing is.
  public enum Verdict {
    OK,
    NOTE,
    WRONG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// One thing that was looked at.
  public record Finding(Verdict verdict, String what, String detail) {}

  private final StorageSettings storage;
  private final InstantSource clock;
  private final List<Finding> findings = new ArrayList<>();

  private Examination(StorageSettings storage, InstantSource clock) {
    this.storage = storage;
    this.clock = clock;
  }

  public static List<Finding> of(StorageSettings storage) {
    return of(storage, InstantSource.system());
  }

  static List<Finding> of(StorageSettings storage, InstantSource clock) {
    Examination examination = new Examination(storage, clock);
    examination.java();
    if (Files.isDirectory(storage.data())) {
      examination.folder();
      examination.disk();
      examination.secrets();
      examination.database("database", storage.database());
      examination.database("hub", storage.hubDatabase());
    } else {
      examination.find(
          Verdict.NOTE, "data", storage.data() + " is not there; the first start makes it");
      examination.now();
    }
    return List.copyOf(examination.findings);
  }

  private void find(Verdict verdict, String what, String detail) {
    findings.add(new Finding(verdict, what, detail));
  }

  private void java() {
    find(
        Verdict.OK,
        "java",
        Runtime.version() + " in " + System.getProperty("java.home", "an unknown place"));
  }

  private void folder() {
    find(
        Verdict.OK,
        "data",
        storage.data()
            + (DataFolder.isInUse(storage.data())
                ? ", a server is using it"
                : ", no server is using it"));
    if (Files.exists(storage.firstStartFile())) {
      find(
          Verdict.NOTE,
          "first start",
          storage.firstStartFile() + " still holds the first password; delete it");
    }
  }

  private void disk() {
    Path probe = storage.data().resolve(".doctor-" + ProcessHandle.current().pid());
    try {
      long room = Files.getFileStore(storage.data()).getUsableSpace();
      Verdict verdict =
          room < NO_ROOM ? Verdict.WRONG : room < LITTLE_ROOM ? Verdict.NOTE : Verdict.OK;
      find(verdict, "disk", (room >> 20) + " MiB free");
      long began = System.nanoTime();
      try (FileChannel channel =
          FileChannel.open(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(4096));
        channel.force(true);
      }
      long micros = (System.nanoTime() - began) / 1000;
      find(
          micros > 500_000 ? Verdict.NOTE : Verdict.OK,
          "sync",
          "4 KiB written and synced in %.1f ms".formatted(micros / 1000.0));
      skew(Files.getLastModifiedTime(probe).toInstant());
    } catch (IOException e) {
      find(Verdict.WRONG, "disk", "cannot write to " + storage.data() + ": " + e);
    } finally {
      remove(probe);
    }
  }

  private static void remove(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot remove " + probe, e);
    }
  }

  private void now() {
    Instant now = clock.instant();
    find(now.isBefore(THE_PAST) ? Verdict.WRONG : Verdict.OK, "clock", now.toString());
  }

  /// The disk may be somebody else's, with a clock of its own.
  private void skew(Instant written) {
    Instant now = clock.instant();
    Duration apart = Duration.between(written, now).abs();
    if (now.isBefore(THE_PAST)) {
      find(Verdict.WRONG, "clock", now + " lies in the past; set the clock");
    } else if (apart.compareTo(SKEW) > 0) {
      find(
          Verdict.WRONG,
          "clock",
          "%s, but the disk says %s; bring the two together".formatted(now, written));
    } else {
      find(Verdict.OK, "clock", now.toString());
    }
  }

  private void secrets() {
    mode(storage.data(), "the data folder");
    if (storage.keys().isEmpty()) {
      if (Files.exists(storage.keyFile())) {
        mode(storage.keyFile(), "the key file");
      } else {
        find(Verdict.NOTE, "keys", storage.keyFile() + " is not there; the next start makes it");
      }
    }
    if (Files.exists(storage.firstStartFile())) {
      mode(storage.firstStartFile(), "the file of the first start");
    }
  }

  private void mode(Path path, String what) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      boolean open =
          mode.stream()
              .anyMatch(one -> one.name().startsWith("GROUP_") || one.name().startsWith("OTHERS_"));
      find(
          open ? Verdict.WRONG : Verdict.OK,
          "secrets",
          open
              ? what + " can be read by others: chmod go= " + path
              : what + " is its owner's only");
    } catch (IOException e) {
      find(Verdict.WRONG, "secrets", "cannot look at " + path + ": " + e);
    }
  }

  private void database(String what, DatabaseSettings settings) {
    if (settings instanceof DatabaseSettings.Sqlite(Path file, int readers)
        && Files.notExists(file)) {
      find(Verdict.NOTE, what, file + " is not there; the next start makes it");
      return;
    }
    long began = System.nanoTime();
    // Without components nothing is migrated.
    try (Database database = Databases.open(settings)) {
      database.read(sql -> sql.selectOne().fetch());
      // Begins and ends a change, which what is damaged or read-only does not let.
      database.write(tx -> tx.sql().selectOne().fetch());
      find(
          Verdict.OK,
          what,
          "%s answered in %d ms"
              .formatted(
                  settings instanceof DatabaseSettings.Sqlite sqlite ? sqlite.file() : "PostgreSQL",
                  (System.nanoTime() - began) / 1_000_000));
    } catch (DataAccessException e) {
      find(Verdict.WRONG, what, "does not answer: " + e.getMessage());
    }
  }
}
