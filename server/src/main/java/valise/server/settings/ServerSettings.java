package valise.server.settings;

import java.time.Duration;
import java.util.regex.Pattern;
import valise.platform.config.Setting;
import valise.platform.config.Settings;

/// Where the server listens and how it stops.
///
/// @param port 0 means any free one
/// @param publicUrl where people reach the server; empty means where it listens
/// @param behindProxy whether `X-Forwarded-*` of a proxy on this machine or in a private network is
///   believed
/// @param maxHeaderBytes of a whole request head; a longer one is refused
/// @param metricsPort on the loopback, 0 means any free one; -1 means none
/// @param logRequests whether each request leaves a line
public record ServerSettings(
    String host,
    int port,
    String publicUrl,
    boolean behindProxy,
    long maxHeaderBytes,
    int maxConnections,
    Duration idle,
    Duration shutdownGrace,
    int metricsPort,
    boolean logRequests) {

  public static final Setting<String> HOST =
      Setting.text(
          "host",
          "127.0.0.1",
          Pattern.compile("[0-9A-Za-z.:%\\[\\]-]+"),
          "a host name or address",
          "The address to listen on; 0.0.0.0 means all.");
  public static final Setting<Integer> PORT =
      Setting.whole("port", 8080, 0, 65_535, "The port to listen on; 0 means any free one.");
  public static final Setting<String> PUBLIC_URL =
      Setting.text(
          "public-url",
          "",
          Pattern.compile("|https?://[^/?#\\s]+/?"),
          "http:// or https:// and a host",
          "Where people reach the server, for links in mail; empty means where it listens.");
  public static final Setting<Boolean> BEHIND_PROXY =
      Setting.flag(
          "http.behind-proxy",
          false,
          "Whether to believe X-Forwarded-For, -Proto and -Host of a proxy on this machine or in a"
              + " private network.");
  public static final Setting<Long> MAX_HEADER_BYTES =
      Setting.bytes(
          "http.max-header-bytes",
          32L << 10,
          8L << 10,
          1L << 20,
          "The longest request head, address and all.");
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.whole(
          "http.max-connections", 8192, 16, 1_000_000, "Connections served at the same time.");
  public static final Setting<Duration> IDLE =
      Setting.duration(
          "http.idle",
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          "How long a connection may be silent, within a request or between two.");
  public static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.duration(
          "shutdown.grace",
          Duration.ofSeconds(25),
          Duration.ofSeconds(1),
          Duration.ofMinutes(30),
          "How long requests may go on when the server is told to stop.");
  public static final Setting<Integer> METRICS_PORT =
      Setting.whole(
          "metrics.port",
          8081,
          -1,
          65_535,
          "The loopback port with metrics for Prometheus; 0 means any free one, -1 none.");
  public static final Setting<Boolean> LOG_REQUESTS =
      Setting.flag("log.requests", true, "Whether each request leaves a line of JSON.");

  public static ServerSettings from(Settings settings) {
    return new ServerSettings(
        settings.get(HOST),
        settings.get(PORT),
        settings.get(PUBLIC_URL),
        settings.get(BEHIND_PROXY),
        settings.get(MAX_HEADER_BYTES),
        settings.get(MAX_CONNECTIONS),
        settings.get(IDLE),
        settings.get(SHUTDOWN_GRACE),
        settings.get(METRICS_PORT),
        settings.get(LOG_REQUESTS));
  }
}
