package valise.server.serve;

/// The operator has to change something before the server can start. The message says what.
public final class CannotStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CannotStartException(String message) {
    super(message, null, false, false);
  }
}
