package valise.platform.config;

import java.util.List;

/// The server cannot start with these settings. The message names everything that is wrong, one
/// line each, and never a secret's value.
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingsException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
