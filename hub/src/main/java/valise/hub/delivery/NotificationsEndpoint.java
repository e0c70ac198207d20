package valise.hub.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import valise.hub.ceql.Condition;
import valise.hub.events.Event;
import valise.hub.events.EventQuery;
import valise.hub.events.Events;
import valise.hub.ids.Caller;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.SubscriptionId;
import valise.hub.instances.Instances;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;

/// Notifications, who is told of them, and what came of it [docs].
@Endpoint
final class NotificationsEndpoint {

  private static final Pattern TOPIC = Pattern.compile("instance-([0-9]{1,16})-(.+)-events");
  private static final int MOST_TOPICS = 100;

  private final Events events;
  private final Subscriptions subscriptions;
  private final Deliveries deliveries;
  private final Instances instances;

  NotificationsEndpoint(
      Events events, Subscriptions subscriptions, Deliveries deliveries, Instances instances) {
    this.events = events;
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.instances = instances;
  }

  // --- notifications -----------------------------------------------------------------------------

  @GetMapping("/notifications")
  List<Map<String, @Nullable Object>> list(
      Caller caller,
      PageRequest page,
      @RequestParam(name = "topics[]", required = false) @Nullable List<String> topics) {
    if (topics == null || topics.isEmpty()) {
      throw Refusal.malformed("PARAMETER_MISSING", "The parameter 'topics[]' is missing.");
    }
    List<Map<String, @Nullable Object>> found = new ArrayList<>();
    for (String topic : topics) {
      InstanceId instance = visible(caller, topic);
      events
          .search(
              EventQuery.of(instances.find(caller, instance).account())
                  .of(instance)
                  .page(page.offset(), page.size()))
          .forEach(event -> found.add(notification(event)));
    }
    return found;
  }

  /// The instance whose events a topic announces, if the caller may know of them.
  private InstanceId visible(Caller caller, String topic) {
    Matcher match = TOPIC.matcher(topic.strip());
    if (!match.matches()) {
      throw Refusal.malformed(
          "BAD_PARAMETER", "A topic reads instance-{id}-{elementKey}-events, not '" + topic + "'.");
    }
    return instances.find(caller, new InstanceId(Long.parseLong(match.group(1)))).id();
  }

  private Event event(Caller caller, String digits) {
    return EventId.ofDigits(digits)
        .flatMap(events::find)
        .filter(event -> !instances.find(caller, event.id().instance()).name().isEmpty())
        .orElseThrow(() -> Refusal.noSuchThing("The notification " + digits));
  }

  @GetMapping("/notifications/{id:[0-9]+}")
  Map<String, @Nullable Object> one(Caller caller, @PathVariable("id") String id) {
    return notification(event(caller, id));
  }

  private static Map<String, @Nullable Object> notification(Event event) {
    JsonNode body = WireJson.MAPPER.readTree(event.body());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", event.id().digits());
    json.put("from", body.path("user").asString("notifications@valise.invalid"));
    json.put(
        "topic",
        "instance-%d-%s-events".formatted(event.id().instance().value(), event.elementKey()));
    json.put("severity", "medium");
    json.put("message", body.has("message") ? body.path("message") : body);
    json.put("createdDate", event.noticedAt().toString());
    json.put("active", true);
    json.put("acknowledged", false);
    return json;
  }

  // --- subscriptions -----------------------------------------------------------------------------

  private Map<String, @Nullable Object> shown(Subscription subscription) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("url", subscription.url().toString());
    if (subscription.ordered()) {
      config.put("ordered", true);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", subscription.id().value());
    json.put("channel", subscription.channel());
    json.put("topics", subscription.topics());
    json.put("config", config);
    json.put("active", subscription.active());
    json.put("inactiveReason", subscription.inactiveReason().orElse(null));
    json.put("instanceId", subscription.instance().map(InstanceId::value).orElse(null));
    json.put("createdDate", subscription.createdAt().toString());
    json.put("updatedDate", subscription.updatedAt().toString());
    return json;
  }

  private Subscription subscription(Caller caller, long id) {
    Subscription found = subscriptions.find(caller.account(), new SubscriptionId(id));
    if (!sees(caller, found)) {
      throw Refusal.noSuchThing("The subscription");
    }
    return found;
  }

