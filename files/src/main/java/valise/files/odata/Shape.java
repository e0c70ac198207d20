package valise.files.odata;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import valise.files.ids.Principal;

/// The vendor's name and members of one kind of object, and where each value comes from. This is
/// the wire record of a feature, written so that `$select` costs nothing for what is left out.
///
/// Values may be `String`, `Boolean`, integers, `Double`, [Instant], lists of these, and [Nested]
/// objects; `null` is written as `null`, which every known client accepts for optional members.
public final class Shape<T> {

  static final String NAMESPACE = "ShareFile.Api.Models.";

  private final String type;
  private final String metadata;
  private final Map<String, Property<T>> properties;

  private Shape(String type, String metadata, Map<String, Property<T>> properties) {
    this.type = type;
    this.metadata = metadata;
    this.properties = properties;
  }

  /// One member.
  sealed interface Property<T> {

    String name();

    /// Whether it is in the answer when no `$select` is given.
    boolean byDefault();

    /// A value of the object itself.
    record Simple<T>(String name, boolean byDefault, BiFunction<T, Call, @Nullable Object> value)
        implements Property<T> {}

    /// One entity of another set, named by its id.
    ///
    /// @param certain whether the entity is there for sure; else no mere reference to it is written
    record ToOne<T>(
        String name,
        boolean byDefault,
        String set,
        Function<T, Optional<String>> id,
        boolean certain)
        implements Property<T> {}

    /// Entities of another set, found by a loader for a whole level at once.
    record ToMany<T>(String name, String set, FeedLoader<T, ?> loader) implements Property<T> {
      @Override
      public boolean byDefault() {
        return false;
      }
    }
  }

  /// Finds the entities of a to-many navigation for several owners in one round trip. An owner that
  /// is not in the map has none.
  @FunctionalInterface
  public interface FeedLoader<T, R> {
    Map<T, List<R>> load(Principal caller, Collection<T> owners);
  }

  /// An object inside an object, such as `Info` in a folder.
  public record Nested<V>(Shape<V> shape, V value) {}

  /// Starts the description of `ShareFile.Api.Models.{name}`, an entity of `set`.
  public static <T> Builder<T> of(String set, String name) {
    return new Builder<>(NAMESPACE + name, set + "/" + NAMESPACE + name + "@Element");
  }

  /// Starts the description of an object that is no entity of a set. Its metadata text carries the
  /// name alone, e.g. `#UploadSpecification/ShareFile.Api.Models.UploadSpecification@Element`
  /// [java-sdk].
  public static <T> Builder<T> of(String name) {
    return of(name, name);
  }

  String type() {
    return type;
  }

  /// What follows `$metadata#` for one object.
  String metadata() {
    return metadata;
  }

  Collection<Property<T>> properties() {
    return properties.values();
  }

  /// Finds a member without regard to case.
  Optional<Property<T>> property(String name) {
    return Optional.ofNullable(properties.get(name.toLowerCase(Locale.ROOT)));
  }

  /// The same shape with members contributed by other features.
  Shape<T> with(Collection<Property<T>> more) {
    Map<String, Property<T>> all = new LinkedHashMap<>(properties);
    more.forEach(property -> all.put(property.name().toLowerCase(Locale.ROOT), property));
    return new Shape<>(type, metadata, all);
  }

  /// Collects members in the order in which they are written.
  public static final class Builder<T> {

    private final String type;
    private final String metadata;
    private final Map<String, Property<T>> properties = new LinkedHashMap<>();

    private Builder(String type, String metadata) {
      this.type = type;
      this.metadata = metadata;
    }

    /// A value written by default.
    public Builder<T> with(String name, Function<T, @Nullable Object> value) {
      return add(new Property.Simple<>(name, true, (entity, call) -> value.apply(entity)));
    }

    /// A value that depends on the request: its address, caller or client.
    public Builder<T> withCall(String name, BiFunction<T, Call, @Nullable Object> value) {
      return add(new Property.Simple<>(name, true, value));
    }

    /// A value written only when `$select` or `$expand` names it.
    public Builder<T> onRequest(String name, BiFunction<T, Call, @Nullable Object> value) {
      return add(new Property.Simple<>(name, false, value));
    }

    /// A date, written in the caller's zone.
    public Builder<T> withDate(String name, Function<T, Optional<Instant>> value) {
      return with(name, entity -> value.apply(entity).orElse(null));
    }

    /// A navigation property, written when expanded; when only selected, as a reference.
    public Builder<T> toOne(String name, String set, Function<T, Optional<String>> id) {
      return add(new Property.ToOne<>(name, false, set, id, true));
    }

    /// A navigation property whose reference (`Id`, `url`) is part of the default answer.
    public Builder<T> toOneReferenced(String name, String set, Function<T, Optional<String>> id) {
      return add(new Property.ToOne<>(name, true, set, id, true));
    }

    /// A navigation feed, written when expanded.
    public <R> Builder<T> toMany(String name, String set, FeedLoader<T, R> loader) {
      return add(new Property.ToMany<>(name, set, loader));
    }

    /// All members of another shape of the same value.
    public Builder<T> like(Shape<T> other) {
      other.properties().forEach(this::add);
      return this;
    }

    /// All members of another shape of the same value but those named.
    public Builder<T> like(Shape<T> other, Predicate<String> names) {
      other.properties().stream().filter(p -> names.test(p.name())).forEach(this::add);
      return this;
    }

    private Builder<T> add(Property<T> property) {
      properties.put(property.name().toLowerCase(Locale.ROOT), property);
      return this;
    }

    public Shape<T> build() {
      return new Shape<>(type, metadata, new LinkedHashMap<>(properties));
    }
  }
}
