package valise.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

  @TempDir private Path folder;

  @Test
  void aSecondServerInOneProcessIsRefused() throws Exception {
    Path data = folder.resolve("data");
    try (DataFolder first = DataFolder.open(data)) {
      assertThat(DataFolder.isInUse(data)).isTrue();
      assertThatThrownBy(() -> DataFolder.open(first.path()))
          .isInstanceOf(DataFolder.InUseException.class)
          .hasMessageContaining("in use")
          .hasMessageContaining("--data");
    }
    assertThat(DataFolder.isInUse(data)).isFalse();
    DataFolder.open(data).close();
  }

  @Test
  void aServerInAnotherProcessIsSeenAndNamed() throws Exception {
    Path data = folder.resolve("data");
    Process other =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Holder.class.getName(),
                    data.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> DataFolder.open(data))
          .isInstanceOf(DataFolder.InUseException.class)
          .hasMessageContaining("process " + other.pid());
    } finally {
      other.destroyForcibly();
      assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    // The lock dies with its process, however that dies.
    DataFolder.open(data).close();
  }

  /// Holds a data folder until it is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (DataFolder held = DataFolder.open(Path.of(args[0]))) {
        System.out.println("held");
        Thread.sleep(60_000);
        System.out.println(held.path());
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatItMakesIsItsOwnersOnly() throws Exception {
    Path data = folder.resolve("above").resolve("data");
    DataFolder.open(data).close();
    DataFolder.writeSecret(data.resolve("secret"), "text");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret"))))
        .isEqualTo("rw-------");
    try (var files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "secret");
    }
  }
}
