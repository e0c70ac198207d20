package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import valise.hub.mapping.Engine;
import valise.hub.mapping.Expression;
import valise.hub.mapping.Operation;
import valise.hub.mapping.Provider;
import valise.hub.mapping.UnexpectedAnswerException;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;

/// One instance's files and folders, as its provider has them now.
///
/// What looks first and acts then (conflicts at providers that do not refuse them, folders above)
/// cannot be one step at a provider: somebody else can come between, and then the provider's own
/// rules decide.
final class Cabinet {

  private static final int DEEPEST = 100;

  private final DocumentMapping mapping;
  private final Map<String, String> config;
  private final RootFolder root;
  private final Engine engine;
  private final Provider provider;

  Cabinet(DocumentMapping mapping, Map<String, String> config, Engine engine, Provider provider) {
    this.mapping = mapping;
    this.config = Map.copyOf(config);
    this.root =
        RootFolder.of(
            Optional.ofNullable(config.get("document.root.folder.name")), mapping.rootNames());
    this.engine = engine;
    this.provider = provider;
  }

  DocumentMapping mapping() {
    return mapping;
  }

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
        if (byPath()) {
          Optional<Item> referred = referred(byId.id());
          yield referred.isPresent() ? referred.get() : at(HubPath.ofId(byId.id()));
        }
        yield described(
            run("get", Map.of("id", byId.id())).record(), Optional.empty(), Optional.empty());
      }
    };
  }

  /// A thing that is only to be read: without a look at it, where its path is address enough.
  Item reach(Target target, Kind kind) {
    if (!byPath() || (target instanceof Target.ById byId && isReference(byId.id()))) {
      return require(target, kind);
    }
    HubPath path =
        switch (target) {
          case Target.ByPath it -> it.path();
          case Target.ById it -> HubPath.ofId(it.id());
        };
    return new Item(
        Optional.of(path),
        Item.seen(Map.of(), Optional.empty(), Optional.of(root.toProvider(path))),
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
    String providerPath = root.toProvider(path);
    if (byPath() && providerPath.equals("/")) {
      // Providers that name by path tell nothing about their root.
      CloudFile top =
          finished(
              CloudFile.of(Map.of("name", "", "directory", true), Map.of()), Optional.of(path));
      return new Item(
          Optional.of(path),
          Item.seen(Map.of(), Optional.empty(), Optional.of("/")),
          Optional.of(top));
    }
    return described(
        run("find", Map.of("path", providerPath)).record(), Optional.of(path), Optional.empty());
  }

  private boolean byPath() {
    return mapping.addressing() == DocumentMapping.Addressing.PATH;
  }

  /// `id:...` is how path-addressed providers write permanent ids, which are our `refId`.
  private static boolean isReference(String id) {
    return id.startsWith("id:");
  }

  private Optional<Item> referred(String id) {
    return isReference(id)
        ? Optional.of(
            described(run("find", Map.of("path", id)).record(), Optional.empty(), Optional.empty()))
        : Optional.empty();
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
  private CloudFile finished(CloudFile mapped, Optional<HubPath> path) {
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

  /// Whether tags are shown without being asked for.
  boolean showsTags() {
    return Boolean.parseBoolean(config.get("document.tagging"));
  }

  /// The same with its path, asking for it if need be.
  CloudFile located(Item item) {
    CloudFile file = item.file().orElseThrow();
    if (file.path().isPresent() || !mapping.operations().containsKey("locate")) {
      return file;
    }
    return run("locate", Map.of("item", item.seen()))
        .result()
        .map(Object::toString)
        .flatMap(root::fromProvider)
        .map(path -> finished(file, Optional.of(path)))
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

  /// The folder at a path, made with those above it where they are not.
  private Item folder(HubPath path, int depth) {
    if (depth > DEEPEST) {
      throw Refusal.malformed("BAD_PATH", "The path has more than " + DEEPEST + " folders.");
    }
    Optional<Item> there = look(path);
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
      return make(path, parent, Optional.empty());
    } catch (ProviderFailure failure) {
      // Somebody else may have made it meanwhile.
      if (failure.status() == 409) {
        return look(path).orElseThrow(() -> failure);
      }
      throw failure;
    }
  }

  /// Where something new goes: the folder for it, and what is there under its name.
  private record Place(HubPath path, Map<String, Object> arguments, Optional<Item> existing) {}

  /// Prepares a place: makes the folders above and refuses what is taken, each only where the
  /// provider does not do so itself.
  ///
  /// @param moving what may already be there: itself
  private Place place(HubPath path, boolean overwrite, Kind kind, Optional<HubPath> moving) {
    if (path.isRoot()) {
      throw Refusal.malformed("BAD_PATH", "The path must name something below the root.");
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    Optional<Item> existing = Optional.empty();
    boolean itself = moving.filter(path::sameAs).isPresent();
    if (!itself && (!mapping.refusesConflicts() || overwrite)) {
      existing = look(path);
      existing.ifPresent(it -> refuseTaken(path, it.file().orElseThrow().kind(), kind, overwrite));
      existing.ifPresent(it -> arguments.put("existing", it.seen()));
    }
    if (!mapping.makesParents()) {
      arguments.put("parent", folder(path.parent(), 0).seen());
    }
    arguments.put("path", root.toProvider(path));
    arguments.put("name", path.name());
    arguments.put("overwrite", overwrite);
    return new Place(path, arguments, existing);
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

  CloudFile makeFolder(HubPath path, Optional<String> description) {
    Place place = place(path, false, Kind.FOLDER, Optional.empty());
    refuseDescription(description);
    description.ifPresent(text -> place.arguments().put("description", text));
    return described(
            run("createFolder", place.arguments()).record(), Optional.of(path), Optional.empty())
        .file()
        .orElseThrow();
  }

  private Item make(HubPath path, Item parent, Optional<String> description) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("parent", parent.seen());
    arguments.put("path", root.toProvider(path));
    arguments.put("name", path.name());
    description.ifPresent(text -> arguments.put("description", text));
    return described(run("createFolder", arguments).record(), Optional.of(path), Optional.empty());
  }

  /// A file that arrives.
  ///
  /// @param atMost what is known of its length: it is no longer than this
  CloudFile upload(
      HubPath path,
      boolean overwrite,
      Optional<String> description,
      Engine.Content content,
      Optional<Long> atMost) {
    refuseDescription(description);
    Place place = place(path, overwrite, Kind.FILE, Optional.empty());
    description.ifPresent(text -> place.arguments().put("description", text));
    content.length().ifPresent(size -> place.arguments().put("size", size));
    atMost.ifPresent(size -> place.arguments().put("atMost", size));
    Engine.Outcome outcome =
        engine.run(
            operation("upload"),
            mapping.errors(),
            withConfig(place.arguments()),
            Optional.of(content),
            provider);
    return described(outcome.record(), Optional.of(path), Optional.empty()).file().orElseThrow();
  }

  /// The bytes of a file. Whoever gets the outcome's content closes it.
  Engine.Outcome download(Item item, Optional<String> range) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("item", item.seen());
    range.ifPresent(it -> arguments.put("range", it));
    return run("download", arguments);
  }

  void delete(Item item) {
    if (item.path().filter(HubPath::isRoot).isPresent()) {
      throw Refusal.malformed("BAD_PATH", "The root cannot be deleted.");
    }
    run("delete", Map.of("item", item.seen()));
  }

  CloudFile copy(Item item, HubPath to, boolean overwrite) {
    CloudFile file = item.file().orElseThrow();
    Optional<HubPath> from = item.path().or(() -> located(item).path().map(HubPath::parse));
    if (from.filter(to::sameAs).isPresent()) {
      throw Refusal.conflict(
          "NAME_TAKEN", "A " + file.kind().noun() + " cannot be copied onto itself.");
    }
    refuseIntoItself(from, to, file.kind());
    Place place = place(to, overwrite, file.kind(), Optional.empty());
    place.arguments().put("item", item.seen());
    return described(run("copy", place.arguments()).record(), Optional.of(to), Optional.empty())
        .file()
        .orElseThrow();
  }

  /// What to change of a thing: where it is, how it is called, what is said of it.
  record Change(Optional<HubPath> path, Optional<String> name, Optional<String> description) {}

  CloudFile change(Item item, Change change, boolean overwrite) {
    refuseDescription(change.description());
    CloudFile file = item.file().orElseThrow();
    HubPath from = pathOf(item);
    HubPath to = change.path().orElse(from);
    if (change.name().isPresent()) {
      to = to.parent().child(change.name().get());
    }
    if (from.isRoot()) {
      throw Refusal.malformed("BAD_PATH", "The root cannot be changed.");
    }
    boolean moved = !to.parent().sameAs(from.parent());
    boolean renamed = !to.name().equals(from.name());
    if (!moved && !renamed && change.description().isEmpty()) {
      return finished(file, Optional.of(from));
    }
    refuseIntoItself(Optional.of(from), to, file.kind());
    Place place = place(to, overwrite, file.kind(), Optional.of(from));
    Map<String, Object> arguments = place.arguments();
    arguments.put(
        "item", Item.seen(item.seen(), Optional.empty(), Optional.of(root.toProvider(from))));
    arguments.put("moved", moved);
    arguments.put("renamed", renamed);
    change.description().ifPresent(text -> arguments.put("description", text));
    return described(run("change", arguments).record(), Optional.of(to), Optional.empty())
        .file()
        .orElseThrow();
  }

  private static void refuseIntoItself(Optional<HubPath> from, HubPath to, Kind kind) {
    if (kind == Kind.FOLDER && from.filter(to::isBelow).isPresent()) {
      throw Refusal.malformed("INTO_ITSELF", "A folder cannot go into itself.");
    }
  }

  private void refuseDescription(Optional<String> description) {
    if (description.isPresent() && !mapping.describes()) {
      throw Refusal.malformed(
          "NOT_AT_THIS_PROVIDER", "Files of this provider have no description that can be set.");
    }
  }

  /// Does an operation of the element.
  ///
  /// @throws Refusal when the element has none of the name
  Engine.Outcome run(String name, Map<String, Object> arguments) {
    return engine.run(
        operation(name), mapping.errors(), withConfig(arguments), Optional.empty(), provider);
  }

  private Operation operation(String name) {
    Operation operation = mapping.operations().get(name);
    if (operation == null) {
      throw Refusal.of(
          Refusal.Kind.NO_SUCH_THING,
          "NOT_AT_THIS_PROVIDER",
          "This element has no such resource or operation.");
    }
    return operation;
  }

  private Map<String, Object> withConfig(Map<String, Object> arguments) {
    Map<String, Object> all = new LinkedHashMap<>(arguments);
    all.put("config", config);
    return all;
  }

  List<String> objectNames() {
    return List.copyOf(mapping.objects().keySet());
  }
}
