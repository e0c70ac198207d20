package valise.hub.delivery;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import valise.hub.ids.EventId;
import valise.hub.ids.SubscriptionId;
import valise.hub.notices.Sender;
import valise.hub.wire.WireJson;
import valise.platform.db.Database;
import valise.platform.jobs.Job;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.Composition;
import valise.platform.mail.Letter;
import valise.platform.mail.Outgoing;
import valise.platform.mail.Wording;

/// Tells those who subscribed by mail: one mail of all that waits when it is written. What is in it
/// is delivered in the transaction that keeps that a mail server has it.
@Component
final class SubscriberMail {

  private static final int MOST_IN_ONE = 500;
  private static final int LONGEST_LINE = 2_000;

  private final Database database;
  private final Jobs jobs;
  private final Notifications notifications;
  private final Sender sender;
  private final InstantSource clock;
  private final SubscriptionStore subscriptions = new SubscriptionStore();
  private final DeliveryStore deliveries = new DeliveryStore();

  SubscriberMail(
      Database database,
      Jobs jobs,
      Notifications notifications,
      Outgoing outgoing,
      Sender sender,
      InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.notifications = notifications;
    this.sender = sender;
    this.clock = clock;
    outgoing.composed(Couriers.MAIL, this::compose);
  }

  private record Waiting(
      Subscription subscription, List<DeliveryStore.Row> rows, Map<EventId, String> bodies) {}

  private Composition compose(Job job) {
    SubscriptionId id = new SubscriptionId(Long.parseLong(job.key()));
    Optional<Waiting> found =
        database.read(sql ->
            subscriptions
                .find(sql, id)
                .filter(Subscription::active)
                .map(subscription -> {
                  List<DeliveryStore.Row> rows = deliveries.waiting(sql, id, MOST_IN_ONE);
                  return new Waiting(
                      subscription,
                      rows,
                      notifications.bodies(
                          sql, rows.stream().map(DeliveryStore.Row::event).toList()));
                }));
    if (found.isEmpty() || found.get().rows().isEmpty()) {
      return Composition.nothing();
    }
    Waiting waiting = found.get();
    Address to = Address.of(waiting.subscription().url().getSchemeSpecificPart());
    return new Composition.Ready(
        letter(waiting).to(sender.address(), to),
        tx -> {
          deliveries.handedOver(tx, id, waiting.rows(), "mailed to " + to.email(), clock.instant());
          if (waiting.rows().size() == MOST_IN_ONE) {
            jobs.enqueue(tx, Couriers.MAIL, job.key(), "");
          }
        });
  }

  private Letter letter(Waiting waiting) {
    List<Letter.Thing> lines =
        waiting.rows().stream()
            .map(row ->
                line(WireJson.MAPPER.readTree(waiting.bodies().getOrDefault(row.event(), "{}"))))
            .toList();
    String title =
        lines.size() == 1 ? lines.getFirst().name() : Wording.count(lines.size(), "notification");
    return Letter.of(sender.house(), title)
        .preview(lines.getFirst().detail())
        .title(title)
        .things(lines, MOST_IN_ONE)
        .footnote(
            "You get this because your address is subscribed to "
                + Wording.names(waiting.subscription().topics())
                + " in the hub.");
  }

  /// What happened, or what was said, and where.
  private static Letter.Thing line(JsonNode body) {
    JsonNode message = body.path("message");
    JsonNode event = message.path("events").path(0);
    if (event.isObject()) {
      return new Letter.Thing(
          "%s: %s %s"
              .formatted(
                  event.path("eventType").asString(""),
                  event.path("objectType").asString(""),
                  event.path("objectId").asString("")),
          message.path("instanceName").asString("") + ", " + event.path("date").asString(""));
    }
    JsonNode older = body.path("response").path("events").path(0);
    if (older.isObject()) {
      return new Letter.Thing(
          older.path("eventType").asString("") + ": " + older.path("path").asString(""),
          "instance " + body.path("instanceId").asLong());
    }
    String text = message.isString() ? message.asString() : message.toString();
    return new Letter.Thing(
        text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "\u2026",
        body.path("topic").asString("") + ", " + body.path("createdDate").asString(""));
  }
}
