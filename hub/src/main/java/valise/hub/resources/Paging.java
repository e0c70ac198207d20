package valise.hub.resources;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.mapping.Listings;
import valise.hub.wire.PageRequest;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.WireJson;

/// How a provider pages a list: by what the resource says, else by the element's configuration
/// `pagination.type`, `pagination.max`, `pagination.page.startindex` and `pagination.offset`.
///
/// @param size whether it takes a page's size
/// @param position the parameter that takes where a page begins
/// @param most the largest page
/// @param first the number of the first page
/// @param nextPageKey where in an answer the next page is named
record Paging(
    Type type, boolean size, Optional<String> position, int most, int first, String nextPageKey) {

  enum Type {
    /// Everything at once.
    NONE,
    PAGE,
    OFFSET,
    CURSOR
  }

  /// Parameters that say which part of a list is asked for; the hub's own, not the provider's.
  private static final Set<String> OWN = Set.of("page", "pageSize", "nextPage", "offset", "cursor");

  private static final List<String> POSITIONS = List.of("nextPage", "page", "offset", "cursor");
  private static final int USUAL = 200;
  private static final int MOST = 1_000;

  static Paging of(Resource resource, Map<String, String> configuration) {
    Optional<String> position =
        POSITIONS.stream().filter(name -> resource.carrying(name).isPresent()).findFirst();
    return new Paging(
        type(resource, configuration, position),
        resource.carrying("pageSize").isPresent(),
        position,
        most(configuration.getOrDefault("pagination.max", ""), resource),
        configuration.getOrDefault("pagination.page.startindex", "").strip().equals("0") ? 0 : 1,
        resource.nextPageKey());
  }

  private static Type type(
      Resource resource, Map<String, String> configuration, Optional<String> position) {
    String said = resource.paginationType().replaceAll("[^a-z]", "");
    String usual =
        configuration.getOrDefault("pagination.type", "").strip().toLowerCase(Locale.ROOT);
    Optional<Type> own = named(said);
    Type type =
        own.orElseGet(() ->
            named(usual)
                .orElseGet(() ->
                    !resource.nextPageKey().isEmpty()
                        ? Type.CURSOR
                        : position.isPresent() ? Type.PAGE : Type.NONE));
    if (type == Type.PAGE
        && configuration.getOrDefault("pagination.offset", "").strip().equalsIgnoreCase("true")) {
      type = Type.OFFSET;
    }
    boolean reachable =
        position.isPresent() || (type == Type.CURSOR && !resource.nextPageKey().isEmpty());
    return reachable ? type : Type.NONE;
  }

  private static Optional<Type> named(String text) {
    return switch (text) {
      case "page" -> Optional.of(Type.PAGE);
      case "offset" -> Optional.of(Type.OFFSET);
      case "cursor" -> Optional.of(Type.CURSOR);
      case "none", "notsupported", "unsupported" -> Optional.of(Type.NONE);
      default -> Optional.empty();
    };
  }

  /// A number, or JSON with one for each object [docs].
  private static int most(String text, Resource resource) {
    String number = text.strip();
    if (number.startsWith("{")) {
      try {
        JsonNode byObject = WireJson.MAPPER.readTree(number);
        number = byObject.path(resource.route().names().getFirst()).asString("");
      } catch (JacksonException e) {
        number = "";
      }
    }
    return number.matches("\\d{1,6}") ? Math.clamp(Integer.parseInt(number), 1, MOST) : USUAL;
  }

  // --- asking ------------------------------------------------------------------------------------

  /// The request for the page at `cursor`. A cursor that is an address is followed instead.
  Incoming ask(Incoming incoming, Optional<String> cursor, int wanted) {
    Map<String, List<String>> query = new LinkedHashMap<>(incoming.query());
    query.keySet().removeAll(OWN);
    Incoming asked =
        new Incoming(
            incoming.path(),
            incoming.variables(),
            query,
            incoming.headers(),
            incoming.body(),
            incoming.form(),
            incoming.file());
    if (type == Type.NONE) {
      return asked;
    }
    if (size) {
      asked = asked.with("pageSize", Integer.toString(asks(cursor, wanted)));
    }
    Optional<String> at =
        switch (type) {
          case PAGE -> Optional.of(Integer.toString(first + number(cursor)));
          case OFFSET -> Optional.of(Long.toString(offset(cursor)));
          case CURSOR -> cursor.filter(it -> !address(it));
          case NONE -> Optional.empty();
        };
    return at.isPresent() && position.isPresent() ? asked.with(position.get(), at.get()) : asked;
  }

  static boolean address(String cursor) {
    return cursor.startsWith("http://") || cursor.startsWith("https://");
  }

  /// The size of a page; the pages of one list are all alike.
  private int asks(Optional<String> cursor, int wanted) {
    return type == Type.PAGE && cursor.isPresent()
        ? Math.clamp(part(cursor.get(), 1), 1, most)
        : Math.min(wanted, most);
  }

  private int number(Optional<String> cursor) {
    return cursor.map(it -> part(it, 0)).orElse(0);
  }

  /// Of `page/size`.
  private static int part(String cursor, int index) {
    if (!cursor.matches("\\d{1,9}/\\d{1,9}")) {
      throw PageRequest.badNextPage();
    }
    return Integer.parseInt(cursor.split("/")[index]);
  }

  private static long offset(Optional<String> cursor) {
    if (cursor.filter(it -> !it.matches("\\d{1,15}")).isPresent()) {
      throw PageRequest.badNextPage();
    }
    return cursor.map(Long::parseLong).orElse(0L);
  }

  // --- going on ----------------------------------------------------------------------------------

  /// Where the list goes on behind a page.
  ///
  /// @param whole the whole answer
  Optional<String> next(Optional<String> cursor, int wanted, int items, @Nullable Object whole) {
    if (type == Type.NONE) {
      return Optional.empty();
    }
    if (type == Type.CURSOR) {
      return named(whole);
    }
    int asked = asks(cursor, wanted);
    boolean more =
        !nextPageKey.isEmpty()
            ? items > 0 && named(whole).isPresent()
            : size ? items >= asked : items > 0;
    if (!more) {
      return Optional.empty();
    }
    return Optional.of(
        type == Type.PAGE
            ? (number(cursor) + 1) + "/" + asked
            : Long.toString(offset(cursor) + items));
  }

  private Optional<String> named(@Nullable Object whole) {
    Object value = Values.at(whole, nextPageKey);
    if (value == null || Boolean.FALSE.equals(value) || value.toString().isBlank()) {
      return Optional.empty();
    }
    String text = Values.text(value);
    if (type == Type.CURSOR && position.isEmpty() && !address(text)) {
      throw ProviderFailure.of(
          502,
          "PROVIDER_ANSWER",
          "There is more at the provider, and no parameter of the resource takes its next page.");
    }
    return Optional.of(text);
  }

  /// How pages are reached without those before.
  Listings.Jump jump() {
    return switch (type) {
      case OFFSET -> (entries, wanted) -> Optional.of(Long.toString(entries));
      case PAGE ->
          (entries, wanted) ->
              wanted <= most ? Optional.of(entries / wanted + "/" + wanted) : Optional.empty();
      case CURSOR, NONE -> Listings.Jump.NONE;
    };
  }
}
