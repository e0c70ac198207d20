package valise.files.search;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.ItemSearch;
import valise.files.items.ItemView;
import valise.files.items.Items;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Dates;
import valise.files.odata.Endpoint;
import valise.files.odata.Shape;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// The four search calls: sharefile-v3 sections 4.1 and 4.6.
@Endpoint
final class SearchEndpoint {

  private static final int MAX_COUNT = 1_000;
  private static final int MAX_SKIP = 5_000;
  private static final Duration DEFAULT_TIME = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final ItemSearch search;
  private final Items items;

  SearchEndpoint(ItemSearch search, Items items) {
    this.search = search;
    this.items = items;
  }

  @GetMapping("/sf/v3/Items/Search")
  Answer everywhere(Call call) {
    return simple(call, call.params().flag("homeFolderOnly", false) ? List.of("home") : List.of());
  }

  @GetMapping("/sf/v3/Items({id})/Search")
  Answer within(Call call, @PathVariable String id) {
    return simple(call, List.of(id));
  }

  private Answer simple(Call call, List<String> within) {
    ItemSearch.Query query =
        new ItemSearch.Query(
            checkText(call.params().requiredText("query")),
            true,
            within,
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            ItemSearch.Sort.RELEVANCE,
            true,
            DEFAULT_TIME);
    int skip = (int) call.params().number("skip", 0, 0, MAX_SKIP);
    int count = (int) call.params().number("maxResults", 50, 0, MAX_COUNT);
    return answer(call, SearchJson.SEARCH, query, skip, count);
  }

  record Paging(
      Field<Integer> count,
      Field<Integer> skip,
      Field<Integer> pageNumber,
      Field<Integer> pageSize) {

    int wanted() {
      return bounded("Paging.Count", count.value().or(pageSize::value).orElse(50), MAX_COUNT);
    }

    /// `PageNumber` counts from 1 and is read only without `Skip` [net-sdk: deprecated].
    int passed() {
      int pages = Math.max(0, pageNumber.orElse(1) - 1);
      long passed = skip.value().map(Integer::longValue).orElseGet(() -> (long) pages * wanted());
      return bounded("Paging.Skip", passed, MAX_SKIP);
    }

    private static int bounded(String name, long value, int max) {
      if (value < 0 || value > max) {
        throw Refusal.malformed("BAD_PARAMETER", name + " must be a number from 0 to " + max + ".");
      }
      return (int) value;
    }
  }

  record Sorting(Field<String> sortBy, Field<Boolean> ascending) {}

  record SimpleQuery(
      Field<String> itemType,
      Field<String> parentId,
      Field<String> creatorId,
      Field<String> searchQuery,
      Field<String> createStartDate,
      Field<String> createEndDate,
      Field<Boolean> itemNameOnly) {}

  record SimpleBody(
      Field<SimpleQuery> query,
      Field<Paging> paging,
      Field<Sorting> sort,
      Field<Integer> timeoutInSeconds) {}

  record FullQuery(
      Field<List<String>> itemTypes,
      Field<List<String>> parentId,
      Field<List<String>> creatorId,
      Field<String> searchQuery,
      Field<String> createStartDate,
      Field<String> createEndDate,
      Field<Boolean> itemNameOnly) {}

  record FullBody(
      Field<FullQuery> query,
      Field<Paging> paging,
      Field<Sorting> sort,
      Field<Integer> timeoutInSeconds) {}

  @PostMapping("/sf/v3/Items/AdvancedSimpleSearch")
  Answer advancedSimple(Call call) {
    SimpleBody body = call.body(SimpleBody.class);
    SimpleQuery query = body.query().value().orElseThrow(SearchEndpoint::noQuery);
    return advanced(
        call,
        new FullQuery(
            query.itemType().map(List::of),
            query.parentId().map(List::of),
            query.creatorId().map(List::of),
            query.searchQuery(),
            query.createStartDate(),
            query.createEndDate(),
            query.itemNameOnly()),
        body.paging(),
        body.sort(),
        body.timeoutInSeconds());
  }

  @PostMapping("/sf/v3/Items/AdvancedSearch")
  Answer advanced(Call call) {
    FullBody body = call.body(FullBody.class);
    return advanced(
        call,
        body.query().value().orElseThrow(SearchEndpoint::noQuery),
        body.paging(),
        body.sort(),
        body.timeoutInSeconds());
  }

  private static Refusal noQuery() {
    return Refusal.malformed("PARAMETER_MISSING", "The body must give a Query.");
  }