  /// Somebody who sees only what is their own sees who is told of that.
  private boolean sees(Caller caller, Subscription subscription) {
    return caller.span() != Caller.Span.OWN
        || subscription.topics().stream()
            .allMatch(topic -> {
              Matcher match = TOPIC.matcher(topic);
              return match.matches()
                  && instances
                      .find(new InstanceId(Long.parseLong(match.group(1))))
                      .filter(it -> caller.sees(it.organization(), it.account(), it.owner()))
                      .isPresent();
            });
  }

  @GetMapping("/notifications/subscriptions")
  ResponseEntity<List<Map<String, @Nullable Object>>> subscriptions(
      Caller caller, PageRequest page) {
    return page.cut(
        subscriptions.list(caller.account()).stream()
            .filter(it -> sees(caller, it))
            .map(this::shown)
            .toList());
  }

  @GetMapping("/notifications/subscriptions/{id:[0-9]+}")
  Map<String, @Nullable Object> oneSubscription(Caller caller, @PathVariable("id") long id) {
    return shown(subscription(caller, id));
  }

  record ConfigBody(
      @Nullable String url, @Nullable String signatureKey, @Nullable Boolean ordered) {}

  record SubscriptionBody(
      @Nullable String channel,
      @Nullable List<String> topics,
      @Nullable ConfigBody config,
      @Nullable Boolean active) {}

  @PostMapping("/notifications/subscriptions")
  Map<String, @Nullable Object> subscribe(Caller caller, @RequestBody SubscriptionBody body) {
    return shown(subscriptions.add(wish(caller, body, Optional.empty())));
  }

  @PutMapping("/notifications/subscriptions/{id:[0-9]+}")
  Map<String, @Nullable Object> change(
      Caller caller, @PathVariable("id") long id, @RequestBody SubscriptionBody body) {
    Subscription before = subscription(caller, id);
    return shown(
        subscriptions.change(
            caller.account(), before.id(), wish(caller, body, Optional.of(before))));
  }

  @DeleteMapping("/notifications/subscriptions/{id:[0-9]+}")
  void unsubscribe(Caller caller, @PathVariable("id") long id) {
    Subscription found = subscription(caller, id);
    if (found.instance().isPresent()) {
      throw Refusal.conflict(
          "SUBSCRIPTION_OF_INSTANCE",
          "The subscription belongs to the instance "
              + found.instance().get()
              + "; change or remove its event.notification.callback.url.");
    }
    subscriptions.remove(caller.account(), found.id());
  }

  private Subscriptions.Wish wish(
      Caller caller, SubscriptionBody body, Optional<Subscription> before) {
    String channel =
        Optional.ofNullable(body.channel())
            .orElseGet(() -> before.map(Subscription::channel).orElse(Subscription.WEBHOOK));
    if (!channel.toLowerCase(Locale.ROOT).equals(Subscription.WEBHOOK)) {
      throw Refusal.malformed("BAD_FIELD", "'channel' can only be 'webhook'.");
    }
    List<String> topics =
        Optional.ofNullable(body.topics())
            .orElseGet(() -> before.map(Subscription::topics).orElse(List.of()));
    if (topics.isEmpty() || topics.size() > MOST_TOPICS) {
      throw Refusal.malformed(
          "FIELD_MISSING", "'topics' must be a list of 1 to " + MOST_TOPICS + " topics.");
    }
    topics.forEach(topic -> visible(caller, Objects.requireNonNullElse(topic, "")));
    ConfigBody config = Optional.ofNullable(body.config()).orElse(new ConfigBody(null, null, null));
    String url =
        Optional.ofNullable(config.url())
            .or(() -> before.map(it -> it.url().toString()))
            .orElseThrow(() -> Refusal.malformed("FIELD_MISSING", "'config.url' is missing."));
    return new Subscriptions.Wish(
        caller.account(),
        before.flatMap(Subscription::instance),
        topics,
        subscriptions.callback(url),
        Optional.ofNullable(config.ordered())
            .orElseGet(() -> before.filter(Subscription::ordered).isPresent()),
        body.active() == null || body.active(),
        credentials(config, before));
  }

