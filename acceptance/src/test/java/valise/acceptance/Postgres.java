package valise.acceptance;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A PostgreSQL for one test class, and a packaged server on a database of its own in it.
final class Postgres implements ParameterResolver {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private record World(EmbeddedPostgres database, Path folder, TheServer.Started server)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      server.close();
      database.close();
      Packaging.delete(folder);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PackagedServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Postgres.class))
        .computeIfAbsent("world", missing -> world(), World.class)
        .server()
        .orElseFail();
  }

  private static World world() {
    try {
      Path folder = Files.createTempDirectory("valise-postgres");
      EmbeddedPostgres database =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder.resolve("data").toFile())
              .setCleanDataDirectory(true)
              .start();
      String name = "acceptance" + COUNT.incrementAndGet();
      try (Connection connection = database.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create database " + name);
      }
      Map<String, String> settings = new HashMap<>(TheServer.GENEROUS);
      settings.put(
          "VALISE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + database.getPort() + "/" + name);
      settings.put("VALISE_DATABASE_USER", "postgres");
      return new World(
          database, folder, TheServer.Started.by(() -> PackagedServer.fresh("postgres", settings)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
