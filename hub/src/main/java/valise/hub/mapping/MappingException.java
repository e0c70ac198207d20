package valise.hub.mapping;

import java.io.Serial;

/// An element's file says what cannot be done. The message names the file and the field.
public final class MappingException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public MappingException(String where, String what) {
    super(where + ": " + what);
  }
}
