package valise.hub.simulators.dropbox;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One person's files and folders, every revision there ever was, and the journal of what changed.
/// Every method holds the drive's lock; whoever waits for a change waits on it.
final class Drive {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final NavigableMap<String, Node> nodes = new TreeMap<>();
  private final Map<String, List<Node>> revisions = new HashMap<>();
  private final List<Change> journal = new ArrayList<>();
  private Runnable listener = () -> {};
  private long revs = 0x1_5a3f_0000L;

  Drive(InstantSource clock) {
    this.clock = clock;
  }

  /// A place at which something changed.
  ///
  /// @param seq counts from 1
  /// @param node what is there since, or empty when nothing is
  record Change(long seq, Instant at, String path, Optional<Node> node) {}

  /// What to do when a name is taken.
  enum Taken {
    REFUSE,
    RENAME,
    REPLACE
  }

  /// Calls `told` after every change, still holding the lock: it must not block.
  synchronized void listen(Runnable told) {
    this.listener = told;
  }

  synchronized String nextRev() {
    return Long.toHexString(++revs) + "00000001";
  }

  static String newId() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  synchronized Optional<Node> find(String path) {
    if (path.startsWith("id:")) {
      return nodes.values().stream().filter(node -> node.id().equals(path)).findFirst();
    }
    if (path.startsWith("rev:")) {
      String rev = path.substring("rev:".length());
      return revisions.values().stream()
          .flatMap(List::stream)
          .filter(node -> node.content().filter(it -> it.rev().equals(rev)).isPresent())
          .findFirst();
    }
    return Optional.ofNullable(nodes.get(Node.key(path)));
  }

  /// What lies in a folder (`""` is the root), or anywhere below it, by path.
  synchronized List<Node> below(String folder, boolean deep) {
    String prefix = Node.key(folder) + "/";
    return nodes.subMap(prefix, prefix + Character.MAX_VALUE).values().stream()
        .filter(node -> deep || node.key().indexOf('/', prefix.length()) < 0)
        .toList();
  }

  synchronized List<Node> revisionsOf(Node file) {
    return revisions.getOrDefault(file.id(), List.of()).reversed();
  }

  synchronized long used() {
    return nodes.values().stream()
        .flatMap(node -> node.content().stream())
        .mapToLong(Node.Content::size)
        .sum();
  }

  synchronized long seq() {
    return journal.size();
  }

  /// The last change of each place after `seq`, oldest first. Of a folder that went, what lay in it
  /// is not named [docs].
  synchronized List<Change> since(long seq, String folder, boolean deep) {
    String prefix = Node.key(folder) + "/";
    Map<String, Change> last = new HashMap<>();
    for (Change change : journal.subList((int) seq, journal.size())) {
      String key = Node.key(change.path());
      if (key.startsWith(prefix) && (deep || key.indexOf('/', prefix.length()) < 0)) {
        last.put(key, change);
      }
    }
    return last.values().stream().sorted(Comparator.comparingLong(Change::seq)).toList();
  }

  synchronized List<Change> journal() {
    return List.copyOf(journal);
  }

  /// Waits until there is a change after `seq`, at most `millis`; gives back whether there is.
  synchronized boolean await(long seq, long millis) throws InterruptedException {
    if (journal.size() <= seq) {
      wait(millis);
    }
    return journal.size() > seq;
  }

  synchronized Node makeFolder(String path, Taken taken) {
    String free = place(path, taken, "path");
    ensureParents(free, "path");
    Node folder = new Node("id:" + newId(), free, Optional.empty());
    put(folder);
    return folder;
  }

  /// Puts a revision at a place. Overwriting keeps the file's id. What is there already and is the
  /// same conflicts only if `strict` [docs].
  synchronized Node putFile(
      String path, Taken taken, boolean strict, Node.Content content, Problem conflict) {
    Optional<Node> there = find(path);
    String target = path;
    if (there.isPresent() && (taken != Taken.REPLACE || there.get().isFolder())) {
      boolean same =
          there.get().content().filter(it -> it.hash().equals(content.hash())).isPresent();
      if (same && !strict) {
        return there.get();
      }
      if (taken != Taken.RENAME) {
        throw conflict;
      }
      target = freeName(path);
    }
    ensureParents(target, null);
    boolean replaces = there.isPresent() && target.equals(path);
    Node file =
        new Node(
            replaces ? there.get().id() : "id:" + newId(),
            replaces ? there.get().path() : target,
            Optional.of(content));
    put(file);
    return file;
  }

