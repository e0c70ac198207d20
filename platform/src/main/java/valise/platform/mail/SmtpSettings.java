package valise.platform.mail;

import java.time.Duration;
import valise.platform.secrets.Secret;

/// Which mail server takes our mail.
///
/// @param user empty if the server asks for none
/// @param timeout for connecting and for each answer
public record SmtpSettings(
    String host,
    int port,
    Encryption encryption,
    String user,
    Secret<String> password,
    Duration timeout) {

  /// How the connection is kept from others.
  public enum Encryption {
    /// Not at all: for a server on this machine.
    NONE,
    /// Begins in the open and changes over; if the server will not, nothing is sent.
    STARTTLS,
    /// From the first byte.
    TLS
  }

  public SmtpSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("A mail server has a host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("A port is 1 to 65535");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("A mail server's time-out is 1 ms to 10 minutes");
    }
  }
}
