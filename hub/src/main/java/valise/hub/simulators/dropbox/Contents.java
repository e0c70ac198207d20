package valise.hub.simulators.dropbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// The bytes of every revision and of every upload session that is open, in a temporary folder.
final class Contents implements Closeable {

  private final Path folder;

  Contents() throws IOException {
    this.folder = Files.createTempDirectory("valise-dropbox-");
  }

  /// What was stored.
  record Stored(long size, String hash) {}

  /// Appends to a session's bytes, or begins them.
  long append(String name, InputStream in) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      in.transferTo(out);
    }
    return size(name);
  }

  long size(String name) throws IOException {
    return Files.exists(file(name)) ? Files.size(file(name)) : 0;
  }

  /// Gives what lies under `name` the name of a revision.
  Stored keep(String name, String rev) throws IOException {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file(name))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hash.update(buffer, n);
      }
    }
    Files.move(file(name), file(rev));
    return new Stored(Files.size(file(rev)), hash.hex());
  }

  InputStream open(String rev) throws IOException {
    return Files.newInputStream(file(rev));
  }

  void drop(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private Path file(String name) {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("Not a name of ours");
    }
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
