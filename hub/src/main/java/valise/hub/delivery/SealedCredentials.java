package valise.hub.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.SubscriptionId;
import valise.platform.net.Header;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;

/// Credentials as they are kept: JSON, sealed for their subscription. Empty text when there are
/// none.
final class SealedCredentials {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Sealing sealing;

  SealedCredentials(Sealing sealing) {
    this.sealing = sealing;
  }

  private static String place(SubscriptionId id) {
    return "subscription/" + id.value() + "/secrets";
  }

  String seal(SubscriptionId id, Credentials credentials) {
    if (credentials.equals(Credentials.NONE)) {
      return "";
    }
    ObjectNode json = JSON.createObjectNode();
    credentials.key().ifPresent(key -> json.put("key", key.reveal()));
    credentials
        .previous()
        .ifPresent(previous -> {
          json.put("previous", previous.key().reveal());
          json.put("until", previous.until().toEpochMilli());
        });
    credentials
        .basic()
        .ifPresent(basic -> {
          json.put("username", basic.username());
          json.put("password", basic.password().reveal());
        });
    ArrayNode headers = json.putArray("headers");
    credentials
        .headers()
        .forEach(header -> headers.addArray().add(header.name()).add(header.value()));
    return sealing.sealText(Secret.of(json.toString()), place(id));
  }

  Credentials open(SubscriptionId id, String sealed) {
    if (sealed.isEmpty()) {
      return Credentials.NONE;
    }
    JsonNode json = JSON.readTree(sealing.openText(sealed, place(id)).reveal());
    List<Header> headers = new ArrayList<>();
    json.path("headers")
        .forEach(pair -> headers.add(new Header(pair.get(0).asString(), pair.get(1).asString())));
    return new Credentials(
        text(json, "key").map(Secret::of),
        text(json, "previous")
            .map(key ->
                new Credentials.Previous(
                    Secret.of(key), Instant.ofEpochMilli(json.path("until").asLong()))),
        text(json, "username")
            .map(
                name -> new Credentials.Basic(name, Secret.of(json.path("password").asString("")))),
        headers);
  }

  private static Optional<String> text(JsonNode json, String member) {
    return json.has(member) ? Optional.of(json.path(member).asString()) : Optional.empty();
  }
}
