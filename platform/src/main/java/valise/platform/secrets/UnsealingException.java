package valise.platform.secrets;

/// A sealed value cannot be opened: its key is gone, it was changed, or it belongs elsewhere.
public final class UnsealingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsealingException(String message) {
    super(message);
  }
}
