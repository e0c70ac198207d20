package valise.platform.http;

import java.io.IOException;

/// The caller's body is whole, but is not the multipart form it claims to be.
public final class MalformedPartsException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedPartsException(String message) {
    super(message);
  }
}
