package valise.hub.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import valise.hub.ceql.OrderBy;
import valise.hub.ceql.Where;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;

/// Cuts what a provider lists into the pages that a caller asks for. The hub filters, since
/// providers can filter by little and each by something else, and sorts, for which it reads the
/// whole list.
///
/// @param <T> what is listed
public final class Listings<T> {

  /// The most that is read to be sorted.
  private static final int MOST_SORTED = 10_000;

  /// The most pages that are read to be sorted, however few of their entries are wanted.
  private static final int MOST_SORTED_PAGES = 100;

  /// The most pages of the provider's that one answer costs. A page may thus be short, or empty,
  /// and say that there is more.
  private static final int MOST_PAGES = 50;

  /// One page of the provider's.
  ///
  /// @param next where it goes on, in the provider's words
  /// @param total how many there are altogether, when it says so
  public record Page<T>(List<T> items, Optional<String> next, Optional<Long> total) {

    public Page {
      items = List.copyOf(items);
    }
  }

  /// Asks the provider.
  @FunctionalInterface
  public interface Source<T> {

    /// The page at `cursor`, or the first.
    ///
    /// @param size what is wanted; the provider may give more or less
    Page<T> page(Optional<String> cursor, int size);
  }

  /// Tells where a provider's list goes on behind so many entries, if it can be asked for that
  /// without reading up to there.
  @FunctionalInterface
  public interface Jump {

    /// No way but to read.
    Jump NONE = (entries, size) -> Optional.empty();

    Optional<String> behind(long entries, int size);
  }

  /// What is wanted of a list.
  ///
  /// @param page from 1; counts only without a token
  public record Wish(
      int size,
      int page,
      Optional<PageToken> token,
      Optional<Where> where,
      Optional<OrderBy> orderBy) {}

  private final int mostPerPage;
  private final Jump jump;
  private final Source<T> source;
  private final BiFunction<T, String, @Nullable Object> field;

  /// @param mostPerPage the largest page that the provider gives
  /// @param field reads what `where` and `orderBy` name
  public Listings(
      int mostPerPage, Jump jump, Source<T> source, BiFunction<T, String, @Nullable Object> field) {
    this.mostPerPage = mostPerPage;
    this.jump = jump;
    this.source = source;
    this.field = field;
  }

  public Listing<T> list(Wish wish) {
    return wish.orderBy().map(order -> sorted(wish, order)).orElseGet(() -> unsorted(wish));
  }

  private Page<T> read(Optional<String> cursor, int size) {
    Page<T> page = source.page(cursor, size);
    if (page.next().isPresent() && page.next().equals(cursor)) {
      throw ProviderFailure.of(
          502,
          "PROVIDER_LOOP",
          "The provider's list goes round in a circle; this page follows itself.");
    }
    return page;
  }

  private Listing<T> unsorted(Wish wish) {
    List<T> kept = new ArrayList<>();
    Optional<Long> total = Optional.empty();
    PageToken at = start(wish);
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      // What was told already comes again with the page, which must have room for it.
      long size = Math.min((long) at.told() + wish.size(), mostPerPage);
      Page<T> page = read(at.cursor(), (int) size);
      total = wish.where().isEmpty() ? page.total() : Optional.empty();
      List<T> items = page.items();
      for (int i = Math.min(at.told(), items.size()); i < items.size(); i++) {
        if (kept.size() == wish.size()) {
          return new Listing<>(kept, Optional.of(new PageToken(at.cursor(), i).text()), total);
        }
        if (passes(wish, items.get(i))) {
          kept.add(items.get(i));
        }
      }
      if (page.next().isEmpty()) {
        return new Listing<>(kept, Optional.empty(), total);
      }
      at = new PageToken(page.next(), 0);
      if (kept.size() == wish.size() || (wish.where().isEmpty() && !kept.isEmpty())) {
        break;
      }
    }
    return new Listing<>(kept, Optional.of(at.text()), total);
  }

  private boolean passes(Wish wish, T item) {
    return wish.where().map(where -> where.accepts(name -> field.apply(item, name))).orElse(true);
  }

  /// Where the wanted page begins. A provider that only knows cursors is read up to it.
  private PageToken start(Wish wish) {
    if (wish.token().isPresent()) {
      return wish.token().get();
    }
    if (wish.page() == 1) {
      return PageToken.START;
    }
    if (wish.where().isEmpty()) {
      long before = (long) (wish.page() - 1) * wish.size();
      if (before > 999_999_999) {
        throw Refusal.malformed("BAD_PARAMETER", "'page' is larger than any list.");
      }
      Optional<String> there = jump.behind(before, wish.size());
      if (there.isPresent()) {
        return new PageToken(there, 0);
      }
    }
    if (wish.page() > MOST_PAGES) {
      throw Refusal.malformed(
          "BAD_PARAMETER", "Pages from " + (MOST_PAGES + 1) + " on are read with 'nextPage'.");
    }
    PageToken at = PageToken.START;
    for (int i = 1; i < wish.page(); i++) {
      Listing<T> before =
          unsorted(new Wish(wish.size(), 1, Optional.of(at), wish.where(), Optional.empty()));
      if (before.next().isEmpty()) {
        return new PageToken(at.cursor(), Integer.MAX_VALUE);
      }
      at = PageToken.parse(before.next().get());
    }
    return at;
  }

  private Listing<T> sorted(Wish wish, OrderBy order) {
    List<T> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Page<T> page = read(cursor, mostPerPage);
      page.items().stream().filter(item -> passes(wish, item)).forEach(all::add);
      if (all.size() > MOST_SORTED || ++pages > MOST_SORTED_PAGES) {
        throw Refusal.malformed(
            "TOO_MANY_TO_SORT", "The list has more entries than can be sorted; leave out orderBy.");
      }
      cursor = page.next();
    } while (cursor.isPresent());
    all.sort(order.comparator(field));
    int told =
        wish.token()
            .map(PageToken::told)
            .orElseGet(() -> (int) Math.min(all.size(), (long) (wish.page() - 1) * wish.size()));
    int from = Math.min(told, all.size());
    int to = Math.min(all.size(), from + wish.size());
    Optional<String> next =
        to < all.size()
            ? Optional.of(new PageToken(Optional.empty(), to).text())
            : Optional.empty();
    return new Listing<>(all.subList(from, to), next, Optional.of((long) all.size()));
  }
}
