package valise.server.serve;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import valise.hub.wire.OwnAddress;
import valise.server.settings.ServerSettings;

/// Where this server is reached: what the operator says, or else where it listens. A server that
/// may take any free port knows which only when it has begun to listen.
final class Origin implements OwnAddress, ApplicationListener<WebServerInitializedEvent> {

  private final ServerSettings settings;
  private volatile int port;

  Origin(ServerSettings settings) {
    this.settings = settings;
    this.port = settings.port();
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    port = event.getWebServer().getPort();
  }

  @Override
  public String origin() {
    return settings.publicUrl().isEmpty()
        ? Addresses.url(settings.host(), port)
        : settings.publicUrl();
  }
}
