package valise.hub.documents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;

/// What people write on files and folders: tags, and properties of their own. They are kept at the
/// provider or refused, never by the hub itself.
record Labels(Cabinet cabinet) {

  private static final int MOST_TAGS = 100;
  private static final int MOST_PROPERTIES = 100;

  // --- tags --------------------------------------------------------------------------------------

  /// Tags as they can be set, each once. To be asked before anything else is done.
  ///
  /// @throws Refusal when the provider has no tags, or not such ones
  List<String> settable(List<String> tags) {
    if (tags.isEmpty()) {
      return tags;
    }
    DocumentMapping.Tagging tagging = tagging();
    Set<String> each = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String tag : tags) {
      if (!tagging.form().matcher(tag.strip()).matches()) {
        throw Refusal.malformed("BAD_TAG", "This provider has no tags such as '" + tag + "'.");
      }
      each.add(tag.strip());
    }
    if (each.size() > MOST_TAGS) {
      throw Refusal.malformed("BAD_TAG", "These are more than " + MOST_TAGS + " tags.");
    }
    return List.copyOf(each);
  }

  private DocumentMapping.Tagging tagging() {
    return cabinet
        .mapping()
        .tagging()
        .orElseThrow(() ->
            Refusal.malformed(
                "NOT_AT_THIS_PROVIDER", "Files of this provider have no tags that can be set."));
  }

  /// Gives a thing these tags in place of those it has.
  ///
  /// @param tags from [#settable], or none
  CloudFile tag(CloudFile file, List<String> tags) {
    tagging();
    List<String> before = shown(List.of(file), true).getFirst().tags();
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("item", cabinet.item(file).seen());
    arguments.put("tags", tags);
    arguments.put("added", tags.stream().filter(isIn(before).negate()).toList());
    arguments.put("removed", before.stream().filter(isIn(tags).negate()).toList());
    cabinet.run("tag", arguments);
    // The provider may write them in its own way.
    return shown(List.of(file.tagged(tags)), true).getFirst();
  }

  /// The same for a thing that was just made, if there are any.
  CloudFile tagNew(CloudFile file, List<String> tags) {
    if (tags.isEmpty()) {
      return file;
    }
    try {
      return tag(file, tags);
    } catch (ProviderFailure failure) {
      throw failure.after("The " + file.kind().noun() + " is stored, but not its tags.");
    }
  }

  private static Predicate<String> isIn(List<String> tags) {
    return tag -> tags.stream().anyMatch(tag::equalsIgnoreCase);
  }

  /// Files with their tags, where these are wanted and have to be asked for.
  List<CloudFile> shown(List<CloudFile> files, boolean wanted) {
    if (!wanted || !cabinet.mapping().operations().containsKey("tags")) {
      return files;
    }
    int together = tagging().together();
    List<CloudFile> shown = new ArrayList<>();
    for (int from = 0; from < files.size(); from += together) {
      shown.addAll(asked(files.subList(from, Math.min(files.size(), from + together))));
    }
    return shown;
  }

  private List<CloudFile> asked(List<CloudFile> files) {
    if (files.size() == 1 && files.getFirst().path().filter("/"::equals).isPresent()) {
      return files;
    }
    List<Map<String, Object>> items =
        files.stream().map(file -> cabinet.item(file).seen()).toList();
    List<Map<String, Object>> found = cabinet.run("tags", Map.of("items", items)).records();
    if (found.size() != files.size()) {
      throw ProviderFailure.of(
          502,
          "PROVIDER_ANSWER",
          "The provider's answer cannot be understood. It tells the tags of others.");
    }
    List<CloudFile> tagged = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      CloudFile read =
          CloudFile.of(
              Map.of("tags", Objects.requireNonNullElse(found.get(i).get("tags"), List.of())),
              Map.of());
      tagged.add(files.get(i).tagged(read.tags()));
    }
    return tagged;
  }

  // --- properties --------------------------------------------------------------------------------

  /// Sets properties of a thing, or removes those without a value. Others stay.
  ///
  /// @throws Refusal when the provider has no such properties
  void set(Item item, Map<String, Optional<String>> properties) {
    if (properties.size() > MOST_PROPERTIES) {
      throw Refusal.malformed(
          "BAD_FIELD", "These are more than " + MOST_PROPERTIES + " properties.");
    }
    List<Map<String, String>> set = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    properties.forEach((name, value) -> {
      if (name.isBlank() || cabinet.mapping().reserved().contains(name.toLowerCase(Locale.ROOT))) {
        throw Refusal.malformed("BAD_FIELD", "The property '" + name + "' cannot be set.");
      }
      value.ifPresentOrElse(
          text -> set.add(Map.of("name", name, "value", text)), () -> removed.add(name));
    });
    cabinet.run("setProperties", Map.of("item", item.seen(), "set", set, "removed", removed));
  }
}
