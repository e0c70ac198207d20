package valise.acceptance;

import org.junit.jupiter.api.extension.ExtendWith;

/// rclone against a server whose database is PostgreSQL.
@ExtendWith(Postgres.class)
final class RcloneOnPostgresTest extends RcloneContract {

  private final PackagedServer server;

  RcloneOnPostgresTest(PackagedServer server) {
    this.server = server;
  }

  @Override
  PackagedServer server() {
    return server;
  }
}
