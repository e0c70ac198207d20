package valise.hub.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import valise.hub.events.Envelope;
import valise.hub.events.Event;
import valise.hub.events.EventQuery;
import valise.hub.events.Events;
import valise.hub.events.Origin;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.Numbers;
import valise.hub.ids.UserId;
import valise.hub.wire.WireJson;
import valise.platform.db.Database;

/// All that was announced: what happened at instances, and what somebody said by hand, which is
/// stored and told just like it.
@Component
final class Notifications {

  private final Database database;
  private final Events events;
  private final Deliveries deliveries;
  private final InstantSource clock;
  private final NotificationStore store = new NotificationStore();
  private final DeliveryStore deliveryStore = new DeliveryStore();

  Notifications(Database database, Events events, Deliveries deliveries, InstantSource clock) {
    this.database = database;
    this.events = events;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /// Announces something; when this returns it is durable, and so is that it is to be told.
  Notification announce(AccountId account, UserId by, Notification.Draft draft) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return database.write(tx -> {
      EventId id = new EventId(Notification.BY_HAND, Numbers.next(tx, "notification"));
      Notification made =
          new Notification(
              id,
              account,
              draft.topic(),
              draft.severity(),
              draft.from(),
              draft.message(),
              now,
              false);
      store.insert(tx, made, by, body(made));
      deliveries.announce(tx, account, draft.topic(), List.of(id));
      return made;
    });
  }

  private static String body(Notification notification) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("severity", notification.severity());
    body.put("createdDate", Envelope.date(notification.createdAt()));
    body.put("topic", notification.topic());
    body.put("action", "create");
    body.put("id", notification.id().digits());
    body.put("message", WireJson.MAPPER.readTree(notification.message()));
    body.put("user", notification.from());
    return WireJson.MAPPER.writeValueAsString(body);
  }

  /// As every receiver gets them. One that is no longer kept is missing.
  Map<EventId, String> bodies(DSLContext sql, Collection<EventId> ids) {
    List<EventId> byHand = new ArrayList<>();
    List<EventId> ofInstances = new ArrayList<>();
    ids.forEach(id -> (id.instance().equals(Notification.BY_HAND) ? byHand : ofInstances).add(id));
    Map<EventId, String> bodies = events.bodies(sql, ofInstances);
    if (!byHand.isEmpty()) {
      bodies.putAll(store.bodies(sql, byHand));
    }
    return bodies;
  }

  // --- reading -----------------------------------------------------------------------------------

  /// One of an account's, unless it was deleted.
  Optional<Notification> find(AccountId account, EventId id) {
    Optional<Notification> found =
        id.instance().equals(Notification.BY_HAND)
            ? database.read(sql -> store.find(sql, account, id.sequence()))
            : events
                .find(id)
                .filter(event -> event.account().equals(account))
                .map(Notifications::notification);
    return marked(found.stream().toList()).stream().findFirst();
  }

  /// Who announced it, if it was announced by hand.
  Optional<UserId> sender(EventId id) {
    return id.instance().equals(Notification.BY_HAND)
        ? database.read(sql -> store.sender(sql, id.sequence()))
        : Optional.empty();
  }

  /// @param more whether there is a page behind it
  record Page(List<Notification> notifications, boolean more) {}

  /// The notifications of some topics, the latest first.
  Page list(List<Topics.Readable> topics, int skip, int max) {
    int wanted = skip + max + 1;
    List<Notification> found = new ArrayList<>();
    for (Topics.Readable topic : topics) {
      found.addAll(database.read(sql -> store.of(sql, topic.account(), topic.text(), wanted)));
      topic
          .instance()
          .ifPresent(instance ->
              events
                  .search(EventQuery.of(topic.account()).of(instance).page(0, wanted))
                  .forEach(event -> found.add(notification(event))));
    }
    found.sort(
        Comparator.comparing(Notification::createdAt).thenComparing(Notification::id).reversed());
    List<Notification> page =
        found.subList(Math.min(skip, found.size()), Math.min(skip + max, found.size()));
    return new Page(marked(page), found.size() > skip + max);
  }

  private static Notification notification(Event event) {
    JsonNode body = WireJson.MAPPER.readTree(event.body());
    return new Notification(
        event.id(),
        event.account(),
        Origin.topic(event.id().instance(), event.elementKey()),
        body.path("severity").asString(Envelope.SEVERITY),
        body.path("user").asString(Envelope.SENDER),
        (body.has("message") ? body.path("message") : body).toString(),
        event.noticedAt(),
        false);
  }

  /// With what was said of them; without what was deleted.
  private List<Notification> marked(List<Notification> found) {
    Map<EventId, NotificationStore.Mark> marks =
        database.read(sql -> store.marks(sql, found.stream().map(Notification::id).toList()));
    return found.stream()
        .filter(it -> !marks.getOrDefault(it.id(), NotificationStore.Mark.NONE).deleted())
        .map(it ->
            it.acknowledged(
                marks.getOrDefault(it.id(), NotificationStore.Mark.NONE).acknowledged()))
        .toList();
  }

  /// Whether somebody deleted the notification of an event.
  boolean deleted(EventId id) {
    return database
        .read(sql -> store.marks(sql, List.of(id)))
        .getOrDefault(id, NotificationStore.Mark.NONE)
        .deleted();
  }

  // --- what is said of them ----------------------------------------------------------------------

  void acknowledge(EventId id) {
    database.write(tx -> {
      store.mark(tx, id, new NotificationStore.Mark(true, false));
      return id;
    });
  }

  /// Nobody is told of it any more, nor can it be read. The event it was of stays.
  void delete(EventId id) {
    database.write(tx -> {
      deliveryStore.remove(tx, List.of(id));
      if (id.instance().equals(Notification.BY_HAND)) {
        store.remove(tx, List.of(id));
      } else {
        store.mark(tx, id, new NotificationStore.Mark(false, true));
      }
      return id;
    });
  }
}
