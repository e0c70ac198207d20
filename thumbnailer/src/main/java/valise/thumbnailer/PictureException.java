package valise.thumbnailer;

/// Carries an [Outcome] out of the depths of a decoder.
final class PictureException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Outcome outcome;

  PictureException(Outcome outcome) {
    super(outcome.toString());
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
