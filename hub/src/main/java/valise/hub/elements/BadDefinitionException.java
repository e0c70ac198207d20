package valise.hub.elements;

import java.io.Serial;

/// A definition that cannot be used; its message says where and why.
public final class BadDefinitionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /// @param where the path of the field
  public BadDefinitionException(String where, String why) {
    super(where + ": " + why);
  }

  private BadDefinitionException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The same, with the file that it is about.
  BadDefinitionException in(String file) {
    return new BadDefinitionException(file + ": " + getMessage(), this);
  }
}
