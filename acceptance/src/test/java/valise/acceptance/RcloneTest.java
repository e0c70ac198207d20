package valise.acceptance;

import org.junit.jupiter.api.extension.ExtendWith;

/// rclone against the server as the README's first command starts it.
@ExtendWith(TheServer.class)
final class RcloneTest extends RcloneContract {

  private final PackagedServer server;

  RcloneTest(PackagedServer server) {
    this.server = server;
  }

  @Override
  PackagedServer server() {
    return server;
  }
}
