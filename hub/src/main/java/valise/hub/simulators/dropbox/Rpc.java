package valise.hub.simulators.dropbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The calls that take a JSON argument and answer with JSON.
final class Rpc {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long ALLOCATED = 2L << 30;

  private final Drive drive;
  private final Cursors cursors;
  private final Links links;
  private final Tags tags;
  private final InstantSource clock;

  Rpc(Drive drive, Cursors cursors, Links links, InstantSource clock) {
    this.drive = drive;
    this.cursors = cursors;
    this.links = links;
    this.tags = new Tags(drive);
    this.clock = clock;
  }

  /// The answer of a call, or empty when there is no such call.
  Optional<JsonNode> call(String route, Arguments arguments) {
    return Optional.ofNullable(
        switch (route) {
          case "check/user" -> JSON.objectNode().put("result", arguments.find("query").orElse(""));
          case "users/get_current_account" -> account();
          case "users/get_space_usage" -> spaceUsage();
          case "files/get_metadata" -> metadata(arguments);
          case "files/list_folder" -> listFolder(arguments);
          case "files/list_folder/continue" -> more(arguments);
          case "files/list_folder/get_latest_cursor" -> latestCursor(arguments);
          case "files/create_folder_v2" ->
              node(
                  drive.makeFolder(
                      place(arguments.only("path", "autorename"), "path", "path"),
                      taken(arguments, "autorename")),
                  false);
          case "files/delete_v2" ->
              node(drive.delete(arguments.only("path", "parent_rev").path("path")), true);
          case "files/copy_v2" -> {
            arguments.only(RELOCATION);
            yield node(
                drive.copy(
                    arguments.path("from_path"),
                    place(arguments, "to_path", "to"),
                    taken(arguments, "autorename")),
                true);
          }
          case "files/move_v2" -> {
            arguments.only(RELOCATION);
            yield node(
                drive.move(
                    arguments.path("from_path"),
                    place(arguments, "to_path", "to"),
                    taken(arguments, "autorename")),
                true);
          }
          case "files/search_v2" -> search(arguments);
          case "files/search/continue_v2" -> moreFound(arguments);
          case "files/list_revisions" -> revisions(arguments);
          case "files/restore" -> restore(arguments);
          case "files/tags/add" -> tags.add(arguments);
          case "files/tags/remove" -> tags.remove(arguments);
          case "files/tags/get" -> tags.get(arguments);
          case "files/get_temporary_link" ->
              links.temporary(file(arguments.only("path").path("path"), "path"));
          case "sharing/create_shared_link_with_settings" -> links.share(arguments, drive);
          case "sharing/list_shared_links" -> links.list(arguments, drive);
          case "sharing/revoke_shared_link" -> links.revoke(arguments);
          default -> null;
        });
  }

  private static final String[] RELOCATION = {
    "from_path", "to_path", "autorename", "allow_shared_folder", "allow_ownership_transfer"
  };

  private static Drive.Taken taken(Arguments arguments, String rename) {
    return arguments.flag(rename, false) ? Drive.Taken.RENAME : Drive.Taken.REFUSE;
  }

