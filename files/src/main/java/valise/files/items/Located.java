package valise.files.items;

import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.Lineage;
import valise.platform.Refusal;

/// An item the caller may see, where it is, and what they may do there.
///
/// @param rights on a folder, what the caller may do with its content; on anything else, what they
///   may do in the folder it lies in
public record Located(Item item, Chain chain, Rights rights) {

  public Lineage lineage() {
    return chain.lineage();
  }

  /// Goes on only with this right.
  ///
  /// @throws Refusal when the caller does not have it
  public Located require(Right right) {
    if (!rights.has(right)) {
      throw Refusal.notAllowed(
          "You do not have the right to "
              + switch (right) {
                case VIEW -> "view";
                case DOWNLOAD -> "download";
                case UPLOAD -> "upload or change";
                case DELETE -> "delete";
                case MANAGE -> "manage access";
              }
              + " here.");
    }
    return this;
  }

  /// Goes on only with a folder.
  public Located requireFolder() {
    if (!item.isFolder()) {
      throw Refusal.malformed("NOT_A_FOLDER", "'" + item.name() + "' is not a folder.");
    }
    return this;
  }

  /// Goes on only with a file.
  public Located requireFile() {
    if (!item.isFile()) {
      throw Refusal.malformed("NOT_A_FILE", "'" + item.name() + "' is not a file.");
    }
    return this;
  }
}
