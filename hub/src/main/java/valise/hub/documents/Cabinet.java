package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valise.hub.mapping.Engine;
import valise.hub.mapping.Expression;
import valise.hub.mapping.Provider;
import valise.platform.Refusal;

/// One instance's files and folders, as its provider has them now: what can be done with them. How
/// they are found is [Finder]'s, how they are shown [Forms]', and where new ones go [Places]'.
final class Cabinet {

  private final Operations operations;
  private final Forms forms;
  private final Finder finder;
  private final Places places;

  Cabinet(DocumentMapping mapping, Map<String, String> config, Engine engine, Provider provider) {
    this.operations = new Operations(mapping, config, engine, provider);
    this.forms =
        new Forms(
            mapping,
            operations.config(),
            RootFolder.of(Optional.ofNullable(config.get(RootFolder.KEY)), mapping.rootNames()));
    this.finder = new Finder(operations, forms);
    this.places = new Places(operations, forms, finder);
  }

  DocumentMapping mapping() {
    return operations.mapping();
  }

  /// Does an operation of the element; see [Operations#run].
  Engine.Outcome run(String name, Map<String, Object> arguments) {
    return operations.run(name, arguments);
  }

  List<String> objectNames() {
    return List.copyOf(mapping().objects().keySet());
  }

  /// Whether tags are shown without being asked for.
  boolean showsTags() {
    return Boolean.parseBoolean(operations.config().get("document.tagging"));
  }

  // --- looking -----------------------------------------------------------------------------------

  /// See [Finder#require].
  Item require(Target target, Kind kind) {
    return finder.require(target, kind);
  }

  /// See [Finder#find].
  Item find(Target target) {
    return finder.find(target);
  }

  /// See [Finder#reach].
  Item reach(Target target, Kind kind) {
    return finder.reach(target, kind);
  }

  /// See [Finder#located].
  CloudFile located(Item item) {
    return finder.located(item);
  }

  /// See [Finder#pathOf].
  HubPath pathOf(Item item) {
    return finder.pathOf(item);
  }

  /// See [Forms#item].
  Item item(CloudFile file) {
    return forms.item(file);
  }

  /// See [Forms#described].
  Item described(Map<String, Object> record, Optional<HubPath> path, Optional<HubPath> folder) {
    return forms.described(record, path, folder);
  }

  /// The same in a form of its own.
  Item described(
      Expression form,
      Map<String, Object> record,
      Optional<HubPath> path,
      Optional<HubPath> folder) {
    return forms.described(form, record, path, folder);
  }

  // --- changing ----------------------------------------------------------------------------------

  CloudFile makeFolder(HubPath path, Optional<String> description) {
    refuseDescription(description);
    Map<String, Object> place = places.prepare(path, false, Kind.FOLDER, Optional.empty());
    description.ifPresent(text -> place.put("description", text));
    return forms
        .described(
            operations.run("createFolder", place).record(), Optional.of(path), Optional.empty())
        .file()
        .orElseThrow();
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
    Map<String, Object> place = places.prepare(path, overwrite, Kind.FILE, Optional.empty());
    description.ifPresent(text -> place.put("description", text));
    content.length().ifPresent(size -> place.put("size", size));
    atMost.ifPresent(size -> place.put("atMost", size));
    Engine.Outcome outcome = operations.run("upload", place, content);
    return forms
        .described(outcome.record(), Optional.of(path), Optional.empty())
        .file()
        .orElseThrow();
  }

  /// The bytes of a file. Whoever gets the outcome's content closes it.
  Engine.Outcome download(Item item, Optional<String> range) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("item", item.seen());
    range.ifPresent(it -> arguments.put("range", it));
    return operations.run("download", arguments);
  }

  void delete(Item item) {
    if (item.path().filter(HubPath::isRoot).isPresent()) {
      throw Refusal.malformed("BAD_PATH", "The root cannot be deleted.");
    }
    operations.run("delete", Map.of("item", item.seen()));
  }

  CloudFile copy(Item item, HubPath to, boolean overwrite) {
    CloudFile file = item.file().orElseThrow();
    Optional<HubPath> from = item.path().or(() -> located(item).path().map(HubPath::parse));
    if (from.filter(to::sameAs).isPresent()) {
      throw Refusal.conflict(
          "NAME_TAKEN", "A " + file.kind().noun() + " cannot be copied onto itself.");
    }
    refuseIntoItself(from, to, file.kind());
    Map<String, Object> place = places.prepare(to, overwrite, file.kind(), Optional.empty());
    place.put("item", item.seen());
    return forms
        .described(operations.run("copy", place).record(), Optional.of(to), Optional.empty())
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
      return forms.finished(file, Optional.of(from));
    }
    refuseIntoItself(Optional.of(from), to, file.kind());
    Map<String, Object> arguments = places.prepare(to, overwrite, file.kind(), Optional.of(from));
    arguments.put(
        "item",
        Item.seen(item.seen(), Optional.empty(), Optional.of(forms.root().toProvider(from))));
    arguments.put("moved", moved);
    arguments.put("renamed", renamed);
    change.description().ifPresent(text -> arguments.put("description", text));
    return forms
        .described(operations.run("change", arguments).record(), Optional.of(to), Optional.empty())
        .file()
        .orElseThrow();
  }

  private static void refuseIntoItself(Optional<HubPath> from, HubPath to, Kind kind) {
    if (kind == Kind.FOLDER && from.filter(to::isBelow).isPresent()) {
      throw Refusal.malformed("INTO_ITSELF", "A folder cannot go into itself.");
    }
  }

  private void refuseDescription(Optional<String> description) {
    if (description.isPresent() && !mapping().describes()) {
      throw Refusal.malformed(
          "NOT_AT_THIS_PROVIDER", "Files of this provider have no description that can be set.");
    }
  }
}
