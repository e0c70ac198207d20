package valise.files.odata;

import java.util.Optional;
import valise.platform.json.Field;

/// Another entity as a body names it: by `Id`, or by its `url` [docs] [net-sdk].
public record EntityRef(Field<String> id, Field<String> url) {

  /// What stands between the parentheses of the entity's address; empty when neither was given.
  public Optional<String> reference() {
    return id.value()
        .or(() ->
            url.value()
                .filter(text -> text.contains("("))
                .map(text -> text.substring(text.lastIndexOf('(') + 1).replaceFirst("\\).*", "")))
        .filter(text -> !text.isBlank());
  }
}
