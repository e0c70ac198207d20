package valise.files.webhooks;

import java.util.Arrays;
import java.util.Optional;

/// Of what part of the world a subscription tells.
enum Context {
  /// Everything in the account; for its administrators.
  ACCOUNT("Account"),
  /// What lies below one folder, wherever the folder is moved.
  FOLDER("Folder");

  private final String wireName;

  Context(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  static Optional<Context> parse(String text) {
    return Arrays.stream(values()).filter(it -> it.wireName.equalsIgnoreCase(text)).findAny();
  }
}
