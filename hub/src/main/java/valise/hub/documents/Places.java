package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;

/// Prepares the places of what is new: the folders above, and what is there under the name already.
///
/// What looks first and acts then cannot be one step at a provider: somebody else can come between,
/// and then the provider's own rules decide.
record Places(Operations operations, Forms forms, Finder finder) {

  private static final int DEEPEST = 100;

  /// The folder at a path, made with those above it where they are not.
  private Item folder(HubPath path, int depth) {
    if (depth > DEEPEST) {
      throw Refusal.malformed("BAD_PATH", "The path has more than " + DEEPEST + " folders.");
    }
    Optional<Item> there = finder.look(path);
    if (there.isPresent()) {
      if (there.get().file().orElseThrow().kind() != Kind.FOLDER) {
        throw Refusal.conflict("NOT_A_FOLDER", "'" + path + "' is a file.");
      }
      return there.get();
    }
    if (path.isRoot()) {
      throw ProviderFailure.of(
          404, "PROVIDER_NOT_FOUND", "The instance's root folder is not at the provider.");
    }
    Item parent = folder(path.parent(), depth + 1);
    try {
      return make(path, parent);
    } catch (ProviderFailure failure) {
      // Somebody else may have made it meanwhile.
      if (failure.status() == 409) {
        return finder.look(path).orElseThrow(() -> failure);
      }
      throw failure;
    }
  }

  /// Prepares a place: makes the folders above and refuses what is taken, each only where the
  /// provider does not do so itself.
  ///
  /// @param moving what may already be there: itself
  /// @return what operations see of the place, to be added to
  Map<String, Object> prepare(
      HubPath path, boolean overwrite, Kind kind, Optional<HubPath> moving) {
    if (path.isRoot()) {
      throw Refusal.malformed("BAD_PATH", "The path must name something below the root.");
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    boolean itself = moving.filter(path::sameAs).isPresent();
    if (!itself && (!operations.mapping().refusesConflicts() || overwrite)) {
      Optional<Item> existing = finder.look(path);
      existing.ifPresent(it -> refuseTaken(path, it.file().orElseThrow().kind(), kind, overwrite));
      existing.ifPresent(it -> arguments.put("existing", it.seen()));
    }
    if (!operations.mapping().makesParents()) {
      arguments.put("parent", folder(path.parent(), 0).seen());
    }
    arguments.put("path", forms.root().toProvider(path));
    arguments.put("name", path.name());
    arguments.put("overwrite", overwrite);
    return arguments;
  }

  private static void refuseTaken(HubPath path, Kind there, Kind wanted, boolean overwrite) {
    if (!overwrite || there != Kind.FILE || wanted != Kind.FILE) {
      throw Refusal.conflict(
          "NAME_TAKEN",
          "There is "
              + there.article()
              + " at '"
              + path
              + "' already"
              + (there == Kind.FILE && wanted == Kind.FILE
                  ? "; overwrite=true replaces it."
                  : "."));
    }
  }

  private Item make(HubPath path, Item parent) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("parent", parent.seen());
    arguments.put("path", forms.root().toProvider(path));
    arguments.put("name", path.name());
    return forms.described(
        operations.run("createFolder", arguments).record(), Optional.of(path), Optional.empty());
  }
}
