package valise.hub.documents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import valise.hub.ceql.OrderBy;
import valise.hub.ceql.Where;
import valise.hub.mapping.Engine;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;

/// Cuts what a provider lists into the pages that a caller asks for. The hub filters, since
/// providers can filter by little and each by something else, and sorts, for which it reads the
/// whole list.
final class Listings {

  /// The most that is read to be sorted.
  private static final int MOST_SORTED = 10_000;

  /// The most pages that are read to be sorted, however few of their entries are wanted.
  private static final int MOST_SORTED_PAGES = 100;

  /// The most pages of the provider's that one answer costs. A page may thus be short, or empty,
  /// and say that there is more.
  private static final int MOST_PAGES = 50;

  /// Asks the provider for the page at `cursor`.
  ///
  /// `size` is what is wanted; the provider may give more or less.
  @FunctionalInterface
  interface Source {
    Engine.Outcome page(Map<String, Object> page);
  }

  /// What is wanted of a list.
  ///
  /// @param page from 1; counts only without a token
  record Wish(
      int size,
      int page,
      Optional<PageToken> token,
      Optional<Where> where,
      Optional<OrderBy> orderBy) {}

  private final DocumentMapping mapping;
  private final Source source;
  private final Function<Map<String, Object>, CloudFile> form;

  Listings(DocumentMapping mapping, Source source, Function<Map<String, Object>, CloudFile> form) {
    this.mapping = mapping;
    this.source = source;
    this.form = form;
  }

  Listing<CloudFile> list(Wish wish) {
    return wish.orderBy().map(order -> sorted(wish, order)).orElseGet(() -> unsorted(wish));
  }

  /// One page of the provider's.
  private record Page(List<CloudFile> files, Optional<String> next, Optional<Long> total) {}

  private Page read(Optional<String> cursor, int size) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("size", size);
    cursor.ifPresent(it -> page.put("cursor", it));
    page.put("offset", offset(cursor));
    Engine.Outcome outcome = source.page(Map.of("page", page));
    if (outcome.next().isPresent() && outcome.next().equals(cursor)) {
      throw ProviderFailure.of(
          502,
          "PROVIDER_LOOP",
          "The provider's list goes round in a circle; this page follows itself.");
    }
    return new Page(outcome.records().stream().map(form).toList(), outcome.next(), outcome.total());
  }

  private int offset(Optional<String> cursor) {
    return mapping.paging() == DocumentMapping.Paging.OFFSET
        ? cursor.filter(it -> it.matches("\\d{1,9}")).map(Integer::parseInt).orElse(0)
        : 0;
  }

  private Listing<CloudFile> unsorted(Wish wish) {
    List<CloudFile> kept = new ArrayList<>();
    Optional<Long> total = Optional.empty();
    PageToken at = start(wish);
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      // What was told already comes again with the page, which must have room for it.
      long size = Math.min((long) at.told() + wish.size(), mapping.mostPerPage());
      Page page = read(at.cursor(), (int) size);
      total = wish.where().isEmpty() ? page.total() : Optional.empty();
      List<CloudFile> files = page.files();
      for (int i = Math.min(at.told(), files.size()); i < files.size(); i++) {
        if (kept.size() == wish.size()) {
          return new Listing<>(kept, Optional.of(new PageToken(at.cursor(), i).text()), total);
        }
        if (passes(wish, files.get(i))) {
          kept.add(files.get(i));
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

  private static boolean passes(Wish wish, CloudFile file) {
    return wish.where().map(where -> where.accepts(file::field)).orElse(true);
  }

  /// Where the wanted page begins. A provider that only knows cursors is read up to it.
  private PageToken start(Wish wish) {
    if (wish.token().isPresent()) {
      return wish.token().get();
    }
    if (wish.page() == 1) {
      return PageToken.START;
    }
    if (wish.where().isEmpty() && mapping.paging() == DocumentMapping.Paging.OFFSET) {
      long offset = (long) (wish.page() - 1) * wish.size();
      if (offset > 999_999_999) {
        throw Refusal.malformed("BAD_PARAMETER", "'page' is larger than any list.");
      }
      return new PageToken(Optional.of(Long.toString(offset)), 0);
    }
    if (wish.page() > MOST_PAGES) {
      throw Refusal.malformed(
          "BAD_PARAMETER", "Pages from " + (MOST_PAGES + 1) + " on are read with 'nextPage'.");
    }
    PageToken at = PageToken.START;
    for (int i = 1; i < wish.page(); i++) {
      Listing<CloudFile> before =
          unsorted(new Wish(wish.size(), 1, Optional.of(at), wish.where(), Optional.empty()));
      if (before.next().isEmpty()) {
        return new PageToken(at.cursor(), Integer.MAX_VALUE);
      }
      at = PageToken.parse(before.next().get());
    }
    return at;
  }

  private Listing<CloudFile> sorted(Wish wish, OrderBy order) {
    List<CloudFile> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Page page = read(cursor, mapping.mostPerPage());
      page.files().stream().filter(file -> passes(wish, file)).forEach(all::add);
      if (all.size() > MOST_SORTED || ++pages > MOST_SORTED_PAGES) {
        throw Refusal.malformed(
            "TOO_MANY_TO_SORT", "The list has more entries than can be sorted; leave out orderBy.");
      }
      cursor = page.next();
    } while (cursor.isPresent());
    Comparator<CloudFile> comparator = order.comparator(CloudFile::field);
    all.sort(comparator);
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