  private Answer advanced(
      Call call,
      FullQuery wanted,
      Field<Paging> paging,
      Field<Sorting> sorting,
      Field<Integer> timeout) {
    Optional<Sorting> sort = sorting.value();
    ItemSearch.Query query =
        new ItemSearch.Query(
            checkText(wanted.searchQuery().orElse("")),
            wanted.itemNameOnly().orElse(false),
            given(wanted.parentId()),
            kinds(given(wanted.itemTypes())),
            creators(given(wanted.creatorId())),
            date("CreateStartDate", wanted.createStartDate()),
            date("CreateEndDate", wanted.createEndDate()),
            sort.map(it -> sort(it.sortBy().orElse(""))).orElse(ItemSearch.Sort.RELEVANCE),
            sort.map(it -> it.ascending().orElse(true)).orElse(true),
            time(timeout));
    Paging page =
        paging
            .value()
            .orElseGet(
                () -> new Paging(Field.absent(), Field.absent(), Field.absent(), Field.absent()));
    return answer(call, SearchJson.ADVANCED, query, page.passed(), page.wanted());
  }

  /// Empty texts mean "not given", like empty parameters.
  private static List<String> given(Field<List<String>> texts) {
    List<String> given = new ArrayList<>(texts.orElse(List.of()));
    given.removeIf(text -> text == null || text.isBlank());
    if (given.size() > 100) {
      throw Refusal.malformed("BAD_PARAMETER", "At most 100 values may be given for one member.");
    }
    return given;
  }

  private static String checkText(String text) {
    if (text.length() > 500) {
      throw Refusal.malformed("BAD_PARAMETER", "The query must not be longer than 500 characters.");
    }
    return text;
  }

  private static Set<Item.Kind> kinds(List<String> types) {
    Set<Item.Kind> kinds = new HashSet<>();
    for (String type : types) {
      kinds.add(
          switch (type.toLowerCase(Locale.ROOT)) {
            case "file" -> Item.Kind.FILE;
            case "folder" -> Item.Kind.FOLDER;
            case "note" -> Item.Kind.NOTE;
            case "link" -> Item.Kind.LINK;
            default ->
                throw Refusal.malformed(
                    "BAD_PARAMETER", "An item type is File, Folder, Note or Link.");
          });
    }
    return kinds;
  }

  /// A person nobody knows has made nothing.
  private static Set<UserId> creators(List<String> ids) {
    Set<UserId> creators = new HashSet<>();
    ids.forEach(id ->
        creators.add(
            UserId.parse(id).orElseThrow(() -> Refusal.noSuchThing("The user '" + id + "'"))));
    return creators;
  }

  private static Optional<Instant> date(String name, Field<String> text) {
    return text.value()
        .filter(value -> !value.isBlank())
        .map(value -> {
          try {
            return Dates.parse(value);
          } catch (IllegalArgumentException e) {
            throw Refusal.malformed(
                "BAD_PARAMETER", name + " must be a date such as 2024-01-31T12:00:00Z.");
          }
        });
  }

  /// Empty text is "unsorted" [net-sdk], which is the best match first.
  private static ItemSearch.Sort sort(String by) {
    return switch (by.toLowerCase(Locale.ROOT)) {
      case "", "rank", "score", "relevance" -> ItemSearch.Sort.RELEVANCE;
      case "name", "filename", "displayname" -> ItemSearch.Sort.NAME;
      case "size", "filesizebytes" -> ItemSearch.Sort.SIZE;
      case "creationdate", "createdate", "date" -> ItemSearch.Sort.CREATED;
      default ->
          throw Refusal.malformed(
              "BAD_PARAMETER", "Sort.SortBy must be Name, Size, CreationDate or empty.");
    };
  }

  private static Duration time(Field<Integer> seconds) {
    Duration wanted =
        seconds.value().filter(s -> s > 0).map(s -> Duration.ofSeconds(s)).orElse(DEFAULT_TIME);
    return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
  }

  private Answer answer(
      Call call, Shape<SearchJson.Results> shape, ItemSearch.Query query, int skip, int count) {
    ItemSearch.Found found = search.search(call.principal(), query, skip, count);
    List<ItemView> views =
        items.views(found.matches().stream().map(ItemSearch.Match::located).toList());
    List<SearchJson.Result> results = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      ItemSearch.Match match = found.matches().get(i);
      results.add(new SearchJson.Result(views.get(i), skip + i, match.score(), match.parentPath()));
    }
    return Answer.value(shape, new SearchJson.Results(results, found.partial(), found.timedOut()));
  }
}
