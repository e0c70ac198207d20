package valise.files.odata;

import java.util.Optional;
import java.util.function.Function;

/// A navigation property that one feature adds to another's entities without either importing the
/// other's wire form: `Groups` on a user, `AccessControls` on an item. A Spring bean of the feature
/// that knows the answer.
///
/// @param set the entity set that gains the property
/// @param property the property itself
public record Contribution<T>(String set, Shape.Property<T> property) {

  /// Adds a feed.
  public static <T, R> Contribution<T> feed(
      String set, String name, String targetSet, Shape.FeedLoader<T, R> loader) {
    return new Contribution<>(set, new Shape.Property.ToMany<>(name, targetSet, loader));
  }

  /// Adds a reference to one entity.
  public static <T> Contribution<T> toOne(
      String set, String name, String targetSet, Function<T, Optional<String>> id) {
    return new Contribution<>(set, new Shape.Property.ToOne<>(name, false, targetSet, id, true));
  }

  /// Adds one entity that may not exist, which only loading it can tell: written when expanded,
  /// `null` when there is none.
  public static <T> Contribution<T> maybeOne(
      String set, String name, String targetSet, Function<T, Optional<String>> id) {
    return new Contribution<>(set, new Shape.Property.ToOne<>(name, false, targetSet, id, false));
  }
}
