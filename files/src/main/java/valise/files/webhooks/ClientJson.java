package valise.files.webhooks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.oauth.AppId;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;
import valise.platform.secrets.Secret;

/// The set `WebhookClients`: an OAuth app as one whose events are signed [net-sdk].
@Component
final class ClientJson implements EntitySet<ClientJson.Client> {

  /// An app's keys in the caller's account.
  record Client(AppId app, Map<SignatureKeys.Which, Secret<String>> keys) {}

  private static final Shape<Client> KEYS =
      Shape.<Client>of("WebhookSignatureKeys")
          .with("PrimaryKey", client -> key(client, SignatureKeys.Which.PRIMARY).orElse(null))
          .with("SecondaryKey", client -> key(client, SignatureKeys.Which.SECONDARY).orElse(null))
          .build();

  private static final Shape<Client> SHAPE =
      Shape.<Client>of("WebhookClients", "WebhookClient")
          .with("OAuthClientId", client -> client.app().value())
          .with("SignatureKeys", client -> new Shape.Nested<>(KEYS, client))
          .build();

  private static Optional<String> key(Client client, SignatureKeys.Which which) {
    return Optional.ofNullable(client.keys().get(which)).map(Secret::reveal);
  }

  @Override
  public String name() {
    return "WebhookClients";
  }

  @Override
  public List<Shape<Client>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Client> shapeOf(Client client) {
    return SHAPE;
  }

  @Override
  public String idOf(Client client) {
    return client.app().value();
  }

  /// Nothing refers to a client.
  @Override
  public Map<String, Client> load(Principal caller, Set<String> ids) {
    return Map.of();
  }
}
