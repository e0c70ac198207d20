package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import valise.hub.mapping.ErrorRules;
import valise.hub.mapping.Expression;
import valise.hub.mapping.MappingException;
import valise.hub.mapping.Operation;
import valise.hub.mapping.Section;

/// What an element says of its provider's files and folders, in `documents.yaml`:
///
/// ```yaml
/// addressing: path                       # what names a thing at the provider: path or id
/// bases: { content: dropbox.content.url} # further base addresses, by configuration key
/// rootNames: [/top]                      # values of document.root.folder.name that mean the root
/// makesParents: true                     # the provider makes the folders above by itself
/// refusesConflicts: true                 # the provider refuses a name that is taken
/// describes: false                       # things have a description that can be set
/// tags: { form: '\w{1,32}', together: 20 } # things can be tagged: what a tag can be, and of how
///                                        # many things `tags` is asked at once
/// reserved: [md5]                        # properties of things that nobody can set
/// paging: cursor                         # or offset: the cursor counts from 0
/// mostPerPage: 2000                      # the largest page the provider gives
/// errors: { ... }                        # see ErrorRules
/// file: |                                # a record in the hub's form, as JSONata
/// found: |                               # the same for records of a search, if they differ
/// objects: { files: [ ... ] }            # names and fields for discovery
/// operations: { ... }                    # by the names below; see Operation
/// ```
///
/// `file` and `found` see `record`, `config`, and `path` (the provider's) or `folder` (that of the
/// folder it was listed in) where these are known. They yield the members of a [CloudFile]; at
/// providers that name by id, also `id`.
///
/// The operations, and what they see besides `config`; a *thing* is the provider's record with
/// `path` and `id` added, at providers that name by path perhaps no more than these:
///
/// | Operation | Sees | Yields |
/// |---|---|---|
/// | `find` | `path` | the record of it; 404 when there is none |
/// | `get` | `id` | the record of it; 404 when there is none |
/// | `locate` | `item` | the provider's path of a thing, for elements that name by id |
/// | `contents` | `item` (a folder), `page` | records, `next` |
/// | `search` | `item` (a folder or nothing), `text`, `startDate`, `endDate`, `page` | records, `next` |
/// | `download` | `item`, `range` | content |
/// | `upload` | `path`, `name`, `parent`, `existing`, `overwrite`, `description`, `size`, `atMost` | the record |
/// | `createFolder` | `path`, `name`, `parent`, `description` | the record |
/// | `delete` | `item` | nothing |
/// | `copy` | `item`, `path`, `name`, `parent`, `existing`, `overwrite` | the record of the copy |
/// | `change` | as `copy`, and `moved`, `renamed`, `description` | the record |
/// | `link`, `unlink` | `item`, `expires`, `visibility`, `password` | a link; nothing |
/// | `tag` | `item`, `tags`, and of these what is `added`, and what is `removed` | nothing |
/// | `tags` | `items` | `{tags}` of each, in the same order |
/// | `setProperties` | `item`, `set` (`{name, value}` each), `removed` (names) | nothing |
/// | `lock`, `unlock` | `item` | nothing |
/// | `revisions`, `revision` | `item`, `revision` | records; one |
/// | `storage`, `ping`, `me` | nothing | an object; ping may be anything |
/// | `shares`, `share` | `query`; `body` | what the provider says |
///
/// `page` is `{size, cursor, offset}`. `contents` also sees whether `tags` are wanted. An element
/// whose records have their tags in them gives these with `file`, and has no operation `tags`.
record DocumentMapping(
    Addressing addressing,
    Map<String, String> bases,
    List<String> rootNames,
    boolean makesParents,
    boolean refusesConflicts,
    boolean describes,
    Optional<Tagging> tagging,
    Set<String> reserved,
    Paging paging,
    int mostPerPage,
    ErrorRules errors,
    Expression file,
    Expression found,
    Optional<Changes> changes,
    Map<String, List<Map<String, Object>>> objects,
    Map<String, Operation> operations) {

  enum Addressing {
    PATH,
    ID
  }

  enum Paging {
    CURSOR,
    OFFSET
  }

  /// That things can be tagged.
  ///
  /// @param form what one tag can be
  /// @param together how many things' tags are asked for at once
  record Tagging(Pattern form, int together) {}

  /// Where changes show in records, for providers whose folders tell when anything below them
  /// changed. Expressions see `record`.
  ///
  /// @param changed when the thing, or for a folder anything below it, last changed
  /// @param created when it came into being
  /// @param passed over: what is shown in a listing but lies elsewhere
  record Changes(Expression changed, Expression created, Optional<Expression> passed) {}

  private static final Set<String> OPERATIONS =
      Set.of(
          "find",
          "get",
          "locate",
          "contents",
          "search",
          "download",
          "upload",
          "createFolder",
          "delete",
          "copy",
          "change",
          "link",
          "unlink",
          "tag",
          "tags",
          "setProperties",
          "lock",
          "unlock",
          "revisions",
          "revision",
          "storage",
          "ping",
          "me",
          "shares",
          "share");

  private static final List<String> NEEDED = List.of("find", "contents", "download");

  /// @throws MappingException which names the file and the field
  static DocumentMapping read(Section section) {
    section.only(
        "addressing",
        "bases",
        "rootNames",
        "makesParents",
        "refusesConflicts",
        "describes",
        "tags",
        "reserved",
        "paging",
        "mostPerPage",
        "errors",
        "file",
        "found",
        "changes",
        "objects",
        "operations");
    Section operations = section.requiredPart("operations");
    Map<String, Operation> read = new LinkedHashMap<>();
    for (String name : operations.names()) {
      if (!OPERATIONS.contains(name)) {
        throw operations.bad(name, "is no operation of the documents hub");
      }
      read.put(name, Operation.read(operations, name));
    }
    Addressing addressing = section.oneOf("addressing", Addressing.class).orElse(Addressing.ID);
    for (String name : NEEDED) {
      operations.requiredPart(name);
    }
    if (addressing == Addressing.ID) {
      operations.requiredPart("get");
      operations.requiredPart("locate");
    }
    Expression file = section.requiredExpression("file");
    Map<String, String> bases = new LinkedHashMap<>();
    section
        .part("bases")
        .ifPresent(part -> part.names().forEach(name -> bases.put(name, part.requiredText(name))));
    return new DocumentMapping(
        addressing,
        bases,
        section.texts("rootNames").stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
        section.flag("makesParents"),
        section.flag("refusesConflicts"),
        section.flag("describes"),
        section.part("tags").map(DocumentMapping::tagging),
        section.texts("reserved").stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        section.oneOf("paging", Paging.class).orElse(Paging.OFFSET),
        section.number("mostPerPage", 200),
        ErrorRules.read(section.requiredPart("errors")),
        file,
        section.expression("found").orElse(file),
        section.part("changes").map(DocumentMapping::changes),
        objects(section),
        read);
  }

  private static Tagging tagging(Section section) {
    section.only("form", "together");
    try {
      return new Tagging(
          Pattern.compile(section.requiredText("form")), section.number("together", 1));
    } catch (PatternSyntaxException e) {
      throw section.bad("form", "is no regular expression");
    }
  }

  private static Changes changes(Section section) {
    section.only("changed", "created", "passed");
    return new Changes(
        section.requiredExpression("changed"),
        section.requiredExpression("created"),
        section.expression("passed"));
  }

  /// Each object's fields as `name: type`.
  private static Map<String, List<Map<String, Object>>> objects(Section section) {
    Map<String, List<Map<String, Object>>> objects = new LinkedHashMap<>();
    section
        .part("objects")
        .ifPresent(part ->
            part.names()
                .forEach(name -> {
                  Section fields = part.requiredPart(name);
                  objects.put(
                      name,
                      fields.names().stream()
                          .map(field ->
                              Map.<String, Object>of(
                                  "vendorPath", field, "type", fields.requiredText(field)))
                          .toList());
                }));
    return objects;
  }
}
