package valise.platform.mail;

/// A message was not taken.
public final class MailFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  MailFailedException(String message, Throwable cause, boolean permanent) {
    super(message, cause);
    this.permanent = permanent;
  }

  /// Whether trying the same message again is pointless: the server refused it for good.
  public boolean permanent() {
    return permanent;
  }
}
