package valise.hub.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.hub.ceql.Condition;
import valise.hub.ceql.Literal;
import valise.hub.ceql.Where;
import valise.hub.events.Event;
import valise.hub.events.EventQuery;
import valise.hub.events.Events;
import valise.hub.events.Kind;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementCaller;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.tenants.Tenants;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// Events over the API: of an instance, by its id or its token, and of an account.
@Endpoint
final class EventsEndpoint {

  private final Events events;
  private final Deliveries deliveries;
  private final Subscriptions subscriptions;
  private final Notifications notifications;
  private final Instances instances;
  private final Tenants tenants;

  EventsEndpoint(
      Events events,
      Deliveries deliveries,
      Subscriptions subscriptions,
      Notifications notifications,
      Instances instances,
      Tenants tenants) {
    this.events = events;
    this.deliveries = deliveries;
    this.subscriptions = subscriptions;
    this.notifications = notifications;
    this.instances = instances;
    this.tenants = tenants;
  }

  // --- lists -------------------------------------------------------------------------------------

  /// @param after only what has a greater sequence number, in order; for receivers that see a gap
  record Question(
      @Nullable Long after, @Nullable String from, @Nullable String to, @Nullable String where) {}

  @GetMapping("/instances/{id:[0-9]+}/events")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofInstance(
      Caller caller, PageRequest page, @PathVariable("id") long id, Question question) {
    return list(instances.find(caller, new InstanceId(id)), page, question);
  }

  @GetMapping("/instances/events")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofToken(
      ElementCaller caller, PageRequest page, Question question) {
    return list(instances.find(caller.caller(), caller.instance()), page, question);
  }

  private ResponseEntity<List<Map<String, @Nullable Object>>> list(
      Instance instance, PageRequest page, Question question) {
    Long after = question.after();
    if (after != null) {
      return shown(events.after(instance.id(), after, page.size()), Optional.empty());
    }
    return search(EventQuery.of(instance.account()).of(instance.id()), page, question);
  }

  @GetMapping("/accounts/events")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofOwnAccount(
      Caller caller, PageRequest page, Question question) {
    return ofAccount(caller, caller.account(), page, question);
  }

  @GetMapping("/accounts/{id:[0-9]+}/events")
  ResponseEntity<List<Map<String, @Nullable Object>>> ofAccount(
      Caller caller, PageRequest page, @PathVariable("id") long id, Question question) {
    return ofAccount(caller, tenants.account(caller, new AccountId(id)).id(), page, question);
  }

  /// How far each event of the account is: what the vendor calls its disposition.
  @GetMapping("/instances/events/dispositions")
  ResponseEntity<List<Map<String, @Nullable Object>>> dispositions(
      Caller caller, PageRequest page, Question question) {
    return ofAccount(caller, caller.account(), page, question);
  }

  private ResponseEntity<List<Map<String, @Nullable Object>>> ofAccount(
      Caller caller, AccountId account, PageRequest page, Question question) {
    requireWholeAccount(caller);
    return search(EventQuery.of(account), page, question);
  }

  static void requireWholeAccount(Caller caller) {
    if (caller.span() == Caller.Span.OWN) {
      throw Refusal.notAllowed("Events of the whole account are for its administrators.");
    }
  }

  private ResponseEntity<List<Map<String, @Nullable Object>>> search(
      EventQuery query, PageRequest page, Question question) {
    int skip = page.offset();
    EventQuery whole = narrowed(query, question).page(skip, page.size() + 1);
    List<Event> found = events.search(whole);
    boolean more = found.size() > page.size();
    return shown(
        more ? found.subList(0, page.size()) : found,
        more ? Optional.of(PageRequest.token(skip + page.size())) : Optional.empty());
  }

  private static EventQuery narrowed(EventQuery query, Question question) {
    EventQuery narrowed =
        query.between(moment("from", question.from()), moment("to", question.to()));
    String where = question.where();
    if (where == null || where.isBlank()) {
      return narrowed;
    }
    for (Condition.Comparison part : equalities(where)) {
      String value = part.value().text();
      narrowed =
          switch (part.field()) {
            case "objectId" -> narrowed.ofObject(value);
            case "objectType" -> narrowed.ofResource(value);
            case "eventType" -> narrowed.ofKind(kind(value));
            default ->
                throw Refusal.malformed(
                    "BAD_WHERE",
                    "Events can be searched by objectId, objectType and eventType, not by '"
                        + part.field()
                        + "'.");
          };
    }
    return narrowed;
  }

  static List<Condition.Comparison> equalities(String where) {
    return Where.parse(where)
        .conjunction()
        .filter(parts -> parts.stream().allMatch(it -> it.operator() == Condition.Operator.EQUAL))
        .orElseThrow(() ->
            Refusal.malformed("BAD_WHERE", "Only field='value' joined by AND can be asked here."));
  }

  private static Kind kind(String text) {
    try {
      return Kind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed("BAD_WHERE", "There is no eventType '" + text + "'.");
    }
  }

