package valise.files.notices;

import valise.files.items.Item;
import valise.platform.mail.Letter;
import valise.platform.mail.Wording;

/// Items as letters list them.
final class Things {

  private Things() {}

  static Letter.Thing of(Item item) {
    return new Letter.Thing(
        item.isFile() ? item.fileName() : item.name(),
        item.isFile() ? Wording.size(item.size()) : item.isFolder() ? "folder" : "");
  }
}
