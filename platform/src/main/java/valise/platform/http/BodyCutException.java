package valise.platform.http;

import java.io.IOException;

/// The caller's body ended before it was whole. What has arrived is real but is not the file: never
/// commit it as one.
public final class BodyCutException extends IOException {

  private static final long serialVersionUID = 1L;

  /// How it was cut.
  public enum How {
    /// The connection was reset or closed, or the chunked framing broke off.
    RESET,
    /// No byte came for as long as the server waits for one.
    TIMED_OUT,
    /// The body ended in good order, but before its declared length or its final boundary.
    SHORT
  }

  private final How how;
  private final long received;

  public BodyCutException(How how, long received, String message) {
    super(message);
    this.how = how;
    this.received = received;
  }

  BodyCutException(How how, long received, IOException cause) {
    super("the body was cut after " + received + " bytes: " + cause.getMessage(), cause);
    this.how = how;
    this.received = received;
  }

  public How how() {
    return how;
  }

  /// The bytes of the body that had arrived.
  public long received() {
    return received;
  }
}
