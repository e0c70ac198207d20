package valise.acceptance;

import org.junit.jupiter.api.extension.ExtendWith;

/// Sixteen writers on SQLite.
@ExtendWith(TheServer.class)
final class WritersTest extends WritersContract {

  private final PackagedServer server;

  WritersTest(PackagedServer server) {
    this.server = server;
  }

  @Override
  PackagedServer server() {
    return server;
  }
}
