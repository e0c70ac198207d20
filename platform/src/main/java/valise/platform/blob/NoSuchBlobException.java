package valise.platform.blob;

import java.io.IOException;

/// A blob that a row names is not in the store. Always damage or a bug, never a caller's mistake.
public final class NoSuchBlobException extends IOException {

  private static final long serialVersionUID = 1L;

  public NoSuchBlobException(BlobId id) {
    super("no blob " + id);
  }
}
