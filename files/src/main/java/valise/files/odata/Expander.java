package valise.files.odata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import valise.files.ids.Principal;
import valise.platform.Refusal;

/// Loads what `$expand` asks for, a level at a time: all ids of one navigation property are
/// collected and loaded once, as the caller. What the caller may not see is simply not there, so no
/// expansion is a way around the access rule.
final class Expander {

  private static final int MAX_NODES = 100_000;

  private final EntitySets sets;
  private final Principal caller;
  private int nodes;

  Expander(EntitySets sets, Principal caller) {
    this.sets = sets;
    this.caller = caller;
  }

  /// What was loaded below the entities of one level: by navigation name, then by owner.
  record Loaded(Map<String, Branch> branches) {
    static final Loaded NOTHING = new Loaded(Map.of());
  }

  /// One expanded navigation property of a whole level.
  ///
  /// @param one the target of a to-one property, by owner identity
  /// @param many the targets of a to-many property, by owner identity
  record Branch(
      EntitySet<Object> set,
      Options.Level level,
      Map<Object, Object> one,
      Map<Object, List<?>> many,
      Loaded below) {}

  <T> Loaded load(EntitySet<T> set, Collection<T> owners, Options.Level level) {
    if (owners.isEmpty() || level.expanded().isEmpty()) {
      return Loaded.NOTHING;
    }
    Map<String, Branch> branches = new HashMap<>();
    level
        .expanded()
        .forEach((name, below) ->
            branch(set, owners, name, below).ifPresent(b -> branches.put(b.name(), b.branch())));
    return new Loaded(branches);
  }

  private record Named(String name, Branch branch) {}

  private <T> Optional<Named> branch(
      EntitySet<T> set, Collection<T> owners, String name, Options.Level below) {
    Map<Object, Object> one = new IdentityHashMap<>();
    Map<Object, List<?>> many = new IdentityHashMap<>();
    List<Shape.Property.ToOne<T>> toOne = new ArrayList<>();
    String canonical = name;
    EntitySet<Object> target = null;
    Map<T, String> wanted = new IdentityHashMap<>();
    Map<Shape.Property.ToMany<T>, List<T>> feeds = new HashMap<>();
    Map<Shape<T>, Optional<Shape.Property<T>>> found = new IdentityHashMap<>();
    for (T owner : owners) {
      Optional<Shape.Property<T>> property =
          found.computeIfAbsent(set.shapeOf(owner), shape -> sets.complete(shape).property(name));
      if (property.isEmpty()) {
        continue;
      }
      canonical = property.get().name();
      switch (property.get()) {
        case Shape.Property.Simple<T> simple -> {}
        case Shape.Property.ToOne<T> reference -> {
          toOne.add(reference);
          target = sets.named(reference.set()).orElse(null);
          reference.id().apply(owner).ifPresent(id -> wanted.put(owner, id));
        }
        case Shape.Property.ToMany<T> feed -> {
          target = sets.named(feed.set()).orElse(null);
          feeds.computeIfAbsent(feed, f -> new ArrayList<>()).add(owner);
        }
      }
    }
    if (target == null) {
      return Optional.empty();
    }
    List<Object> next = new ArrayList<>();
    if (!wanted.isEmpty()) {
      Set<String> ids = new HashSet<>(wanted.values());
      Map<String, Object> loaded = target.load(caller, ids);
      wanted.forEach((owner, id) -> {
        Object value = loaded.get(id);
        if (value != null) {
          one.put(owner, value);
        }
      });
      next.addAll(loaded.values());
    }
    feeds.forEach((feed, feedOwners) ->
        feed.loader()
            .load(caller, feedOwners)
            .forEach((owner, values) -> {
              many.put(owner, values);
              next.addAll(values);
            }));
    count(next.size());
    return Optional.of(
        new Named(canonical, new Branch(target, below, one, many, load(target, next, below))));
  }

  private void count(int more) {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw Refusal.tooLarge(
          "EXPANSION_TOO_LARGE",
          "$expand would load more than "
              + MAX_NODES
              + " entities; expand less or page with $top.");
    }
  }
}
