package valise.hub.documents;

import java.util.Map;
import java.util.Optional;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;

/// Finds files and folders at the provider, by path or by id.
record Finder(Operations operations, Forms forms) {

  /// A thing with its record.
  ///
  /// @throws ProviderFailure 404 when there is none
  /// @throws Refusal when it is of another kind
  Item require(Target target, Kind kind) {
    Item item = find(target);
    if (item.file().orElseThrow().kind() != kind) {
      throw Refusal.malformed(
          kind == Kind.FILE ? "NOT_A_FILE" : "NOT_A_FOLDER",
          "This is not "
              + kind.article()
              + "; use the operations of "
              + (kind == Kind.FILE ? "folders." : "files."));
    }
    return item;
  }

  Item find(Target target) {
    return switch (target) {
      case Target.ByPath byPath -> at(byPath.path());
      case Target.ById byId -> {
        if (forms.byPath()) {
          Optional<Item> referred = referred(byId.id());
          yield referred.isPresent() ? referred.get() : at(HubPath.ofId(byId.id()));
        }
        yield forms.described(
            operations.run("get", Map.of("id", byId.id())).record(),
            Optional.empty(),
            Optional.empty());
      }
    };
  }

  /// A thing that is only to be read: without a look at it, where its path is address enough.
  Item reach(Target target, Kind kind) {
    if (!forms.byPath() || (target instanceof Target.ById byId && isReference(byId.id()))) {
      return require(target, kind);
    }
    HubPath path =
        switch (target) {
          case Target.ByPath it -> it.path();
          case Target.ById it -> HubPath.ofId(it.id());
        };
    return new Item(
        Optional.of(path),
        Item.seen(Map.of(), Optional.empty(), Optional.of(forms.root().toProvider(path))),
        Optional.empty());
  }

  /// What is at a path, if anything.
  Optional<Item> look(HubPath path) {
    try {
      return Optional.of(at(path));
    } catch (ProviderFailure failure) {
      if (failure.status() == 404) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private Item at(HubPath path) {
    String providerPath = forms.root().toProvider(path);
    if (forms.byPath() && providerPath.equals("/")) {
      // Providers that name by path tell nothing about their root.
      CloudFile top =
          forms.finished(
              CloudFile.of(Map.of("name", "", "directory", true), Map.of()), Optional.of(path));
      return new Item(
          Optional.of(path),
          Item.seen(Map.of(), Optional.empty(), Optional.of("/")),
          Optional.of(top));
    }
    return forms.described(
        operations.run("find", Map.of("path", providerPath)).record(),
        Optional.of(path),
        Optional.empty());
  }

  /// `id:...` is how path-addressed providers write permanent ids, which are our `refId`.
  private static boolean isReference(String id) {
    return id.startsWith("id:");
  }

  private Optional<Item> referred(String id) {
    return isReference(id)
        ? Optional.of(
            forms.described(
                operations.run("find", Map.of("path", id)).record(),
                Optional.empty(),
                Optional.empty()))
        : Optional.empty();
  }

  /// The same with its path, asking for it if need be.
  CloudFile located(Item item) {
    CloudFile file = item.file().orElseThrow();
    if (file.path().isPresent() || !operations.has("locate")) {
      return file;
    }
    return operations
        .run("locate", Map.of("item", item.seen()))
        .result()
        .map(Object::toString)
        .flatMap(forms.root()::fromProvider)
        .map(path -> forms.finished(file, Optional.of(path)))
        .orElse(file);
  }

  /// The hub's path of a thing.
  HubPath pathOf(Item item) {
    return item.path()
        .or(() -> located(item).path().map(HubPath::parse))
        .orElseThrow(() ->
            ProviderFailure.of(
                404, "PROVIDER_NOT_FOUND", "This lies outside of the instance's root folder."));
  }
}