  private Credentials credentials(ConfigBody config, Optional<Subscription> before) {
    Credentials known =
        before.map(it -> subscriptions.credentials(it.id())).orElse(Credentials.NONE);
    return new Credentials(
        Optional.ofNullable(config.signatureKey())
            .filter(key -> !key.isBlank())
            .map(Secret::of)
            .or(known::key),
        known.previous(),
        known.basic(),
        known.headers());
  }

  // --- deliveries --------------------------------------------------------------------------------

  private Map<String, @Nullable Object> shown(Delivery delivery, boolean hydrate) {
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
          events.find(delivery.event()).map(NotificationsEndpoint::notification).orElse(null));
    }
    return json;
  }

  private ResponseEntity<List<Map<String, @Nullable Object>>> page(
      Caller caller, Deliveries.Filter filter, PageRequest page, boolean hydrate) {
    requireWholeAccount(caller);
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
    return answer.body(shown.stream().map(it -> shown(it, hydrate)).toList());
  }

  private static void requireWholeAccount(Caller caller) {
    if (caller.span() == Caller.Span.OWN) {
      throw Refusal.notAllowed("Deliveries of the whole account are for its administrators.");
    }
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
        caller, Deliveries.Filter.of(caller.account()).of(event(caller, id).id()), page, false);
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
            .of(event(caller, id).id())
            .of(subscription(caller, sid).id()),
        page,
        false);
  }

  /// Sends again what the filter says. What is queued goes out oldest first, and its receivers are
  /// active again; of whatever was delivered or is under way one more attempt is made, with the id
  /// it had.
  @PutMapping("/notifications/subscriptions/deliveries")
  Map<String, @Nullable Object> redeliver(
      Caller caller,
      @RequestParam(name = "where", required = false) @Nullable String where,
      @RequestParam(name = "dryRun", required = false) @Nullable Boolean dryRun) {
    requireWholeAccount(caller);
    Deliveries.Filter filter = filter(caller, where);
    boolean queued = filter.state().isEmpty() || filter.state().get() == State.QUEUED;
    Deliveries.Filter meant = queued ? filter.in(State.QUEUED) : filter;
    int count =
        Boolean.TRUE.equals(dryRun)
            ? deliveries.count(meant)
            : queued ? deliveries.reactivate(meant) : deliveries.redeliver(meant);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("count", count);
    answer.put("dryRun", Boolean.TRUE.equals(dryRun));
    return answer;
  }

  private static Deliveries.Filter filter(Caller caller, @Nullable String where) {
    Deliveries.Filter filter = Deliveries.Filter.of(caller.account());
    if (where == null || where.isBlank()) {
      return filter;
    }
    for (Condition.Comparison part : comparisons(where)) {
      String value = part.value().text();
      filter =
          switch (part.field()) {
            case "channel" -> {
              if (!value.equalsIgnoreCase(Subscription.WEBHOOK)) {
                throw Refusal.malformed("BAD_WHERE", "The only channel is 'webhook'.");
              }
              yield filter;
            }
            case "status" ->
                filter.in(
                    State.parse(value)
                        .orElseThrow(() ->
                            Refusal.malformed("BAD_WHERE", "There is no status '" + value + "'.")));
            case "config.url" -> filter.at(value);
            case "subscriptionId" -> filter.of(new SubscriptionId(number(value)));
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
                        + " notificationId and createdDate, not by '"
                        + part.field()
                        + "'.");
          };
    }
    return filter;
  }

  private static List<Condition.Comparison> comparisons(String where) {
    return valise.hub.ceql.Where.parse(where)
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
    java.time.Instant moment =
        part.value()
            .instant()
            .orElseThrow(
                () -> Refusal.malformed("BAD_WHERE", "'createdDate' is compared with a date."));
    return switch (part.operator()) {
      case GREATER, AT_LEAST -> filter.from(moment);
      case LESS, AT_MOST -> filter.to(moment);
      case EQUAL, NOT_EQUAL ->
          throw Refusal.malformed("BAD_WHERE", "'createdDate' is compared with < or >.");
    };
  }

  private static long number(String text) {
    if (!text.matches("[0-9]{1,16}")) {
      throw Refusal.malformed("BAD_WHERE", "'" + text + "' is no number of a subscription.");
    }
    return Long.parseLong(text);
  }
}
