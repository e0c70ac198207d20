package valise.server.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The clone that the tests run in.
public final class Repository {

  private Repository() {}

  /// Where the launcher lies.
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("valise"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("The tests do not run inside the repository");
    }
    return folder;
  }

  public static String read(String file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The Java sources of every module below this folder of theirs, sorted.
  public static List<Path> sources(String folder) {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .map(module -> module.resolve(folder))
          .filter(Files::isDirectory)
          .sorted()
          .flatMap(Repository::javaFiles)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Compares a committed file with what it has to hold; with `-Dvalise.write` it is written anew.
  public static void holds(String file, String expected) {
    try {
      if (System.getProperty("valise.write") != null) {
        Files.writeString(root().resolve(file), expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    org.assertj.core.api.Assertions.assertThat(read(file))
        .as("%s is out of date; run: ./valise docs", file)
        .isEqualTo(expected);
  }
}
