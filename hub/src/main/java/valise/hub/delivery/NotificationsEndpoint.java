package valise.hub.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import valise.hub.ids.Caller;
import valise.hub.tenants.Tenants;
import valise.hub.tenants.User;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// Notifications [docs]: what happened at instances, and what is announced by hand.
@Endpoint
final class NotificationsEndpoint {

  private static final int MOST_TOPICS = 100;
  private static final int DEEPEST = 10_000;
  private static final int LONGEST_MESSAGE = 64_000;
  private static final int LONGEST_FROM = 320;
  private static final List<String> SEVERITIES = List.of("low", "medium", "high");

  private final Notifications notifications;
  private final Readers readers;
  private final Topics topics;
  private final Tenants tenants;

  NotificationsEndpoint(
      Notifications notifications, Readers readers, Topics topics, Tenants tenants) {
    this.notifications = notifications;
    this.readers = readers;
    this.topics = topics;
    this.tenants = tenants;
  }

  @GetMapping("/notifications")
  ResponseEntity<List<Map<String, @Nullable Object>>> list(
      Caller caller,
      PageRequest page,
      @RequestParam(name = "topics[]", required = false) @Nullable List<String> named) {
    if (named == null || named.isEmpty()) {
      throw Refusal.malformed("PARAMETER_MISSING", "The parameter 'topics[]' is missing.");
    }
    if (named.size() > MOST_TOPICS || page.offset() > DEEPEST) {
      throw Refusal.malformed(
          "BAD_PARAMETER",
          "At most %d topics can be read at once, and the latest %d of their notifications."
              .formatted(MOST_TOPICS, DEEPEST));
    }
    List<Topics.Readable> wanted =
        new LinkedHashSet<>(named).stream().map(topic -> topics.readable(caller, topic)).toList();
    Notifications.Page found = notifications.list(wanted, page.offset(), page.size());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header("Elements-Returned-Count", Integer.toString(found.notifications().size()));
    if (found.more()) {
      answer.header("Elements-Next-Page-Token", PageRequest.token(page.offset() + page.size()));
    }
    return answer.body(found.notifications().stream().map(NotificationJson::of).toList());
  }

  /// @param message a text, or JSON of any form
  record NotificationBody(
      @Nullable String severity,
      @Nullable String topic,
      @Nullable JsonNode message,
      @Nullable String from) {}

  @PostMapping("/notifications")
  Map<String, @Nullable Object> announce(Caller caller, @RequestBody NotificationBody body) {
    String severity =
        Optional.ofNullable(body.severity()).orElse("medium").strip().toLowerCase(Locale.ROOT);
    if (!SEVERITIES.contains(severity)) {
      throw Refusal.malformed("BAD_FIELD", "'severity' must be 'low', 'medium' or 'high'.");
    }
    JsonNode message = body.message();
    if (message == null || message.isNull() || message.asString("x").isBlank()) {
      throw Refusal.malformed("FIELD_MISSING", "'message' is missing.");
    }
    if (message.toString().length() > LONGEST_MESSAGE) {
      throw Refusal.malformed(
          "BAD_FIELD", "'message' must have at most " + LONGEST_MESSAGE + " characters.");
    }
    String topic =
        topics.heard(
            caller,
            Optional.ofNullable(body.topic())
                .orElseThrow(() -> Refusal.malformed("FIELD_MISSING", "'topic' is missing.")));
    return NotificationJson.of(
        notifications.announce(
            caller.account(),
            caller.user(),
            new Notification.Draft(topic, severity, from(caller, body), message.toString())));
  }

  private String from(Caller caller, NotificationBody body) {
    String from =
        Optional.ofNullable(body.from())
            .map(String::strip)
            .filter(given -> !given.isEmpty())
            .orElseGet(() -> tenants.find(caller.user()).map(User::email).orElse(""));
    if (from.length() > LONGEST_FROM) {
      throw Refusal.malformed(
          "BAD_FIELD", "'from' must have at most " + LONGEST_FROM + " characters.");
    }
    return from;
  }

  @GetMapping("/notifications/{id:[0-9]+}")
  Map<String, @Nullable Object> one(Caller caller, @PathVariable("id") String id) {
    return NotificationJson.of(readers.notification(caller, id));
  }

  @PutMapping("/notifications/{id:[0-9]+}/acknowledge")
  Map<String, @Nullable Object> acknowledge(Caller caller, @PathVariable("id") String id) {
    Notification found = readers.notification(caller, id);
    notifications.acknowledge(found.id());
    return NotificationJson.of(found.acknowledged(true));
  }

  @DeleteMapping("/notifications/{id:[0-9]+}")
  void delete(Caller caller, @PathVariable("id") String id) {
    Notification found = readers.notification(caller, id);
    if (caller.span() == Caller.Span.OWN
        && notifications.sender(found.id()).filter(by -> !by.equals(caller.user())).isPresent()) {
      throw Refusal.notAllowed("Another user announced this.");
    }
    notifications.delete(found.id());
  }
}
