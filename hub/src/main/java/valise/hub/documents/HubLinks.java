package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.ids.InstanceId;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.UnsealingException;

/// Links to files: the provider's, and one of the hub's own, which anybody can use for a while. The
/// hub's holds, sealed, which file of which instance it is for; there is no table of them, and what
/// ends one early is the end of the instance.
@Component
final class HubLinks {

  static final String PATH = "/links/";

  private static final Duration LIFE = Duration.ofHours(4);
  private static final String PLACE = "hub/link";

  private final Documents documents;
  private final Sealing sealing;
  private final InstantSource clock;

  HubLinks(Documents documents, Sealing sealing, InstantSource clock) {
    this.documents = documents;
    this.sealing = sealing;
    this.clock = clock;
  }

  /// What a link is for.
  record Destination(InstanceId instance, Target target) {}

  Map<String, Object> make(
      InstanceId instance, Target target, Kind kind, HttpServletRequest request) {
    Asked asked = new Asked(request);
    Cabinet cabinet = documents.open(instance);
    Item item = cabinet.require(target, kind);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("item", item.seen());
    asked.date("expires").ifPresent(at -> arguments.put("expires", at.toString()));
    asked.text("visibility").ifPresent(it -> arguments.put("visibility", it));
    asked.text("password").ifPresent(it -> arguments.put("password", it));
    Map<String, Object> theirs = cabinet.run("link", arguments).record();
    Map<String, Object> link = new LinkedHashMap<>();
    if (kind == Kind.FILE) {
      Instant end = clock.instant().plus(LIFE);
      link.put("cloudElementsLink", address(request, ticket(instance, item, end)));
      link.put("expires", end.toString());
    }
    theirs.forEach((name, value) -> {
      if (value != null && (!name.equals("raw") || asked.flag("raw"))) {
        link.put(name, value);
      }
    });
    return link;
  }

  private static String address(HttpServletRequest request, String ticket) {
    return ServletUriComponentsBuilder.fromContextPath(request).path(PATH + ticket).toUriString();
  }

  private String ticket(InstanceId instance, Item item, Instant end) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("instance", instance.value());
    content.put("id", item.file().orElseThrow().id());
    content.put("end", end.toEpochMilli());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sealing.seal(WireJson.MAPPER.writeValueAsBytes(content), PLACE));
  }

  /// @throws Refusal when the ticket is none of ours, or over; both alike
  Destination read(String ticket) {
    try {
      byte[] opened = sealing.open(Base64.getUrlDecoder().decode(ticket), PLACE);
      JsonNode content = WireJson.MAPPER.readTree(new String(opened, StandardCharsets.UTF_8));
      if (content.path("end").asLong() > clock.millis()) {
        return new Destination(
            new InstanceId(content.path("instance").asLong()),
            new Target.ById(content.path("id").asString()));
      }
    } catch (IllegalArgumentException | UnsealingException | JacksonException e) {
      // Answered like a link that is over.
    }
    throw Refusal.noSuchThing("This link");
  }
}
