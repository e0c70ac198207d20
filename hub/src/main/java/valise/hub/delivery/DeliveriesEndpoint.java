package valise.hub.delivery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import valise.hub.ceql.Condition;
import valise.hub.ceql.Where;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.SubscriptionId;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// What became of telling whom [docs], and telling it again.
@Endpoint
final class DeliveriesEndpoint {

  private final Deliveries deliveries;
  private final Redeliveries redeliveries;
  private final Notifications notifications;
  private final Subscriptions subscriptions;
  private final Readers readers;

  DeliveriesEndpoint(
      Deliveries deliveries,
      Redeliveries redeliveries,
      Notifications notifications,
      Subscriptions subscriptions,
      Readers readers) {
    this.deliveries = deliveries;
    this.redeliveries = redeliveries;
    this.notifications = notifications;
    this.subscriptions = subscriptions;
    this.readers = readers;
  }

  private Map<String, @Nullable Object> shown(
      AccountId account, Delivery delivery, boolean hydrate) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("notificationId", delivery.event().digits());
    json.put("subscriptionId", delivery.subscription().value());
    json.put("status", delivery.state().word());
    json.put("attempts", delivery.attempts());
    json.put("createdDate", delivery.createdAt().toString());
    json.put("updatedDate", delivery.updatedAt().toString());
    if (hydrate) {
      json.put(
          "notification",
          notifications.find(account, delivery.event()).map(NotificationJson::of).orElse(null));
      json.put(
          "subscription",
          SubscriptionsEndpoint.shown(subscriptions.find(account, delivery.subscription())));
    }
    return json;
  }

  private ResponseEntity<List<Map<String, @Nullable Object>>> page(
      Caller caller, Deliveries.Filter filter, PageRequest page, boolean hydrate) {
    Readers.requireWholeAccount(caller);
    List<Delivery> found = deliveries.list(filter, page.offset(), page.size() + 1);
    boolean more = found.size() > page.size();
    List<Delivery> shown = more ? found.subList(0, page.size()) : found;
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header("Elements-Returned-Count", Integer.toString(shown.size()))
            .header("Elements-Total-Count", Integer.toString(deliveries.count(filter)));
    if (more) {
      answer.header("Elements-Next-Page-Token", PageRequest.token(page.offset() + page.size()));
    }
    return answer.body(shown.stream().map(it -> shown(caller.account(), it, hydrate)).toList());
  }

  @GetMapping("/notifications/subscriptions/deliveries")
  ResponseEntity<List<Map<String, @Nullable Object>>> deliveries(
      Caller caller,
      PageRequest page,
      @RequestParam(name = "where", required = false) @Nullable String where,
      @RequestParam(name = "hydrate", required = false) @Nullable Boolean hydrate) {
    return page(caller, filter(caller, where), page, Boolean.TRUE.equals(hydrate));
  }

  @GetMapping("/notifications/{id:[0-9]+}/subscriptions/deliveries")
  ResponseEntity<List<Map<String, @Nullable Object>>> deliveriesOf(
      Caller caller, PageRequest page, @PathVariable("id") String id) {
    return page(
        caller,
        Deliveries.Filter.of(caller.account()).of(readers.notification(caller, id).id()),
        page,
        false);
  }

  @GetMapping("/notifications/{id:[0-9]+}/subscriptions/{sid:[0-9]+}/deliveries")
  ResponseEntity<List<Map<String, @Nullable Object>>> deliveriesTo(
      Caller caller,
      PageRequest page,
      @PathVariable("id") String id,
      @PathVariable("sid") long sid) {
    return page(
        caller,
        Deliveries.Filter.of(caller.account())
            .of(readers.notification(caller, id).id())
            .of(readers.subscription(caller, sid).id()),
        page,
        false);
  }

  /// Sends again what the filter says. What is queued, and that is meant when no status is named,
  /// goes out oldest first, and its receivers are active again. Of what has another status one more
  /// attempt is made, under the id it had, by and by: see [Redeliveries].
  @PutMapping("/notifications/subscriptions/deliveries")
  Map<String, @Nullable Object> redeliver(
      Caller caller,
      @RequestParam(name = "where", required = false) @Nullable String where,
      @RequestParam(name = "dryRun", required = false) @Nullable Boolean dryRun) {
    Readers.requireWholeAccount(caller);
    Deliveries.Filter filter = filter(caller, where);
    boolean queued = filter.state().orElse(State.QUEUED) == State.QUEUED;
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    if (Boolean.TRUE.equals(dryRun)) {
      answer.put(
          "count", queued ? deliveries.count(filter.in(State.QUEUED)) : redeliveries.count(filter));
      answer.put("dryRun", true);
    } else if (queued) {
      answer.put("count", deliveries.reactivate(filter.in(State.QUEUED)));
      answer.put("dryRun", false);
    } else {
      Redelivery asked = redeliveries.ask(filter);
      answer.put("count", asked.expected());
      answer.put("dryRun", false);
      answer.put("redelivery", shown(asked));
    }
    return answer;
  }

  // --- redeliveries, which are ours --------------------------------------------------------------

  private static Map<String, @Nullable Object> shown(Redelivery redelivery) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", redelivery.id().value());
    json.put("status", redelivery.progress().name().toLowerCase(Locale.ROOT));
    json.put("expected", redelivery.expected());
    json.put("released", redelivery.released());
    json.put("createdDate", redelivery.createdAt().toString());
    json.put("updatedDate", redelivery.updatedAt().toString());
    return json;
  }

  @GetMapping("/notifications/redeliveries")
  ResponseEntity<List<Map<String, @Nullable Object>>> redeliveries(
      Caller caller, PageRequest page) {
    Readers.requireWholeAccount(caller);
    return page.cut(
        redeliveries.list(caller.account()).stream().map(DeliveriesEndpoint::shown).toList());
  }

  @GetMapping("/notifications/redeliveries/{id:[0-9]{1,18}}")
  Map<String, @Nullable Object> redelivery(Caller caller, @PathVariable("id") long id) {
    Readers.requireWholeAccount(caller);
    return shown(redeliveries.find(caller.account(), new RedeliveryId(id)));
  }

  /// Sets no more going; what was set going is sent.
  @DeleteMapping("/notifications/redeliveries/{id:[0-9]{1,18}}")
  Map<String, @Nullable Object> stop(Caller caller, @PathVariable("id") long id) {
    Readers.requireWholeAccount(caller);
    return shown(redeliveries.stop(caller.account(), new RedeliveryId(id)));
  }

  // --- where -------------------------------------------------------------------------------------

  private static Deliveries.Filter filter(Caller caller, @Nullable String where) {
    Deliveries.Filter filter = Deliveries.Filter.of(caller.account());
    if (where == null || where.isBlank()) {
      return filter;
    }
    for (Condition.Comparison part : comparisons(where)) {
      String value = part.value().text();
      filter =
          switch (part.field()) {
            case "channel" -> filter.by(Channel.parse("BAD_WHERE", value));
            case "status" ->
                filter.in(
                    State.parse(value)
                        .orElseThrow(() ->
                            Refusal.malformed("BAD_WHERE", "There is no status '" + value + "'.")));
            case "config.url" -> filter.at(value);
            case "subscriptionId" -> filter.of(new SubscriptionId(number(value)));
            case "instanceId" -> filter.of(new InstanceId(number(value)));
            case "notificationId" ->
                filter.of(
                    EventId.ofDigits(value)
                        .orElseThrow(() ->
                            Refusal.malformed(
                                "BAD_WHERE", "There is no notificationId '" + value + "'.")));
            case "createdDate" -> created(filter, part);
            default ->
                throw Refusal.malformed(
                    "BAD_WHERE",
                    "Deliveries can be asked for by channel, status, config.url, subscriptionId,"
                        + " instanceId, notificationId and createdDate, not by '"
                        + part.field()
                        + "'.");
          };
    }
    return filter;
  }

  private static List<Condition.Comparison> comparisons(String where) {
    return Where.parse(where)
        .conjunction()
        .filter(parts ->
            parts.stream()
                .allMatch(it ->
                    it.operator() == Condition.Operator.EQUAL || it.field().equals("createdDate")))
        .orElseThrow(() ->
            Refusal.malformed(
                "BAD_WHERE",
                "Only field='value' joined by AND can be asked here; createdDate also with < and"
                    + " >."));
  }

  private static Deliveries.Filter created(Deliveries.Filter filter, Condition.Comparison part) {
    Instant moment =
        part.value()
            .instant()
            .orElseThrow(
                () -> Refusal.malformed("BAD_WHERE", "'createdDate' is compared with a date."));
    return switch (part.operator()) {
      // Deliveries are dated in milliseconds.
      case GREATER -> filter.from(moment.plusMillis(1));
      case AT_LEAST -> filter.from(moment);
      case LESS -> filter.to(moment);
      case AT_MOST -> filter.to(moment.plusMillis(1));
      case EQUAL, NOT_EQUAL ->
          throw Refusal.malformed("BAD_WHERE", "'createdDate' is compared with < or >.");
    };
  }

  private static long number(String text) {
    if (!text.matches("[0-9]{1,16}")) {
      throw Refusal.malformed("BAD_WHERE", "'" + text + "' is no number.");
    }
    return Long.parseLong(text);
  }
}
