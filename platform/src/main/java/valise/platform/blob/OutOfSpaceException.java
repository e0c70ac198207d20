package valise.platform.blob;

import java.io.IOException;

/// The store has no room for the bytes: a full disk or an exhausted disk quota. Nothing that was
/// durable before is harmed; the caller may try again when there is room.
public final class OutOfSpaceException extends IOException {

  private static final long serialVersionUID = 1L;

  public OutOfSpaceException(String message) {
    super(message);
  }

  OutOfSpaceException(IOException cause) {
    super("no space left for blobs: " + cause.getMessage(), cause);
  }
}
