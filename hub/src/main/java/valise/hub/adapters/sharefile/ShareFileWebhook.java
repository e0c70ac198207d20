package valise.hub.adapters.sharefile;

import java.net.URI;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.elements.Provider;
import valise.hub.elements.WebhookPort;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.ProviderText;

/// ShareFile calls an address of each instance's own. A subscription is for a folder and what is
/// below it; one for the whole account is only given to administrators [docs], so the instance's
/// root folder is asked for first.
///
/// It tells nothing of created or updated folders [docs]; those the slow poll finds.
@Component
final class ShareFileWebhook implements WebhookPort {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String[] OPERATIONS = {"Upload", "Update", "Delete"};

  @Override
  public String element() {
    return "sharefile";
  }

  @Override
  public boolean subscribes() {
    return true;
  }

  @Override
  public String subscribe(Provider provider, URI address) {
    try {
      return subscribe(provider, "Account", "", address);
    } catch (ProviderFailure e) {
      if (e.status() != 403 && e.status() != 404 && e.status() != 400) {
        throw e;
      }
      JsonNode home = json(provider.get("/Items"));
      return subscribe(provider, "Folder", home.path("Id").asString(""), address);
    }
  }

  private static String subscribe(Provider provider, String type, String id, URI address) {
    ObjectNode wish = JSON.createObjectNode();
    ObjectNode context = wish.putObject("SubscriptionContext");
    context.put("ResourceType", type);
    if (!id.isEmpty()) {
      context.put("ResourceId", id);
    }
    wish.put("WebhookUrl", address.toString());
    ArrayNode events = wish.putArray("Events");
    for (String operation : OPERATIONS) {
      events.addObject().put("ResourceType", "File").put("OperationName", operation);
    }
    JsonNode made = json(provider.post("/WebhookSubscriptions", wish.toString()));
    String known = made.path("Id").asString(made.path("id").asString(""));
    if (known.isBlank()) {
      // Without one it would be asked for again, and once more, and never withdrawn.
      throw ProviderFailure.of(
          502, "PROVIDER_FAILED", "The provider gave its call no id that it could be ended by.");
    }
    return known;
  }

  private static JsonNode json(Provider.Answer answer) {
    try {
      return ProviderText.json(answer.body());
    } catch (JacksonException e) {
      throw ProviderFailure.of(
          502, "PROVIDER_FAILED", "The provider answered with something else than JSON.");
    }
  }

  @Override
  public void unsubscribe(Provider provider, String id) {
    try {
      provider.delete("/WebhookSubscriptions(" + id + ")");
    } catch (ProviderFailure e) {
      if (e.status() != 404 && e.status() != 410) {
        throw e;
      }
    }
  }

  /// The address itself is secret: the keys with which ShareFile signs are the account
  /// administrators' to see.
  @Override
  public boolean signed(Ring ring, String appSecret) {
    return true;
  }

  @Override
  public Optional<String> challenge(Ring ring) {
    return Optional.empty();
  }
}
