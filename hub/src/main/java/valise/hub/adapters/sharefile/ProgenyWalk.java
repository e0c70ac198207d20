package valise.hub.adapters.sharefile;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.elements.Change;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.ChangePage;
import valise.hub.elements.KnownObjects;
import valise.hub.elements.Provider;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.ProviderText;

/// Finds what changed in a ShareFile tree by `ProgenyEditDate`, which every folder has and which
/// moves whenever anything below it does [docs]. From the root it goes down only where the date is
/// not the one of last time: a tree in which nothing happened costs one request, whatever its size.
///
/// The date says that something happened, not what; that comes out of comparing a folder's children
/// with those known. A file's new version is another item with another id [docs]: it takes the
/// place of the one with its name. An item that is missing is asked for before it is called gone,
/// since it may have been moved.
///
/// A date so young that more may happen within its grain is not remembered, so that folder is
/// looked at once more next time.
@Component
final class ProgenyWalk implements ChangeFeed {

  /// More than the grain of any date, and than clocks that are kept differ by.
  private static final Duration YOUNG = Duration.ofSeconds(10);

  /// A date before this is none: folders that are only a view of others have such.
  private static final Instant SENSIBLE = Instant.parse("2000-01-01T00:00:00Z");

  /// The mark of a root that is only a view of other folders: it has no date, so it is not asked
  /// for one every time.
  private static final String VIEW = "view";

  /// Views that show what is elsewhere too, or what is not of this provider [net-sdk].
  private static final Set<String> PASSED = Set.of("favorites", "connectors");

  private static final int MOST_PAGES = 10_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public String element() {
    return "sharefile";
  }

  @Override
  public String resource() {
    return "documents";
  }

  @Override
  public String everything() {
    return new Walk(true, List.of()).text();
  }

  @Override
  public boolean atRest(String cursor) {
    return cursor.isEmpty();
  }

  @Override
  public boolean sweeping(String cursor) {
    return Walk.parse(cursor).all();
  }

  /// A folder that is still to be looked into.
  ///
  /// @param date its own, from before it is looked into; empty if it must not be remembered
  private record Todo(String key, String path, String date) {}

  /// Where the walk is. With nothing to do it begins at the root.
  private record Walk(boolean all, List<Todo> todo) {

    static Walk parse(String cursor) {
      if (cursor.isEmpty()) {
        return new Walk(false, List.of());
      }
      JsonNode json = JSON.readTree(cursor);
      List<Todo> todo = new ArrayList<>();
      json.path("todo")
          .forEach(each ->
              todo.add(
                  new Todo(
                      each.get(0).asString(), each.get(1).asString(), each.get(2).asString())));
      return new Walk(json.path("all").asBoolean(false), todo);
    }

    String text() {
      if (!all && todo.isEmpty()) {
        return START;
      }
      ObjectNode json = JSON.createObjectNode();
      json.put("all", all);
      ArrayNode list = json.putArray("todo");
      todo.forEach(each -> list.addArray().add(each.key()).add(each.path()).add(each.date()));
      return json.toString();
    }
  }

  @Override
  public ChangePage next(Provider provider, KnownObjects known, String cursor) {
    Walk walk = Walk.parse(cursor);
    return walk.todo().isEmpty()
        ? root(provider, known, walk.all())
        : folder(provider, known, walk);
  }

  private ChangePage root(Provider provider, KnownObjects known, boolean all) {
    String name = root(provider);
    if (!all && known.mark(name).filter(VIEW::equals).isPresent()) {
      return folder(provider, known, new Walk(false, List.of(new Todo(name, "", ""))));
    }
    Provider.Answer answer = provider.get("/Items(" + encoded(name) + ")");
    JsonNode root = json(answer);
    String key = text(root, "Id").orElse(name);
    String date = progeny(root);
    if (!all && !date.isEmpty() && known.mark(key).filter(date::equals).isPresent()) {
      return new ChangePage(List.of(), START, false);
    }
    ChangePage page =
        folder(
            provider,
            known,
            new Walk(all, List.of(new Todo(key, "", settled(date, answer.date()) ? date : ""))));
    if (!date.isEmpty()) {
      return page;
    }
    List<Change> changes = new ArrayList<>(page.changes());
    changes.add(new Change.Marked(name, VIEW));
    return new ChangePage(changes, page.cursor(), page.more());
  }

