package valise.files.webhooks;

import java.util.Arrays;
import java.util.Optional;

/// What can be subscribed to, by the vendor's names [docs].
///
/// There is no event of a folder that is made or changed. An account is never made or deleted
/// through the API, and nobody pays here: [#ACCOUNT_CREATE], [#ACCOUNT_DELETE] and
/// [#ACCOUNT_UPGRADE] can be asked for and never come.
enum EventType {
  FILE_UPLOAD("File", "Upload", true),
  FILE_DOWNLOAD("File", "Download", true),
  FILE_UPDATE("File", "Update", true),
  FILE_DELETE("File", "Delete", true),
  FOLDER_DELETE("Folder", "Delete", true),
  USER_CREATE("User", "Create", false),
  USER_UPDATE("User", "Update", false),
  USER_DELETE("User", "Delete", false),
  ACCOUNT_CREATE("Account", "Create", false),
  ACCOUNT_UPDATE("Account", "Update", false),
  ACCOUNT_DELETE("Account", "Delete", false),
  ACCOUNT_UPGRADE("Account", "UpgradeToPaid", false);

  private final String resource;
  private final String operation;
  private final boolean inFolders;

  EventType(String resource, String operation, boolean inFolders) {
    this.resource = resource;
    this.operation = operation;
    this.inFolders = inFolders;
  }

  String resource() {
    return resource;
  }

  String operation() {
    return operation;
  }

  /// Whether it can be subscribed to in this context.
  boolean fits(Context context) {
    return inFolders || context == Context.ACCOUNT;
  }

  /// Reads a pair of names, without regard to case.
  static Optional<EventType> of(String resource, String operation) {
    return Arrays.stream(values())
        .filter(type -> type.resource.equalsIgnoreCase(resource))
        .filter(type -> type.operation.equalsIgnoreCase(operation))
        .findAny();
  }
}
