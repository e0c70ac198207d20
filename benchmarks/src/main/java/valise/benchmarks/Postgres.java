package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A PostgreSQL of the system's packages with a fresh database, every commit synced.
final class Postgres implements AutoCloseable {

  static final String USER = "postgres";

  private final Server server;
  private final Path data;

  private Postgres(Server server, Path data) {
    this.server = server;
    this.data = data;
  }

  static Postgres start(Path work) throws IOException, InterruptedException {
    Path programs = programs();
    // Its own folder: the one of the run may be closed to PostgreSQL's user.
    Path data =
        Files.createTempDirectory(
            "valise-postgres",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (root()) {
      data.getFileSystem()
          .provider()
          .getFileAttributeView(data, java.nio.file.attribute.FileOwnerAttributeView.class)
          .setOwner(
              data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
    }
    Path log = work.resolve("postgres.log");
    int port = Machine.freePort();
    Process init =
        new ProcessBuilder(
                command(
                    programs.resolve("initdb").toString(),
                    "-D",
                    data.toString(),
                    "-U",
                    USER,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (init.waitFor() != 0) {
      throw new IOException("initdb failed: " + Files.readString(log));
    }
    return new Postgres(
        Server.start(
            "postgres",
            port,
            log,
            command(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=")),
        data);
  }

  /// The newest that is installed.
  private static Path programs() throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .filter(version -> Files.exists(version.resolve("bin/postgres")))
          .max(
              Comparator.comparingInt(
                  version -> Integer.parseInt(version.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    }
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  /// It refuses to run as root.
  private static List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(root() ? List.of("runuser", "-u", USER, "--") : List.of());
    command.addAll(List.of(words));
    return command;
  }

  String jdbc() {
    return "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
  }

  String url() {
    return "postgres://" + USER + "@127.0.0.1:" + server.port() + "/postgres";
  }

  double cpuSeconds() throws IOException {
    return server.cpuSeconds();
  }

  @Override
  public void close() {
    server.close();
    Machine.deleteTree(data);
  }
}
