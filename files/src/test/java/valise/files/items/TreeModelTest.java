package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import valise.files.ids.ItemId;
import valise.platform.Refusal;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;

/// A tree in plain Java beside the real one: after any sequence of changes both say the same, in
/// every folder, at once.
class TreeModelTest {

  /// One thing of the model. `size` is that of the newest version.
  private static final class Node {
    final ItemId id;
    final boolean folder;
    @Nullable Node parent;
    String name;
    boolean deleted;
    final List<Long> sizes = new ArrayList<>();

    Node(ItemId id, boolean folder, @Nullable Node parent, String name) {
      this.id = id;
      this.folder = folder;
      this.parent = parent;
      this.name = name;
    }
  }

  /// The model and what it expects of each change.
  private static final class Model {
    final TreeWorld world;
    final Random random;
    final Map<ItemId, Node> nodes = new HashMap<>();
    final Node root;
    long stored;

    Model(TreeWorld world, long seed) {
      this.world = world;
      this.random = new Random(seed);
      root = new Node(ItemId.rootOf(world.account), true, null, "root");
      nodes.put(root.id, root);
    }

    boolean live(Node node) {
      for (Node at = node; at != null; at = at.parent) {
        if (at.deleted) {
          return false;
        }
      }
      return true;
    }

    List<Node> where(java.util.function.Predicate<Node> wanted) {
      return nodes.values().stream()
          .filter(wanted)
          .sorted(java.util.Comparator.comparing(node -> node.id.value()))
          .toList();
    }

    Optional<Node> pick(java.util.function.Predicate<Node> wanted) {
      List<Node> some = where(wanted);
      return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    List<Node> children(Node folder) {
      return where(node -> node.parent == folder && !node.deleted);
    }

    Optional<Node> named(Node folder, String name) {
      return children(folder).stream()
          .filter(child -> Names.fold(child.name).equals(Names.fold(name)))
          .findFirst();
    }

    long files(Node node) {
      return node.folder ? children(node).stream().mapToLong(this::files).sum() : 1;
    }

    long bytes(Node node) {
      return node.folder
          ? children(node).stream().mapToLong(this::bytes).sum()
          : node.sizes.getLast();
    }

    boolean within(@Nullable Node node, Node folder) {
      for (Node at = node; at != null; at = at.parent) {
        if (at == folder) {
          return true;
        }
      }
      return false;
    }

    String name() {
      return List.of("a", "B", "b", "Ä", "ä", "c", "photos", "photos2").get(random.nextInt(8));
    }

    void step() {
      world.clock.advance(Duration.ofMillis(random.nextInt(4) - 1));
      switch (random.nextInt(10)) {
        case 0, 1 -> addFolder();
        case 2, 3, 4 -> addFile();
        case 5 -> rename();
        case 6 -> move();
        case 7 -> delete();
        case 8 -> restore();
        default -> copy();
      }
    }

    /// Runs a change that must be refused, or must not.
    boolean agree(boolean possible, Runnable change) {
      try {
        change.run();
      } catch (Refusal refusal) {
        assertThat(possible).as("refused: %s", refusal.code()).isFalse();
        return false;
      }
      assertThat(possible).as("should have been refused").isTrue();
      return true;
    }

    void addFolder() {
      Node parent = pick(node -> node.folder && live(node)).orElseThrow();
      String name = name();
      agree(
          named(parent, name).isEmpty(),
          () -> {
            ItemId id = world.folder(parent.id, name);
            nodes.put(id, new Node(id, true, parent, name));
          });
    }

    void addFile() {
      Optional<Node> parent = pick(node -> node.folder && live(node) && node != root);
      if (parent.isEmpty()) {
        return;
      }
      String name = name();
      Optional<Node> there = named(parent.get(), name);
      String text = "x".repeat(random.nextInt(50));
      agree(
          there.filter(node -> node.folder).isEmpty(),
          () -> {
            ItemId id = world.file(parent.get().id, name, text);
            stored += text.length();
            Node file = new Node(id, false, parent.get(), name);
            there.ifPresent(old -> {
              nodes.remove(old.id);
              file.sizes.addAll(old.sizes);
            });
            file.sizes.add((long) text.length());
            nodes.put(id, file);
          });
    }

    void rename() {
      pick(node -> node != root && live(node))
          .ifPresent(node -> {
            String name = name();
            boolean free =
                named(Objects.requireNonNull(node.parent), name)
                    .filter(other -> other != node)
                    .isEmpty();
            agree(
                free,
                () -> {
                  world.rename(world.boss, node.id, name);
                  node.name = name;
                });
          });
    }

    void move() {
      pick(node -> node != root && live(node))
          .ifPresent(node -> {
            Node to = pick(other -> other.folder && live(other)).orElseThrow();
            boolean possible =
                to == node.parent
                    || (!within(to, node)
                        && named(to, node.name).isEmpty()
                        && (node.folder || to != root));
            agree(
                possible,
                () -> {
                  world.move(world.boss, node.id, to.id);
                  node.parent = to;
                });
          });
    }

    void delete() {
      pick(node -> node != root && live(node))
          .ifPresent(node -> {
            world.tree.delete(world.boss, node.id.value(), false);
            node.deleted = true;
          });
    }

    void restore() {
      pick(node -> node.deleted)
          .ifPresent(node -> {
            Node parent = Objects.requireNonNull(node.parent);
            if (random.nextBoolean()) {
              world.tree.purge(world.boss, List.of(node.id));
              forget(node);
              world.purgeAll();
              return;
            }
            agree(
                live(parent) && named(parent, node.name).isEmpty(),
                () -> {
                  world.tree.restore(world.boss, List.of(node.id));
                  node.deleted = false;
                });
          });
    }

    void forget(Node node) {
      where(other -> other.parent == node).forEach(this::forget);
      stored -= node.sizes.stream().mapToLong(Long::longValue).sum();
      nodes.remove(node.id);
    }

    void copy() {
      pick(node -> node != root && live(node))
          .ifPresent(node -> {
            Node to = pick(other -> other.folder && live(other)).orElseThrow();
            boolean possible =
                !within(to, node) && named(to, node.name).isEmpty() && (node.folder || to != root);
            agree(
                possible,
                () -> {
                  Located copy =
                      world.copies.copy(world.boss, node.id.value(), to.id.value(), false);
                  adopt(node, copy.item().id(), to);
                });
          });
    }

    void adopt(Node from, ItemId id, Node parent) {
      Node copy = new Node(id, from.folder, parent, from.name);
      if (!from.folder) {
        copy.sizes.add(from.sizes.getLast());
        stored += from.sizes.getLast();
      }
      List<Node> below = children(from);
      nodes.put(id, copy);
      if (from.folder) {
        world
            .items
            .children(world.boss, id.value(), Items.Page.ALL)
            .values()
            .forEach(child ->
                below.stream()
                    .filter(it -> it.name.equals(child.item().name()))
                    .forEach(it -> adopt(it, child.item().id(), copy)));
      }
    }

    void compare() {
      for (Node node : where(this::live)) {
        Item item = world.items.locate(world.boss, node.id.value()).item();
        assertThat(item.name()).isEqualTo(node == root ? item.name() : node.name);
        assertThat(item.size()).as(item.name()).isEqualTo(bytes(node));
        if (node.folder) {
          assertThat(item.fileCount()).as(item.name()).isEqualTo(files(node));
          assertThat(world.names(world.boss, node.id))
              .containsExactlyInAnyOrderElementsOf(
                  children(node).stream().map(child -> child.name).toList());
        } else {
          assertThat(world.items.versions(world.boss, item.stream().value(), Items.Deleted.HIDDEN))
              .hasSize(node.sizes.size());
        }
      }
      assertThat(world.stored()).isEqualTo(stored);
    }
  }

