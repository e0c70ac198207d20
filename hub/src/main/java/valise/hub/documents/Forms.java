package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import valise.hub.mapping.Expression;
import valise.hub.mapping.UnexpectedAnswerException;
import valise.hub.wire.ProviderFailure;

/// Brings a provider's records into the hub's form.
///
/// @param root where the hub's paths begin at the provider
record Forms(DocumentMapping mapping, Map<String, String> config, RootFolder root) {

  boolean byPath() {
    return mapping.addressing() == DocumentMapping.Addressing.PATH;
  }

  /// A record in the hub's form.
  ///
  /// @param path where it is, if that is known
  /// @param folder what it was listed in, if it was
  Item described(Map<String, Object> record, Optional<HubPath> path, Optional<HubPath> folder) {
    return described(mapping.file(), record, path, folder);
  }

  Item described(
      Expression form,
      Map<String, Object> record,
      Optional<HubPath> path,
      Optional<HubPath> folder) {
    Map<String, Object> scope = new LinkedHashMap<>();
    scope.put("record", record);
    scope.put("config", config);
    path.ifPresent(it -> scope.put("path", root.toProvider(it)));
    folder.ifPresent(it -> scope.put("folder", root.toProvider(it)));
    CloudFile mapped = CloudFile.of(mapped(form, scope), record);
    // The provider knows how its people write it.
    Optional<HubPath> told = mapped.path().flatMap(root::fromProvider);
    Optional<HubPath> known =
        told.filter(it -> path.isEmpty() || it.sameAs(path.get())).or(() -> path);
    CloudFile file = finished(mapped, known);
    return new Item(
        known,
        Item.seen(
            record,
            byPath() ? Optional.empty() : Optional.of(file.id()),
            known.map(root::toProvider)),
        Optional.of(file));
  }

  private static Map<String, ?> mapped(Expression form, Map<String, Object> scope) {
    try {
      if (form.evaluate(scope).orElse(null) instanceof Map<?, ?> map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> {
          if (value != null) {
            named.put(Objects.toString(name), value);
          }
        });
        return named;
      }
    } catch (UnexpectedAnswerException e) {
      throw ProviderFailure.of(
          502, "PROVIDER_ANSWER", "The provider's answer cannot be understood. " + e.getMessage());
    }
    throw ProviderFailure.of(
        502, "PROVIDER_ANSWER", "The provider's answer cannot be understood. It has no record.");
  }

  /// Adds what follows from where it is.
  CloudFile finished(CloudFile mapped, Optional<HubPath> path) {
    if (path.isEmpty()) {
      return mapped;
    }
    CloudFile placed = mapped.with("path", path.get().text());
    if (!byPath()) {
      return placed;
    }
    HubPath key = path.get().lowerCase();
    CloudFile named = placed.with("id", key.id());
    return path.get().isRoot() ? named : named.with("parentFolderId", key.parent().id());
  }

  /// A thing whose record was read before.
  Item item(CloudFile file) {
    Optional<HubPath> path = file.path().map(HubPath::parse);
    return new Item(
        path,
        Item.seen(
            file.raw(),
            byPath() ? Optional.empty() : Optional.of(file.id()),
            path.map(root::toProvider)),
        Optional.of(file));
  }
}