  /// A path at which something can be put.
  private static String place(Arguments arguments, String name, String tag) {
    String path = arguments.path(name);
    if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/") || path.contains("//")) {
      throw Problem.endpoint(tag, "malformed_path");
    }
    return path;
  }

  private static JsonNode node(Node node, boolean tagged) {
    ObjectNode answer = JSON.objectNode();
    answer.set("metadata", node.json(tagged));
    return answer;
  }

  private static ObjectNode account() {
    ObjectNode account = JSON.objectNode();
    account.put("account_id", DropboxSimulator.ACCOUNT);
    ObjectNode name = JSON.objectNode();
    name.put("given_name", "Franz");
    name.put("surname", "Ferdinand");
    name.put("familiar_name", "Franz");
    name.put("display_name", "Franz Ferdinand");
    name.put("abbreviated_name", "FF");
    account.set("name", name);
    account.put("email", "franz@example.com");
    account.put("email_verified", true);
    account.put("disabled", false);
    account.put("locale", "en");
    account.put("is_paired", false);
    account.set("account_type", Problem.union(new String[] {"basic"}, 0));
    return account;
  }

  private JsonNode spaceUsage() {
    ObjectNode usage = JSON.objectNode();
    usage.put("used", drive.used());
    ObjectNode allocation = JSON.objectNode();
    allocation.put(".tag", "individual");
    allocation.put("allocated", ALLOCATED);
    usage.set("allocation", allocation);
    return usage;
  }

  private JsonNode metadata(Arguments arguments) {
    String path =
        arguments
            .only(
                "path",
                "include_media_info",
                "include_deleted",
                "include_has_explicit_shared_members",
                "include_property_groups")
            .path("path");
    if (path.isEmpty() || path.equals("/")) {
      throw arguments.bad("path: The root folder is unsupported.");
    }
    Optional<Node> found = drive.find(path);
    if (found.isEmpty()
        && arguments.flag("include_deleted", false)
        && drive.journal().stream().anyMatch(it -> Node.key(it.path()).equals(Node.key(path)))) {
      return Node.deleted(path);
    }
    return found.orElseThrow(() -> Problem.endpoint("path", "not_found")).json(true);
  }

  Node file(String path, String tag) {
    Node node = drive.find(path).orElseThrow(() -> Problem.endpoint(tag, "not_found"));
    if (node.isFolder()) {
      throw Problem.endpoint(tag, "not_file");
    }
    return node;
  }

  private String folder(Arguments arguments) {
    arguments.only(
        "path",
        "recursive",
        "include_media_info",
        "include_deleted",
        "include_has_explicit_shared_members",
        "include_mounted_folders",
        "limit",
        "shared_link",
        "include_property_groups",
        "include_non_downloadable_files");
    String path = arguments.path("path");
    if (path.isEmpty()) {
      return "";
    }
    if (path.equals("/")) {
      throw arguments.bad("path: Specify the root folder as an empty string rather than as \"/\".");
    }
    Node node = drive.find(path).orElseThrow(() -> Problem.endpoint("path", "not_found"));
    if (!node.isFolder()) {
      throw Problem.endpoint("path", "not_folder");
    }
    return node.path();
  }

  private JsonNode listFolder(Arguments arguments) {
    String folder = folder(arguments);
    boolean deep = arguments.flag("recursive", false);
    long limit = arguments.number("limit", 2_000, 1, 2_000);
    synchronized (drive) {
      List<Node> nodes = new ArrayList<>();
      if (deep && !folder.isEmpty()) {
        drive.find(folder).ifPresent(nodes::add);
      }
      nodes.addAll(drive.below(folder, deep));
      return page(
          new Cursors.State(
              folder, deep, arguments.flag("include_deleted", false), limit, nodes, drive.seq()));
    }
  }

  private JsonNode latestCursor(Arguments arguments) {
    Cursors.State state =
        new Cursors.State(
            folder(arguments),
            arguments.flag("recursive", false),
            arguments.flag("include_deleted", false),
            arguments.number("limit", 2_000, 1, 2_000),
            List.of(),
            drive.seq());
    return JSON.objectNode().put("cursor", cursors.issue(state));
  }

  private JsonNode more(Arguments arguments) {
    String cursor = arguments.only("cursor").text("cursor");
    return page(cursors.find(cursor).orElseThrow(() -> Problem.endpoint("reset")));
  }

  /// The next page of a listing, or after its end the changes since it began.
  private JsonNode page(Cursors.State state) {
    ArrayNode entries = JSON.arrayNode();
    Cursors.State next;
    boolean more;
    if (!state.rest().isEmpty()) {
      int most = (int) Math.min(state.limit(), state.rest().size());
      state.rest().subList(0, most).forEach(node -> entries.add(node.json(true)));
      next =
          new Cursors.State(
              state.folder(),
              state.deep(),
              state.deleted(),
              state.limit(),
              state.rest().subList(most, state.rest().size()),
              state.seq());
      more = !next.rest().isEmpty();
    } else {
      List<Drive.Change> changes = drive.since(state.seq(), state.folder(), state.deep());
      List<Drive.Change> shown = changes.subList(0, (int) Math.min(state.limit(), changes.size()));
      for (Drive.Change change : shown) {
        entries.add(
            change
                .node()
                .map(node -> node.json(true))
                .orElseGet(() -> Node.deleted(change.path())));
      }
      more = shown.size() < changes.size();
      long seq = more ? shown.getLast().seq() : drive.seq();
      next =
          new Cursors.State(
              state.folder(), state.deep(), state.deleted(), state.limit(), List.of(), seq);
    }
    ObjectNode answer = JSON.objectNode();
    answer.set("entries", entries);
    answer.put("cursor", cursors.issue(next));
    answer.put("has_more", more);
    return answer;
  }

  /// Waits until a cursor has something to tell. Needs no credentials [docs].
  JsonNode longpoll(Arguments arguments) throws InterruptedException {
    String cursor = arguments.only("cursor", "timeout").text("cursor");
    long timeout = arguments.number("timeout", 30, 30, 480);
    Cursors.State state = cursors.find(cursor).orElseThrow(() -> Problem.endpoint("reset"));
    Instant end = clock.instant().plusSeconds(timeout);
    boolean changed = !state.rest().isEmpty();
    while (!changed && clock.instant().isBefore(end)) {
      // Short naps, so that a clock that is moved by hand is noticed.
      long left = Duration.between(clock.instant(), end).toMillis();
      drive.await(drive.seq(), Math.max(1, Math.min(200, left)));
      changed = !drive.since(state.seq(), state.folder(), state.deep()).isEmpty();
    }
    return JSON.objectNode().put("changes", changed);
  }

  private JsonNode search(Arguments arguments) {
    arguments.only("query", "options", "match_field_options", "include_highlights");
    String query = arguments.text("query");
    Arguments options = arguments.part("options");
    String within = options.find("path").orElse("");
    if (!within.isEmpty() && drive.find(within).filter(Node::isFolder).isEmpty()) {
      throw Problem.endpoint("path", "not_found");
    }
    long limit = options.number("max_results", 100, 1, 1_000);
    List<String> words = List.of(query.toLowerCase(Locale.ROOT).strip().split("\\s+"));
    List<Node> found =
        drive.below(within, true).stream()
            .filter(node -> words.stream().allMatch(node.name().toLowerCase(Locale.ROOT)::contains))
            .toList();
    return found(new Cursors.Found(found, limit));
  }

  private JsonNode moreFound(Arguments arguments) {
    return found(
        cursors
            .search(arguments.only("cursor").text("cursor"))
            .orElseThrow(() -> Problem.endpoint("invalid_argument")));
  }

  private JsonNode found(Cursors.Found found) {
    ObjectNode answer = JSON.objectNode();
    ArrayNode matches = JSON.arrayNode();
    int most = (int) Math.min(found.limit(), found.rest().size());
    for (Node node : found.rest().subList(0, most)) {
      ObjectNode match = JSON.objectNode();
      match.set("match_type", Problem.union(new String[] {"filename"}, 0));
      ObjectNode metadata = JSON.objectNode();
      metadata.put(".tag", "metadata");
      metadata.set("metadata", node.json(true));
      match.set("metadata", metadata);
      matches.add(match);
    }
    answer.set("matches", matches);
    boolean more = most < found.rest().size();
    answer.put("has_more", more);
    if (more) {
      answer.put(
          "cursor",
          cursors.issue(
              new Cursors.Found(found.rest().subList(most, found.rest().size()), found.limit())));
    }
    return answer;
  }

  private JsonNode revisions(Arguments arguments) {
    Node file = file(arguments.only("path", "mode", "limit").path("path"), "path");
    ObjectNode answer = JSON.objectNode();
    answer.put("is_deleted", false);
    ArrayNode entries = JSON.arrayNode();
    drive.revisionsOf(file).stream()
        .limit(arguments.number("limit", 10, 1, 100))
        .forEach(each -> entries.add(each.json(false)));
    answer.set("entries", entries);
    return answer;
  }

  private JsonNode restore(Arguments arguments) {
    String path = place(arguments.only("path", "rev"), "path", "path_lookup");
    Node old =
        drive
            .find("rev:" + arguments.text("rev"))
            .orElseThrow(() -> Problem.endpoint("invalid_revision"));
    return drive
        .putFile(
            path,
            Drive.Taken.REPLACE,
            false,
            old.content().orElseThrow(),
            Problem.endpoint("path_write", "conflict", "folder"))
        .json(false);
  }

  /// What the person has, by path, for those who look from outside.
  Map<String, Node> all() {
    Map<String, Node> all = new TreeMap<>();
    drive.below("", true).forEach(node -> all.put(node.path(), node));
    return all;
  }
}
