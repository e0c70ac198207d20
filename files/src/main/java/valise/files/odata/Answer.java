package valise.files.odata;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an endpoint returns. Every read and every create is 200, because the Java SDK knows no
/// other success but 204 [java-sdk].
public sealed interface Answer {

  /// One entity of a set.
  record Entity<T>(EntitySet<T> set, T value) implements Answer {}

  /// Several entities. When `total` is given the values are already filtered, sorted and cut to the
  /// page asked for, and it is how many there are in all; else `$filter`, `$orderby`, `$skip` and
  /// `$top` are applied to the values while writing; what `groups` puts first stays first, however
  /// `$orderby` sorts within.
  record Feed<T>(
      EntitySet<T> set, List<T> values, OptionalLong total, Optional<Comparator<T>> groups)
      implements Answer {
    public Feed {
      values = List.copyOf(values);
    }
  }

  /// A value that is not an entity of a set: `UploadSpecification`, `SearchResults`, `ItemInfo`.
  record Value<T>(Shape<T> shape, T value) implements Answer {}

  /// Several such values, as a feed.
  record Values<T>(Shape<T> shape, List<T> values) implements Answer {
    public Values {
      values = List.copyOf(values);
    }
  }

  /// Done, nothing to say: 204 and an empty body.
  record Nothing() implements Answer {}

  /// 302 to another address.
  record Redirect(URI target) implements Answer {}

  static <T> Answer entity(EntitySet<T> set, T value) {
    return new Entity<>(set, value);
  }

  static <T> Answer feed(EntitySet<T> set, List<T> values) {
    return new Feed<>(set, values, OptionalLong.empty(), Optional.empty());
  }

  static <T> Answer feed(EntitySet<T> set, List<T> values, Comparator<T> groups) {
    return new Feed<>(set, values, OptionalLong.empty(), Optional.of(groups));
  }

  /// A page that the store has already filtered, sorted and cut.
  static <T> Answer page(EntitySet<T> set, List<T> values, long total) {
    return new Feed<>(set, values, OptionalLong.of(total), Optional.empty());
  }

  static <T> Answer value(Shape<T> shape, T value) {
    return new Value<>(shape, value);
  }

  static <T> Answer values(Shape<T> shape, List<T> values) {
    return new Values<>(shape, values);
  }

  static Answer nothing() {
    return new Nothing();
  }
}