  @Property(tries = 15)
  void anySequenceOfChangesLeavesWhatTheModelSaysOnSqlite(@ForAll long seed) {
    anySequenceOfChanges(DatabaseWorld.SQLITE, seed);
  }

  @Property(tries = 6)
  void anySequenceOfChangesLeavesWhatTheModelSaysOnPostgres(@ForAll long seed) {
    anySequenceOfChanges(DatabaseWorld.POSTGRES, seed);
  }

  private static void anySequenceOfChanges(DatabaseWorld databases, long seed) {
    try (FreshDatabase database = databases.fresh("platform", "files")) {
      TreeWorld world = new TreeWorld(database.database());
      Model model = new Model(world, seed);
      for (int i = 0; i < 80; i++) {
        model.step();
        if (i % 10 == 9) {
          model.compare();
        }
      }
      assertThat(world.damage()).isEmpty();
    }
  }

  @Property(tries = 1)
  void sixteenWritersAtOnceLeaveNoDamageOnSqlite() throws Exception {
    sixteenWriters(DatabaseWorld.SQLITE);
  }

  @Property(tries = 1)
  void sixteenWritersAtOnceLeaveNoDamageOnPostgres() throws Exception {
    sixteenWriters(DatabaseWorld.POSTGRES);
  }

  /// They meet on the same few names and folders all the time.
  private static void sixteenWriters(DatabaseWorld databases) throws Exception {
    try (FreshDatabase database = databases.fresh("platform", "files");
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      TreeWorld world = new TreeWorld(database.database());
      List<ItemId> shared = new java.util.concurrent.CopyOnWriteArrayList<>();
      shared.add(world.topFolder("shared"));
      List<Future<Integer>> writers = new ArrayList<>();
      for (int writer = 0; writer < 16; writer++) {
        long seed = writer;
        writers.add(threads.submit(() -> write(world, shared, new Random(seed))));
      }
      int done = 0;
      for (Future<Integer> writer : writers) {
        done += writer.get();
      }
      // How many come through depends on who meets whom: a folder deleted early leaves little to
      // do.
      assertThat(done).isPositive();
      assertThat(world.damage()).isEmpty();
      world.tree.delete(world.boss, shared.getFirst().value(), false);
      world.tree.purge(world.boss, List.of(shared.getFirst()));
      world.purgeAll();
      assertThat(world.item(ItemId.rootOf(world.account)).fileCount())
          .isEqualTo(
              world.items.children(world.boss, "root", Items.Page.ALL).values().stream()
                  .mapToLong(child -> child.item().fileCount())
                  .sum());
    }
  }

  private static int write(TreeWorld world, List<ItemId> shared, Random random) {
    int done = 0;
    for (int i = 0; i < 60; i++) {
      ItemId one = shared.get(random.nextInt(shared.size()));
      ItemId two = shared.get(random.nextInt(shared.size()));
      String name = "n" + random.nextInt(12);
      try {
        switch (random.nextInt(8)) {
          case 0, 1 -> shared.add(world.folder(one, name));
          case 2, 3 -> world.file(one, name + ".txt", "x".repeat(random.nextInt(30)));
          case 4 -> world.move(world.boss, one, two);
          case 5 -> {
            if (!one.equals(shared.getFirst())) {
              world.tree.delete(world.boss, one.value(), false);
            }
          }
          case 6 -> world.tree.restore(world.boss, List.of(one));
          default -> world.copies.copy(world.boss, one.value(), two.value(), true);
        }
        done++;
      } catch (Refusal refusal) {
        // Somebody else was there first; refusals change nothing.
        assertThat(refusal.kind()).isNotEqualTo(Refusal.Kind.UNAVAILABLE);
      }
    }
    return done;
  }
}
