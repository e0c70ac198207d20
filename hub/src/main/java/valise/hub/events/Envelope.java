package valise.hub.events;

import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;
import valise.hub.ids.EventId;

/// The body of a notification, made once for each event, when it is recorded: so it is the same in
/// every attempt and for every receiver.
///
/// The newer form is that of captured notifications, with one member of our own, `sequence`, by
/// which a receiver sees a gap. The older is that of the first documentation.
public final class Envelope {

  /// Who the vendor's notifications say they come from; a fixed address.
  public static final String SENDER = "notifications@valise.invalid";

  /// Of every event [captured].
  public static final String SEVERITY = "medium";

  private static final JsonFactory JSON = JsonFactory.builder().build();

  // As Java prints a date [captured].
  private static final DateTimeFormatter JAVA_DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Envelope() {}

  /// A date as it stands at the top of a notification.
  public static String date(Instant moment) {
    return JAVA_DATE.format(moment);
  }

  static String of(Origin origin, EventId id, Finding finding, Instant noticedAt) {
    StringWriter text = new StringWriter(1024 + finding.raw().length());
    try (JsonGenerator json =
        JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), text)) {
      if (origin.older()) {
        older(json, id, finding);
      } else {
        newer(json, origin, id, finding, noticedAt);
      }
    }
    return text.toString();
  }

  private static void newer(
      JsonGenerator json, Origin origin, EventId id, Finding finding, Instant noticedAt) {
    json.writeStartObject();
    json.writeStringProperty("severity", SEVERITY);
    json.writeStringProperty("createdDate", date(noticedAt));
    json.writeStringProperty("topic", origin.topic());
    json.writeStringProperty("action", "create");
    json.writeStringProperty("id", id.digits());
    json.writeObjectPropertyStart("message");
    json.writeStringProperty("elementKey", origin.elementKey());
    json.writeNumberProperty("accountId", origin.account().value());
    json.writeStringProperty("eventId", id.text());
    json.writeNumberProperty("companyId", origin.companyId());
    json.writeNumberProperty("instanceId", origin.instance().value());
    json.writeNumberProperty("instance_id", origin.instance().value());
    json.writeStringProperty("instanceName", origin.name());
    json.writeArrayPropertyStart("instanceTags");
    origin.tags().forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("raw");
    json.writeArrayPropertyStart(finding.resource());
    json.writeRawValue(finding.raw());
    json.writeEndArray();
    json.writeNumberProperty("pollDate", finding.trace().look().toEpochMilli());
    json.writeStringProperty("objectType", finding.resource());
    json.writeEndObject();
    json.writeNumberProperty("userId", origin.userId());
    json.writeArrayPropertyStart("events");
    json.writeStartObject();
    json.writeStringProperty("date", seconds(finding.date().orElse(noticedAt)));
    json.writeStringProperty("elementKey", origin.elementKey());
    json.writeStringProperty("pollDate", seconds(finding.trace().look()));
    json.writeStringProperty("eventType", finding.kind().name());
    json.writeStringProperty("hubKey", origin.hubKey());
    json.writeStringProperty("objectId", finding.objectId());
    json.writeStringProperty("objectType", finding.resource());
    finding.otherId().ifPresent(other -> json.writeStringProperty("otherId", other));
    if (finding.facts().contains(Fact.MOVED)) {
      json.writeBooleanProperty("moved", true);
    }
    if (finding.facts().contains(Fact.RENAMED)) {
      json.writeBooleanProperty("renamed", true);
    }
    json.writeNumberProperty("sequence", id.sequence());
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeStringProperty("user", SENDER);
    json.writeEndObject();
  }

  /// Its numbers are the event's place among those of its instance.
  private static void older(JsonGenerator json, EventId id, Finding finding) {
    json.writeStartObject();
    json.writeNumberProperty("eventId", id.sequence());
    json.writeNumberProperty("instanceId", id.instance().value());
    json.writeObjectPropertyStart("response");
    json.writeArrayPropertyStart("events");
    json.writeStartObject();
    json.writeStringProperty("path", finding.thing().path());
    json.writeObjectPropertyStart("metadata");
    json.writeStringProperty("path", finding.thing().path());
    json.writeStringProperty("name", finding.thing().name());
    json.writeStringProperty("type", finding.thing().folder() ? "folder" : "file");
    json.writeEndObject();
    json.writeStringProperty("eventType", finding.kind().name());
    json.writeStringProperty("objectId", finding.objectId());
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeNumberProperty("notificationId", id.sequence());
    json.writeEndObject();
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
