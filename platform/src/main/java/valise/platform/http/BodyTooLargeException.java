package valise.platform.http;

import java.io.IOException;

/// The caller's body is, or declares itself, larger than it may be.
public final class BodyTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long limit;

  public BodyTooLargeException(long limit) {
    super("the body is larger than " + limit + " bytes");
    this.limit = limit;
  }

  /// The bytes it may have at most.
  public long limit() {
    return limit;
  }
}
