package valise.hub.documents;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where the hub's `/` lies at the provider: `document.root.folder.name`. Names such as ShareFile's
/// `/top` stand for the provider's own root [seed].
///
/// @param prefix empty, or a path that every path of the hub is put under
record RootFolder(String prefix) {

  /// What it is called in an instance's configuration.
  static final String KEY = "document.root.folder.name";

  static RootFolder of(Optional<String> configured, List<String> namesOfTheRoot) {
    String name = configured.map(String::strip).orElse("");
    boolean whole =
        name.isEmpty()
            || name.equals("/")
            || namesOfTheRoot.contains(name.toLowerCase(Locale.ROOT));
    return new RootFolder(
        whole ? "" : HubPath.parse(name.startsWith("/") ? name : "/" + name).text());
  }

  String toProvider(HubPath path) {
    return path.isRoot() ? (prefix.isEmpty() ? "/" : prefix) : prefix + path.text();
  }

  /// The hub's path of a provider's, or empty when it lies outside.
  Optional<HubPath> fromProvider(String path) {
    if (prefix.isEmpty()) {
      return path.startsWith("/") ? Optional.of(HubPath.parse(path)) : Optional.empty();
    }
    if (path.equalsIgnoreCase(prefix)) {
      return Optional.of(HubPath.ROOT);
    }
    return path.regionMatches(true, 0, prefix + "/", 0, prefix.length() + 1)
        ? Optional.of(HubPath.parse(path.substring(prefix.length())))
        : Optional.empty();
  }
}