  /// The folder that the instance's paths begin at. `/top` and `/` are the account's top.
  private static String root(Provider provider) {
    String name = provider.configuration("document.root.folder.name").strip();
    String bare = name.startsWith("/") ? name.substring(1) : name;
    return bare.isEmpty() ? "top" : bare;
  }

  private ChangePage folder(Provider provider, KnownObjects known, Walk walk) {
    Todo folder = walk.todo().getLast();
    List<Todo> todo = new ArrayList<>(walk.todo().subList(0, walk.todo().size() - 1));
    List<Change> changes = new ArrayList<>();
    Optional<Listing> listed = children(provider, folder.key());
    // If it is gone since its parent was listed, then the parent's date has moved again.
    listed.ifPresent(
        listing -> compare(provider, known, folder, listing, walk.all(), todo, changes));
    return todo.isEmpty()
        ? new ChangePage(changes, START, false)
        : new ChangePage(changes, new Walk(walk.all(), todo).text(), true);
  }

  private void compare(
      Provider provider,
      KnownObjects known,
      Todo folder,
      Listing listing,
      boolean all,
      List<Todo> todo,
      List<Change> changes) {
    Map<String, KnownObjects.Known> missing = new LinkedHashMap<>();
    known.at(folder.key()).forEach(it -> missing.put(it.key(), it));
    listing.children().forEach(child -> missing.remove(id(child)));
    for (JsonNode child : listing.children()) {
      if (PASSED.contains(id(child))) {
        continue;
      }
      Optional<String> former = isFolder(child) ? Optional.empty() : former(child, known, missing);
      former.ifPresent(missing::remove);
      changes.add(seen(child, folder, former));
      String date = progeny(child);
      if (isFolder(child)
          && (all || date.isEmpty() || !known.mark(id(child)).equals(Optional.of(date)))) {
        todo.add(
            new Todo(id(child), path(folder, child), settled(date, listing.date()) ? date : ""));
      }
    }
    missing.keySet().stream()
        .filter(key -> gone(provider, key))
        .forEach(key -> changes.add(new Change.Gone(key, nothing(key))));
    if (!folder.date().isEmpty()) {
      changes.add(new Change.Marked(folder.key(), folder.date()));
    }
  }

  /// The file that this one is a new version of: it had the name in this folder, and is not there
  /// any more.
  private static Optional<String> former(
      JsonNode file, KnownObjects known, Map<String, KnownObjects.Known> missing) {
    String name = known.hash(name(file));
    return missing.values().stream()
        .filter(it -> !it.folder() && it.nameHash().equals(name))
        .map(KnownObjects.Known::key)
        .findFirst();
  }

  /// Whether the provider says that there is no such item. One that was moved is not gone: the
  /// folder that it is in now tells of it.
  @Override
  public boolean gone(Provider provider, String key) {
    try {
      JsonNode item = json(provider.get("/Items(" + encoded(key) + ")?$select=Id"));
      if (id(item).isEmpty()) {
        // Whatever this is about, it does not say that the item is gone.
        throw notUnderstood();
      }
      return false;
    } catch (ProviderFailure e) {
      // What was moved to where the instance's user sees nothing is gone for them.
      if (e.status() == 404 || e.status() == 403 || e.status() == 410) {
        return true;
      }
      throw e;
    }
  }

  private static String nothing(String key) {
    return JSON.createObjectNode().put("Id", key).toString();
  }

  // --- the provider's records --------------------------------------------------------------------

  private record Listing(List<JsonNode> children, Optional<Instant> date) {}

