package valise.files.odata;

import java.util.List;
import java.util.Map;
import java.util.Set;
import valise.files.ids.Principal;

/// A feature's entities as others may name them: the target of navigation properties. Each is a
/// Spring bean of its feature; the writer finds it by [#name].
///
/// @param <T> the feature's value for one entity, with all that its [Shape] prints
public interface EntitySet<T> {

  /// The vendor's name, as in `/sf/v3/Items(id)`.
  String name();

  /// Every shape an entity of this set can have; the first is the set's own.
  List<Shape<T>> shapes();

  /// The shape of this very entity.
  Shape<T> shapeOf(T entity);

  /// The set in whose name the entity's own address is written; another one only where this set
  /// gathers entities of several.
  default String setOf(T entity) {
    return name();
  }

  /// The text between the parentheses of the entity's own address.
  String idOf(T entity);

  /// Loads what the caller may see of `ids`, in one round trip; the rest is simply not in the map.
  Map<String, T> load(Principal caller, Set<String> ids);
}
