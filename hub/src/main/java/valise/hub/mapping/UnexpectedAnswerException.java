package valise.hub.mapping;

import java.io.Serial;

/// A provider's answer has another form than the element's file says.
public final class UnexpectedAnswerException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  UnexpectedAnswerException(String where, String what) {
    super(where + ": " + what);
  }
}
