package valise.hub.documents;

import java.util.Optional;
import valise.platform.Refusal;

/// What a caller means: by path or by id.
sealed interface Target {

  record ByPath(HubPath path) implements Target {}

  record ById(String id) implements Target {}

  /// What the query's `path` names.
  static Target path(Optional<String> path) {
    return new ByPath(
        HubPath.parse(
            path.filter(text -> !text.isBlank())
                .orElseThrow(() ->
                    Refusal.malformed("PARAMETER_MISSING", "The parameter 'path' is missing."))));
  }
}
