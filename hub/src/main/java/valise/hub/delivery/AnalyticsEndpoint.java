package valise.hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import valise.hub.events.Count;
import valise.hub.events.Events;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.InstanceId;
import valise.hub.tenants.Tenants;
import valise.hub.wire.Endpoint;
import valise.platform.Refusal;

/// How many events there were, and how many of them reached everybody who was to be told [docs].
@Endpoint
final class AnalyticsEndpoint {

  private static final Duration USUAL_SPAN = Duration.ofDays(7);
  private static final int MOST_POINTS = 10_000;
  private static final int MOST_ACCOUNTS = 100;

  private final Events events;
  private final Deliveries deliveries;
  private final Tenants tenants;
  private final InstantSource clock;

  AnalyticsEndpoint(Events events, Deliveries deliveries, Tenants tenants, InstantSource clock) {
    this.events = events;
    this.deliveries = deliveries;
    this.tenants = tenants;
    this.clock = clock;
  }

  /// @param interval `year` to `second`
  record Span(@Nullable String from, @Nullable String to, @Nullable String interval) {}

  @GetMapping("/instances/events/analytics")
  List<Map<String, Object>> counts(
      Caller caller,
      Span span,
      @RequestParam(name = "accountIds[]", required = false) @Nullable List<String> accountIds) {
    List<Map<String, Object>> answer = new ArrayList<>();
    tallied(caller, span, accountIds)
        .forEach((moment, tallies) ->
            answer.add(Map.of("timestamp", moment.toString(), "count", total(tallies))));
    return answer;
  }

  @GetMapping("/instances/events/analytics/instances")
  List<Map<String, Object>> countsOfInstances(
      Caller caller,
      Span span,
      @RequestParam(name = "accountIds[]", required = false) @Nullable List<String> accountIds) {
    return records(
        tallied(caller, span, accountIds), "instanceId", tally -> tally.instance().value());
  }

  @GetMapping("/instances/events/analytics/accounts")
  List<Map<String, Object>> countsOfAccounts(
      Caller caller,
      Span span,
      @RequestParam(name = "accountIds[]", required = false) @Nullable List<String> accountIds) {
    return records(
        tallied(caller, span, accountIds), "accountId", tally -> tally.account().value());
  }

  /// @param told of the events, how many reached everybody
  /// @param failed how many somebody did not take so far
  private record Tally(AccountId account, InstanceId instance, int events, int told, int failed) {}

  private static int total(List<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::events).sum();
  }

  private static List<Map<String, Object>> records(
      Map<Instant, List<Tally>> tallied, String name, ToLongFunction<Tally> whose) {
    List<Map<String, Object>> answer = new ArrayList<>();
    tallied.forEach((moment, tallies) -> {
      Map<Long, List<Tally>> each = new TreeMap<>();
      tallies.forEach(tally ->
          each.computeIfAbsent(whose.applyAsLong(tally), key -> new ArrayList<>()).add(tally));
      List<Map<String, Object>> records = new ArrayList<>();
      each.forEach((id, theirs) -> {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put(name, id);
        record.put("count", total(theirs));
        record.put("success", theirs.stream().mapToInt(Tally::told).sum());
        record.put("failed", theirs.stream().mapToInt(Tally::failed).sum());
        records.add(record);
      });
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("timestamp", moment.toString());
      point.put("total", total(tallies));
      point.put("records", records);
      answer.add(point);
    });
    return answer;
  }

  private Map<Instant, List<Tally>> tallied(
      Caller caller, Span span, @Nullable List<String> accountIds) {
    EventsEndpoint.requireWholeAccount(caller);
    Instant to = EventsEndpoint.moment("to", span.to()).orElse(clock.instant());
    Instant from = EventsEndpoint.moment("from", span.from()).orElse(to.minus(USUAL_SPAN));
    String interval =
        Optional.ofNullable(span.interval()).orElse("day").strip().toLowerCase(Locale.ROOT);
    Duration step = step(interval);
    if (!from.isBefore(to) || Duration.between(from, to).dividedBy(step) > MOST_POINTS) {
      throw Refusal.malformed(
          "BAD_PARAMETER",
          "'from' must be before 'to', and no more than "
              + MOST_POINTS
              + " intervals may lie between them.");
    }
    Map<Instant, List<Tally>> tallied = new TreeMap<>();
    for (AccountId account : accounts(caller, accountIds)) {
      Map<Outcomes.Place, Outcomes> outcomes = deliveries.outcomes(account, from, to, step);
      for (Count count : events.counts(account, from, to, step)) {
        Outcomes came =
            outcomes.getOrDefault(
                new Outcomes.Place(count.from(), count.instance()), Outcomes.NONE);
        tallied
            .computeIfAbsent(begin(count.from(), interval), key -> new ArrayList<>())
            .add(new Tally(account, count.instance(), count.events(), came.told(), came.failed()));
      }
    }
    return tallied;
  }

  private List<AccountId> accounts(Caller caller, @Nullable List<String> named) {
    if (named == null || named.isEmpty()) {
      return List.of(caller.account());
    }
    if (named.size() > MOST_ACCOUNTS) {
      throw Refusal.malformed(
          "BAD_PARAMETER", "At most " + MOST_ACCOUNTS + " accounts can be counted at once.");
    }
    return named.stream().map(text -> account(caller, text)).distinct().toList();
  }

  private AccountId account(Caller caller, String text) {
    if (!text.matches("[0-9]{1,16}")) {
      throw Refusal.malformed("BAD_PARAMETER", "'accountIds[]' are numbers of accounts.");
    }
    try {
      return tenants.account(caller, new AccountId(Long.parseLong(text))).id();
    } catch (Refusal e) {
      // Not found elsewhere; here the vendor says so [docs].
      throw Refusal.notAllowed("The account " + text + " is not yours to count.");
    }
  }

  private static Duration step(String interval) {
    return switch (interval) {
      case "second" -> Duration.ofSeconds(1);
      case "minute" -> Duration.ofMinutes(1);
      case "hour" -> Duration.ofHours(1);
      case "day", "week", "month", "quarter", "year" -> Duration.ofDays(1);
      default ->
          throw Refusal.malformed(
              "BAD_PARAMETER",
              "'interval' must be year, quarter, month, week, day, hour, minute or second.");
    };
  }

  private static Instant begin(Instant moment, String interval) {
    LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
    LocalDate first =
        switch (interval) {
          case "week" -> day.minusDays(day.getDayOfWeek().getValue() - 1L);
          case "month" -> day.withDayOfMonth(1);
          case "quarter" -> LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
          case "year" -> day.withDayOfYear(1);
          default -> day;
        };
    return first.equals(day) ? moment : first.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
