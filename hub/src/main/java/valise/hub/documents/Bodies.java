package valise.hub.documents;

import java.util.List;
import java.util.Optional;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// What callers send as JSON. Other members are left alone.
final class Bodies {

  private Bodies() {}

  /// Where something goes: of a copy, and of a new folder.
  record Place(Field<String> path, Field<String> description, Field<List<String>> tags) {

    HubPath required() {
      return HubPath.parse(
          path.value()
              .filter(text -> !text.isBlank())
              .orElseThrow(
                  () -> Refusal.malformed("FIELD_MISSING", "The body must give a 'path'.")));
    }
  }

  /// What is to change. A path is where it is to be, a name what it is to be called there. Tags are
  /// all that it is to have.
  record Change(
      Field<String> path, Field<String> name, Field<String> description, Field<List<String>> tags) {

    Cabinet.Change change() {
      return new Cabinet.Change(given(path).map(HubPath::parse), given(name), description.value());
    }

    private static Optional<String> given(Field<String> field) {
      return field.value().filter(text -> !text.isBlank());
    }
  }
}
