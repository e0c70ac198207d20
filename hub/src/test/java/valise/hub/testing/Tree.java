package valise.hub.testing;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.elements.Provider;
import valise.hub.wire.ProviderFailure;

/// A ShareFile account as its API shows it, in memory: folders whose `ProgenyEditDate` moves with
/// everything below, files whose new versions are new items, a recycle bin that hides, and a log of
/// what was really done.
public final class Tree implements Provider {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ITEM = Pattern.compile("/Items\\(([^)]*)\\)(/Children)?(\\?.*)?");

  private static final class Node {
    String id;
    String name;
    String parent;
    boolean folder;
    boolean deleted;
    boolean hidden;
    Instant created;
    Instant progeny;
    long size;
  }

  private final InstantSource clock;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> asked = new ArrayList<>();
  private int ids;
  private boolean view;
  private Optional<Supplier<RuntimeException>> trouble = Optional.empty();
  private Function<String, Optional<String>> instead = path -> Optional.empty();
  private Runnable afterEach = () -> {};
  private final Map<String, String> configuration = new LinkedHashMap<>();

  public Tree(InstantSource clock) {
    this.clock = clock;
    put("top", "", "", true);
    configuration.put("document.root.folder.name", "/top");
    configuration.put("pagination.max", "3");
  }

  private synchronized Node put(String id, String name, String parent, boolean folder) {
    Node node = new Node();
    node.id = id;
    node.name = name;
    node.parent = parent;
    node.folder = folder;
    node.created = clock.instant();
    node.progeny = clock.instant();
    nodes.put(id, node);
    touch(parent);
    return node;
  }

  private void touch(String folder) {
    for (Node node = nodes.get(folder); node != null; node = nodes.get(node.parent)) {
      node.progeny = clock.instant();
    }
  }

  public synchronized String folder(String parent, String name) {
    return put("fo" + ids++, name, parent, true).id;
  }

  public synchronized String file(String parent, String name) {
    return put("fi" + ids++, name, parent, false).id;
  }

  /// A new version: another item of the same name.
  public synchronized String version(String file) {
    Node old = nodes.get(file);
    nodes.remove(file);
    return file(old.parent, old.name);
  }

  public synchronized void rename(String id, String name) {
    nodes.get(id).name = name;
    touch(nodes.get(id).parent);
  }

  public synchronized void move(String id, String parent) {
    String from = nodes.get(id).parent;
    nodes.get(id).parent = parent;
    touch(from);
    touch(parent);
  }

  public synchronized void remove(String id) {
    nodes.get(id).deleted = true;
    touch(nodes.get(id).parent);
  }

  public synchronized void restore(String id) {
    nodes.get(id).deleted = false;
    touch(nodes.get(id).parent);
  }

  /// The root is only a view: it has no date, and beside what is in it shows what is favourite.
  public synchronized void rootIsAView() {
    view = true;
  }

  /// As [#remove], but no date says so.
  public synchronized void removeSilently(String id) {
    nodes.get(id).deleted = true;
  }

  /// A file that lists do not show yet, and no date tells of.
  public synchronized String hiddenFile(String parent, String name) {
    String id = "fi" + ids++;
    Node node = put(id, name, "", false);
    node.parent = parent;
    node.hidden = true;
    return id;
  }

  /// Lists show it, but no date says so.
  public synchronized void show(String id) {
    nodes.get(id).hidden = false;
  }

  /// Keeps the date that the file had where it comes from.
  public synchronized void created(String id, Instant date) {
    nodes.get(id).created = date;
  }

  /// Answers with this text, whatever it is, where `answers` has one for a path.
  public synchronized void says(Function<String, Optional<String>> answers) {
    instead = answers;
  }

  /// Happens after every answer, on the thread of whoever asked.
  public synchronized void afterEach(Runnable what) {
    afterEach = what;
  }

  public int takeRequests() {
    return requests.getAndSet(0);
  }

  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /// From now on every request fails so; or not any more.
  public synchronized void trouble(Optional<Supplier<RuntimeException>> how) {
    trouble = how;
  }

  public void configure(String key, String value) {
    configuration.put(key, value);
  }

  @Override
  public synchronized Answer get(String path) {
    Answer answer = answer(path);
    afterEach.run();
    return answer;
  }

  private Answer answer(String path) {
    requests.incrementAndGet();
    asked.add(path);
    if (trouble.isPresent()) {
      throw trouble.get().get();
    }
    Optional<String> said = instead.apply(path);
    if (said.isPresent()) {
      return new Answer(200, Optional.of(clock.instant()), said.get());
    }
    Matcher match = ITEM.matcher(path);
    if (!match.matches()) {
      throw ProviderFailure.of(404, "PROVIDER_REFUSED", "No such address.");
    }
    Node node = nodes.get(match.group(1));
    if (node == null || gone(node)) {
      throw ProviderFailure.of(404, "PROVIDER_REFUSED", "No such item.");
    }
    return new Answer(
        200,
        Optional.of(clock.instant()),
        (match.group(2) == null ? json(node) : children(node, match.group(3))).toString());
  }

  private boolean gone(Node node) {
    for (Node it = node; it != null; it = nodes.get(it.parent)) {
      if (it.deleted) {
        return true;
      }
    }
    return false;
  }

  private ObjectNode children(Node folder, String query) {
    int top = number(query, "top", 100);
    int skip = number(query, "skip", 0);
    List<Node> all =
        nodes.values().stream()
            .filter(it -> it.parent.equals(folder.id) && !it.deleted && !it.hidden)
            .toList();
    ObjectNode feed = JSON.createObjectNode();
    feed.put("odata.count", all.size());
    ArrayNode value = feed.putArray("value");
    all.stream().skip(skip).limit(top).forEach(it -> value.add(json(it)));
    if (view && folder.id.equals("top") && skip == 0) {
      feed.put("odata.count", all.size() + 1);
      value
          .addObject()
          .put("Id", "favorites")
          .put("Name", "Favorites")
          .put("ProgenyEditDate", "1970-01-01T00:00:00Z")
          .put("odata.type", "ShareFile.Api.Models.Folder");
    }
    return feed;
  }

  private static int number(String query, String name, int otherwise) {
    Matcher match = Pattern.compile("\\$" + name + "=([0-9]+)").matcher(query);
    return match.find() ? Integer.parseInt(match.group(1)) : otherwise;
  }

  private ObjectNode json(Node node) {
    ObjectNode json = JSON.createObjectNode();
    json.put("Id", node.id);
    json.put("Name", node.name);
    json.put("FileName", node.name);
    json.put("CreationDate", node.created.toString());
    if (node.folder) {
      json.put(
          "ProgenyEditDate",
          view && node.id.equals("top") ? "1970-01-01T00:00:00Z" : node.progeny.toString());
    } else {
      json.put("FileSizeBytes", node.size);
    }
    json.put("odata.type", "ShareFile.Api.Models." + (node.folder ? "Folder" : "File"));
    return json;
  }

  @Override
  public Answer post(String path, String json) {
    throw ProviderFailure.of(405, "PROVIDER_REFUSED", "Nothing is posted here.");
  }

  @Override
  public Answer delete(String path) {
    throw ProviderFailure.of(405, "PROVIDER_REFUSED", "Nothing is deleted here.");
  }

  @Override
  public String configuration(String key) {
    return configuration.getOrDefault(key, "");
  }
}
