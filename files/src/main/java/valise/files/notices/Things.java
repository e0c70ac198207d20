package valise.files.notices;

import valise.files.items.Item;
import valise.platform.mail.Letter;
import valise.platform.mail.Wording;

/// Items as letters list them.
final class Things {

  /// A folder to those who are told of that very folder.
  static final Letter.Thing EVERYTHING = new Letter.Thing("everything", "");

  private Things() {}

  static Letter.Thing of(Item item) {
    return new Letter.Thing(
        item.isFile() ? item.fileName() : item.name(),
        item.isFile() ? Wording.size(item.size()) : item.isFolder() ? "folder" : "");
  }
}