  private static Optional<Listing> children(Provider provider, String key) {
    int size = pageSize(provider);
    // What changes while it is listed may stand on two pages.
    Map<String, JsonNode> children = new LinkedHashMap<>();
    int rows = 0;
    Optional<Instant> date = Optional.empty();
    try {
      for (int page = 0; ; page++) {
        if (page == MOST_PAGES) {
          throw ProviderFailure.of(
              502, "PROVIDER_LOOP", "The provider's list of a folder's children has no end.");
        }
        Provider.Answer answer =
            provider.get(
                "/Items(%s)/Children?$top=%d&$skip=%d&includeDeleted=false"
                    .formatted(encoded(key), size, rows));
        JsonNode feed = json(answer);
        JsonNode value = feed.path("value");
        if (!value.isArray()) {
          // Taken for an empty folder it would be the end of all that was in it.
          throw notUnderstood();
        }
        date = date.or(answer::date);
        int before = children.size();
        value
            .valueStream()
            .filter(child -> !id(child).isEmpty())
            .forEach(child -> children.put(id(child), child));
        rows += value.size();
        long count = feed.path("odata.count").asLong(-1);
        boolean full = value.size() >= size;
        if (value.isEmpty() || (count >= 0 ? rows >= count : !full)) {
          return Optional.of(new Listing(List.copyOf(children.values()), date));
        }
        if (children.size() == before) {
          throw ProviderFailure.of(
              502, "PROVIDER_LOOP", "The provider's list of a folder's children repeats itself.");
        }
      }
    } catch (ProviderFailure e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static int pageSize(Provider provider) {
    String text = provider.configuration("pagination.max").strip();
    return text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : 100;
  }

  private static Change.Seen seen(JsonNode item, Todo folder, Optional<String> former) {
    boolean isFolder = isFolder(item);
    String key = id(item);
    // A file's id is its version's; its size only guards against a provider that keeps ids.
    String version =
        isFolder
            ? ""
            : key
                + " "
                + item.path("Hash").asString("")
                + " "
                + item.path("FileSizeBytes").asLong(0);
    return new Change.Seen(
        key,
        key,
        former,
        folder.key(),
        name(item),
        path(folder, item),
        isFolder,
        version,
        OptionalLong.empty(),
        date(item, "CreationDate"),
        date(item, isFolder ? "ProgenyEditDate" : "CreationDate"),
        Optional.empty(),
        item.toString());
  }

  private static String path(Todo folder, JsonNode item) {
    return folder.path() + "/" + name(item);
  }

  private static String id(JsonNode item) {
    return item.path("Id").asString("");
  }

  private static String name(JsonNode item) {
    return text(item, "FileName").or(() -> text(item, "Name")).orElse("");
  }

  private static boolean isFolder(JsonNode item) {
    String type = item.path("odata.type").asString("") + item.path("odata.metadata").asString("");
    return type.contains("Models.Folder")
        || type.contains("SymbolicLink")
        || (type.isEmpty() && item.has("FileCount"));
  }

  private static Optional<String> text(JsonNode item, String member) {
    JsonNode value = item.path(member);
    return value.isString() && !value.asString().isEmpty()
        ? Optional.of(value.asString())
        : Optional.empty();
  }

  /// When anything in or below a folder last happened, as it is written; empty when the folder does
  /// not know.
  private static String progeny(JsonNode folder) {
    return date(folder, "ProgenyEditDate").filter(SENSIBLE::isBefore).isPresent()
        ? text(folder, "ProgenyEditDate").orElse("")
        : "";
  }

  private static Optional<Instant> date(JsonNode item, String member) {
    try {
      return text(item, member).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Whether nothing can happen any more that the date would not show.
  private static boolean settled(String date, Optional<Instant> now) {
    try {
      Instant moment = OffsetDateTime.parse(date).toInstant();
      return now.isEmpty() || moment.plus(YOUNG).isBefore(now.get());
    } catch (DateTimeException e) {
      // No grain is known of it; the sweep finds what it hides.
      return !date.isEmpty();
    }
  }

  private static JsonNode json(Provider.Answer answer) {
    try {
      JsonNode json = ProviderText.json(answer.body());
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw notUnderstood();
  }

  private static ProviderFailure notUnderstood() {
    return ProviderFailure.of(
        502, "PROVIDER_FAILED", "The provider answered with something else than was asked for.");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
