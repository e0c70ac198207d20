package valise.hub.resources;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.hub.ceql.OrderBy;
import valise.hub.ceql.Where;
import valise.hub.mapping.Heard;
import valise.hub.mapping.Listing;
import valise.hub.mapping.Listings;
import valise.hub.mapping.PageToken;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.wire.PageRequest;

/// Reads what a GET answers: a list, cut into the hub's pages, or one thing. Which of them shows
/// when the provider has answered.
///
/// `where`, `orderBy` and `fields` are the provider's where the resource has a parameter of that
/// name, and the hub's else.
@Component
final class Reading {

  private final Exchange exchange;

  Reading(Exchange exchange) {
    this.exchange = exchange;
  }

  /// What was read.
  sealed interface Read {
    record Many(Listing<Object> list) implements Read {}

    record One(@Nullable Object thing) implements Read {}

    /// Whoever gets it closes it.
    record Content(ProviderAnswer answer) implements Read {}
  }

  /// @throws valise.platform.Refusal when the request lacks something
  /// @throws valise.hub.wire.ProviderFailure when the provider says no
  Read read(Resource resource, Incoming incoming, Site site, PageRequest page) {
    Paging paging = Paging.of(resource, site.configuration());
    boolean filters = resource.carrying("where").isEmpty();
    boolean sorts = resource.carrying("orderBy").isEmpty();
    Listings.Wish wish =
        new Listings.Wish(
            page.size(),
            page.page(),
            page.nextPage().map(PageToken::parse),
            filters ? incoming.asked("where").map(Where::parse) : Optional.empty(),
            sorts ? incoming.asked("orderBy").map(OrderBy::parse) : Optional.empty());
    Pages pages = new Pages(resource, incoming, site, paging);
    Listing<Object> list =
        new Listings<>(paging.most(), paging.jump(), pages, Reading::field).list(wish);
    if (pages.other != null) {
      return pages.other;
    }
    boolean selects = resource.carrying("fields").isEmpty();
    Set<String> fields = selects ? fields(incoming) : Set.of();
    return new Read.Many(list.with(list.items().stream().map(item -> only(item, fields)).toList()));
  }

  private final class Pages implements Listings.Source<Object> {

    private final Resource resource;
    private final Incoming incoming;
    private final Site site;
    private final Paging paging;

    /// What the answer is when it is no list.
    private @Nullable Read other;

    Pages(Resource resource, Incoming incoming, Site site, Paging paging) {
      this.resource = resource;
      this.incoming = incoming;
      this.site = site;
      this.paging = paging;
    }

    @Override
    public Listings.Page<Object> page(Optional<String> cursor, int size) {
      Exchange.Told told =
          exchange.run(
              resource,
              paging.ask(incoming, cursor, size),
              site,
              Map.of(),
              cursor.filter(it -> paging.type() == Paging.Type.CURSOR && Paging.address(it)));
      if (told.content().isPresent()) {
        other = new Read.Content(told.content().get());
        return nothing();
      }
      if (told.result() == null && !resource.responseRoot().isEmpty()) {
        // Many leave an empty list out.
        return nothing();
      }
      if (!(told.result() instanceof List<?> items)) {
        other = new Read.One(told.result());
        return nothing();
      }
      if (items.stream().anyMatch(item -> item == null)) {
        throw Heard.notUnderstood("An entry of the list is null.");
      }
      Optional<String> next = paging.next(cursor, size, items.size(), told.heard().body());
      Optional<Long> total =
          paging.type() == Paging.Type.NONE ? Optional.of((long) items.size()) : Optional.empty();
      return new Listings.Page<>(List.copyOf(items), next, total);
    }

    private static Listings.Page<Object> nothing() {
      return new Listings.Page<>(List.of(), Optional.empty(), Optional.empty());
    }
  }

  private static @Nullable Object field(Object item, String name) {
    return Values.at(item, name);
  }

  static Set<String> fields(Incoming incoming) {
    return incoming
        .asked("fields")
        .map(names ->
            Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  static Object only(Object item, Set<String> fields) {
    if (fields.isEmpty() || !(item instanceof Map<?, ?> map)) {
      return item;
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      if (fields.contains(String.valueOf(name))) {
        kept.put(String.valueOf(name), value);
      }
    });
    return kept;
  }
}