  synchronized Node delete(String path) {
    Node node = find(path).orElseThrow(() -> Problem.endpoint("path_lookup", "not_found"));
    remove(node);
    return node;
  }

  synchronized Node copy(String from, String to, Taken taken) {
    Node source = source(from);
    String target = target(source, to, taken);
    List<Node> all = withContents(source);
    ensureParents(target, "to");
    for (Node each : all) {
      Optional<Node.Content> content =
          each.content()
              .map(it ->
                  new Node.Content(
                      it.rev(), it.size(), it.hash(), it.clientModified(), clock.instant()));
      put(
          new Node(
              "id:" + newId(), target + each.path().substring(source.path().length()), content));
    }
    return find(target).orElseThrow();
  }

  synchronized Node move(String from, String to, Taken taken) {
    Node source = source(from);
    String target = Node.key(to).equals(source.key()) ? to : target(source, to, taken);
    List<Node> all = withContents(source);
    remove(source);
    ensureParents(target, "to");
    for (Node each : all) {
      put(each.at(target + each.path().substring(source.path().length())));
    }
    return find(target).orElseThrow();
  }

  private Node source(String from) {
    return find(from).orElseThrow(() -> Problem.endpoint("from_lookup", "not_found"));
  }

  private String target(Node source, String to, Taken taken) {
    if (source.isFolder() && Node.key(to).startsWith(source.key() + "/")) {
      throw Problem.endpoint("cant_move_folder_into_itself");
    }
    return place(to, taken, "to");
  }

  private List<Node> withContents(Node node) {
    List<Node> all = new ArrayList<>(List.of(node));
    if (node.isFolder()) {
      all.addAll(below(node.path(), true));
    }
    return all;
  }

  private String place(String path, Taken taken, String tag) {
    Optional<Node> there = find(path);
    if (there.isEmpty()) {
      return path;
    }
    if (taken == Taken.RENAME) {
      return freeName(path);
    }
    throw Problem.endpoint(tag, "conflict", there.get().isFolder() ? "folder" : "file");
  }

  private String freeName(String path) {
    int dot = path.lastIndexOf('.');
    int cut = dot > path.lastIndexOf('/') ? dot : path.length();
    for (int i = 1; ; i++) {
      String free = path.substring(0, cut) + " (" + i + ")" + path.substring(cut);
      if (find(free).isEmpty()) {
        return free;
      }
    }
  }

  /// Folders above a place come into being with it.
  private void ensureParents(String path, @Nullable String tag) {
    int slash = path.lastIndexOf('/');
    if (slash <= 0) {
      return;
    }
    String parent = path.substring(0, slash);
    Optional<Node> there = find(parent);
    if (there.isPresent()) {
      if (!there.get().isFolder()) {
        throw tag == null
            ? Problem.upload(newId(), "conflict", "file_ancestor")
            : Problem.endpoint(tag, "conflict", "file_ancestor");
      }
      return;
    }
    ensureParents(parent, tag);
    put(new Node("id:" + newId(), parent, Optional.empty()));
  }

  private void put(Node node) {
    nodes.put(node.key(), node);
    if (node.content().isPresent()) {
      revisions.computeIfAbsent(node.id(), _ -> new ArrayList<>()).add(node);
    }
    changed(node.path(), Optional.of(node));
  }

  private void remove(Node node) {
    withContents(node).forEach(each -> nodes.remove(each.key()));
    changed(node.path(), Optional.empty());
  }

  private void changed(String path, Optional<Node> node) {
    journal.add(new Change(journal.size() + 1L, clock.instant(), path, node));
    notifyAll();
    listener.run();
  }
}
