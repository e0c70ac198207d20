package valise.platform.jobs;

/// What a handler throws when trying again is pointless: the job is dead at once, and waits for a
/// person who knows better.
public final class HopelessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public HopelessException(String message, Throwable cause) {
    super(message, cause);
  }
}
