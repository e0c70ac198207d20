package valise.files.webhooks;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.ids.ItemId;
import valise.files.ids.SubscriptionId;
import valise.files.oauth.ControlPlane;
import valise.files.users.UserMailSettings;

/// The body of a delivery [docs]. Of the resource it says who it is and where it lies, no more: who
/// is told fetches the rest with rights of their own.
@Component
final class Payload {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String domain;

  /// The public address, not a request's, says where clients find us: nobody asks here.
  Payload(UserMailSettings settings, Accounts accounts) {
    this.domain =
        ControlPlane.of(
                URI.create(settings.publicUrl()).getRawAuthority(),
                "",
                accounts.tenancy().firstBaseDomain().orElse("localhost"))
            .domain();
  }

  String of(
      SubscriptionId subscription,
      Account account,
      EventType type,
      String resource,
      Optional<ItemId> parent,
      Instant at) {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("WebhookSubscriptionId", subscription.value());
    body.putObject("AccountInfo")
        .put("AccountId", account.id().value())
        .put("Subdomain", account.subdomain())
        .put("AppControlPlane", domain)
        .put("ApiControlPlane", domain);
    ObjectNode event =
        body.putObject("Event")
            .put("Timestamp", at.toString())
            .put("OperationName", type.operation())
            .put("ResourceType", type.resource());
    ObjectNode about =
        event
            .putObject("Resource")
            .put("odata.type", "ShareFile.Api.Models." + type.resource())
            .put("Id", resource);
    parent.ifPresent(folder -> about.putObject("Parent").put("Id", folder.value()));
    return MAPPER.writeValueAsString(body);
  }
}
