package valise.acceptance;

import org.junit.jupiter.api.extension.ExtendWith;

/// Sixteen writers on PostgreSQL.
@ExtendWith(Postgres.class)
final class WritersOnPostgresTest extends WritersContract {

  private final PackagedServer server;

  WritersOnPostgresTest(PackagedServer server) {
    this.server = server;
  }

  @Override
  PackagedServer server() {
    return server;
  }
}
