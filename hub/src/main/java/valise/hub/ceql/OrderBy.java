package valise.hub.ceql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import valise.platform.Refusal;

/// A parsed `orderBy`: `name asc, modifiedDate desc`. Ascending when nothing is said [docs].
public record OrderBy(List<Key> keys) {

  private static final int MOST_KEYS = 10;

  public OrderBy {
    keys = List.copyOf(keys);
  }

  /// One field to order by.
  public record Key(String field, boolean ascending) {}

  /// @throws Refusal `BAD_ORDER_BY`
  public static OrderBy parse(String text) {
    List<Key> keys = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.strip().split("\\s+");
      if (words[0].isEmpty() || words.length > 2 || keys.size() == MOST_KEYS) {
        throw bad(part);
      }
      keys.add(
          new Key(
              words[0],
              switch (words.length == 1 ? "asc" : words[1].toLowerCase(Locale.ROOT)) {
                case "asc" -> true;
                case "desc" -> false;
                default -> throw bad(part);
              }));
    }
    return new OrderBy(keys);
  }

  private static Refusal bad(String part) {
    return Refusal.malformed(
        "BAD_ORDER_BY",
        "The orderBy must be a list such as 'name asc, modifiedDate desc', of at most "
            + MOST_KEYS
            + " fields; '"
            + part.strip()
            + "' is not one.");
  }

  /// The order of records whose fields `fields` reads. Records without a field come last, however
  /// it is ordered.
  public <T> Comparator<T> comparator(BiFunction<T, String, @Nullable Object> fields) {
    Comparator<T> order = (_, _) -> 0;
    for (Key key : keys) {
      order =
          order.thenComparing((one, other) ->
              compare(fields.apply(one, key.field()), fields.apply(other, key.field()), key));
    }
    return order;
  }

  private static int compare(@Nullable Object one, @Nullable Object other, Key key) {
    if (one == null || other == null) {
      return Boolean.compare(one == null, other == null);
    }
    int order = new Literal(other.toString(), true).order(one);
    return key.ascending() ? order : -order;
  }
}
