package valise.files.odata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Every entity set by name, with the navigation properties that other features contribute.
///
/// The beans are looked up at first use: a set's own feature needs none of the others to exist.
@Component
final class EntitySets {

  private final ObjectProvider<EntitySet<?>> sets;
  private final ObjectProvider<Contribution<?>> contributions;
  private volatile boolean ready;
  private Map<String, EntitySet<?>> byName = Map.of();
  private Map<Shape<?>, Shape<?>> completed = Map.of();

  EntitySets(ObjectProvider<EntitySet<?>> sets, ObjectProvider<Contribution<?>> contributions) {
    this.sets = sets;
    this.contributions = contributions;
  }

  @SuppressWarnings("unchecked")
  Optional<EntitySet<Object>> named(String name) {
    prepare();
    return Optional.ofNullable((EntitySet<Object>) byName.get(name));
  }

  /// The shape with what others contribute to it; a shape of no set is returned as it is.
  @SuppressWarnings("unchecked")
  <T> Shape<T> complete(Shape<T> shape) {
    prepare();
    return (Shape<T>) completed.getOrDefault(shape, shape);
  }

  <T> List<Shape<T>> shapes(EntitySet<T> set) {
    return set.shapes().stream().map(this::complete).toList();
  }

  private void prepare() {
    if (!ready) {
      prepareOnce();
    }
  }

  private synchronized void prepareOnce() {
    if (ready) {
      return;
    }
    Map<String, EntitySet<?>> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sets.forEach(set -> found.put(set.name(), set));
    Map<String, List<Shape.Property<Object>>> more = new HashMap<>();
    contributions.forEach(contribution ->
        more.computeIfAbsent(contribution.set(), name -> new ArrayList<>())
            .add(untyped(contribution.property())));
    Map<Shape<?>, Shape<?>> shapes = new IdentityHashMap<>();
    found.values().forEach(set -> complete(set, more, shapes));
    byName = found;
    completed = shapes;
    ready = true;
  }

  private static <T> void complete(
      EntitySet<T> set,
      Map<String, List<Shape.Property<Object>>> more,
      Map<Shape<?>, Shape<?>> shapes) {
    List<Shape.Property<Object>> added = more.getOrDefault(set.name(), List.of());
    set.shapes().forEach(shape -> shapes.put(shape, untyped(shape).with(added)));
  }

  @SuppressWarnings("unchecked")
  private static Shape<Object> untyped(Shape<?> shape) {
    return (Shape<Object>) shape;
  }

  @SuppressWarnings("unchecked")
  private static Shape.Property<Object> untyped(Shape.Property<?> property) {
    return (Shape.Property<Object>) property;
  }
}