  static Optional<Instant> moment(String name, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new Literal(text.strip(), false)
            .instant()
            .orElseThrow(() ->
                Refusal.malformed(
                    "BAD_PARAMETER", "'" + name + "' must be a date like 2026-01-31T09:30:00Z.")));
  }

  private ResponseEntity<List<Map<String, @Nullable Object>>> shown(
      List<Event> found, Optional<String> next) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok().header("Elements-Returned-Count", Integer.toString(found.size()));
    next.ifPresent(token -> answer.header("Elements-Next-Page-Token", token));
    Map<EventId, List<Delivery>> all = deliveries.of(found.stream().map(Event::id).toList());
    return answer.body(
        found.stream()
            .map(event -> EventJson.of(event, all.getOrDefault(event.id(), List.of())))
            .toList());
  }

  // --- one ---------------------------------------------------------------------------------------

  private Event event(Instance instance, String text) {
    return EventId.parse(text)
        .filter(id -> id.instance().equals(instance.id()))
        .flatMap(events::find)
        .orElseThrow(() -> Refusal.noSuchThing("The event " + text));
  }

  private Map<String, @Nullable Object> shown(Event event) {
    return EventJson.of(
        event, deliveries.of(List.of(event.id())).getOrDefault(event.id(), List.of()));
  }

  @GetMapping("/instances/{id:[0-9]+}/events/{eventId}")
  Map<String, @Nullable Object> one(
      Caller caller, @PathVariable("id") long id, @PathVariable("eventId") String eventId) {
    return shown(event(instances.find(caller, new InstanceId(id)), eventId));
  }

  @GetMapping("/instances/events/{eventId:[A-Za-z0-9_-]{20}}")
  Map<String, @Nullable Object> oneOfToken(
      ElementCaller caller, @PathVariable("eventId") String eventId) {
    return shown(event(instances.find(caller.caller(), caller.instance()), eventId));
  }

  /// How an event came to be, and what became of it.
  @GetMapping("/instances/{id:[0-9]+}/events/{eventId}/why")
  Map<String, @Nullable Object> why(
      Caller caller, @PathVariable("id") long id, @PathVariable("eventId") String eventId) {
    Event event = event(instances.find(caller, new InstanceId(id)), eventId);
    Map<String, @Nullable Object> story = new LinkedHashMap<>();
    story.put("id", event.id().text());
    story.put("sequence", event.id().sequence());
    story.put("foundBy", event.route().name().toLowerCase(Locale.ROOT));
    story.put("noticedDate", event.noticedAt().toString());
    story.put("happenedDate", event.happenedAt().map(Instant::toString).orElse(null));
    story.put("revision", event.revision());
    story.put("stateBefore", event.before().isEmpty() ? null : event.before());
    story.put("stateAfter", event.after().isEmpty() ? null : event.after());
    story.put("because", because(event));
    List<Map<String, @Nullable Object>> told = new ArrayList<>();
    for (Delivery delivery :
        deliveries.of(List.of(event.id())).getOrDefault(event.id(), List.of())) {
      told.add(story(event, delivery));
    }
    story.put("deliveries", told);
    if (told.isEmpty()) {
      story.put(
          "notTold",
          notifications.deleted(event.id())
              ? "Its notification was deleted."
              : "Nobody was subscribed to the instance's events when it was noticed.");
    }
    return story;
  }

  private static String because(Event event) {
    return switch (event.kind()) {
      case CREATED -> "The object was not known, or had been gone.";
      case DELETED -> "The object was known, and the provider does not have it any more.";
      case UPDATED ->
          event.facts().isEmpty()
              ? "The provider's record is younger than the last look."
              : "The object is not as it was known: "
                  + String.join(
                      ", ",
                      event.facts().stream()
                          .map(it -> it.name().toLowerCase(Locale.ROOT))
                          .sorted()
                          .toList())
                  + ".";
      case UNKNOWN -> "The provider told of it.";
    };
  }

  private Map<String, @Nullable Object> story(Event event, Delivery delivery) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    Subscription subscription = subscriptions.find(event.account(), delivery.subscription());
    json.put("subscriptionId", delivery.subscription().value());
    json.put("url", subscription.url().toString());
    json.put("subscriptionActive", subscription.active());
    json.put("subscriptionInactiveReason", subscription.inactiveReason().orElse(null));
    json.put("status", delivery.state().word());
    json.put(
        "nextAttemptDate",
        delivery.state().number() < State.FIRST_AT_REST ? delivery.dueAt().toString() : null);
    json.put(
        "attempts",
        deliveries.attempts(delivery.subscription(), event.id()).stream()
            .map(EventsEndpoint::json)
            .toList());
    return json;
  }

  private static Map<String, @Nullable Object> json(Attempt attempt) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("attempt", attempt.number());
    json.put("date", attempt.beganAt().toString());
    json.put("milliseconds", attempt.millis());
    json.put("httpStatus", attempt.status() == 0 ? null : attempt.status());
    json.put("outcome", attempt.outcome());
    json.put("answer", attempt.answer().isEmpty() ? null : attempt.answer());
    return json;
  }
}
