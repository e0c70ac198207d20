package valise.hub.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.events.Origin;
import valise.hub.ids.InstanceId;
import valise.hub.instances.ConfigurationRule;
import valise.hub.instances.Draft;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceListener;
import valise.hub.instances.Instances;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.db.Tx;
import valise.platform.net.Header;
import valise.platform.secrets.Secret;

/// Keeps the subscription of each instance as its configuration says: the callback URL, its
/// signature key, further headers, a name and password.
@Component
final class Callbacks implements InstanceListener, ConfigurationRule {

  private static final String HEADERS = "event.notification.callback.headers";
  private static final String USERNAME = "event.notification.basic.username";
  private static final String PASSWORD = "event.notification.basic.password";

  /// Whether events of the instance are told one after the other; ours.
  private static final String ORDERED = "event.notification.ordered";

  private final Subscriptions subscriptions;
  private final Instances instances;

  Callbacks(Subscriptions subscriptions, Instances instances) {
    this.subscriptions = subscriptions;
    this.instances = instances;
  }

  @Override
  public void check(Draft draft) {
    String url = draft.value(Instance.CALLBACK_URL).orElse("").strip();
    if (draft.flag(Instance.EVENTS_ENABLED) && !url.isEmpty()) {
      subscriptions.callback(url);
      headers(draft.value(HEADERS).orElse(""));
    }
  }

  @Override
  public void created(Tx tx, Instance instance) {
    provision(tx, instance);
  }

  @Override
  public void changed(Tx tx, Instance before, Instance after) {
    provision(tx, after);
  }

  @Override
  public void deleted(Tx tx, Instance instance) {
    subscriptions.provision(tx, instance.id(), Optional.empty());
  }

  private void provision(Tx tx, Instance instance) {
    String url = instance.value(Instance.CALLBACK_URL).orElse("").strip();
    if (!instance.eventsEnabled() || url.isEmpty()) {
      subscriptions.provision(tx, instance.id(), Optional.empty());
      return;
    }
    subscriptions.provision(
        tx,
        instance.id(),
        Optional.of(
            new Subscriptions.Wish(
                instance.account(),
                Optional.of(instance.id()),
                List.of(Origin.topic(instance.id(), instance.element().key())),
                subscriptions.callback(url),
                instance.flag(ORDERED),
                true,
                credentials(tx, instance))));
  }

  private Credentials credentials(Tx tx, Instance instance) {
    Optional<String> username = instance.value(USERNAME).filter(it -> !it.isBlank());
    return new Credentials(
        secret(tx, instance, Instance.SIGNATURE_KEY),
        Optional.empty(),
        username.map(name ->
            new Credentials.Basic(
                name, secret(tx, instance, PASSWORD).orElseGet(() -> Secret.of("")))),
        headers(secret(tx, instance, HEADERS).map(Secret::reveal).orElse("")));
  }

  private Optional<Secret<String>> secret(Tx tx, Instance instance, String key) {
    InstanceId id = instance.id();
    Optional<Secret<String>> sealed =
        instance.secretKeys().contains(key)
            ? instances.secret(tx, id, key)
            : instance.value(key).map(Secret::of);
    return sealed.filter(it -> !it.reveal().isBlank());
  }

  /// The vendor does not say how further headers are written: taken are a JSON object, and lines or
  /// parts between semicolons that read `Name: value`.
  ///
  /// @throws Refusal when it is neither
  static List<Header> headers(String text) {
    List<Header> headers = new ArrayList<>();
    String stripped = text.strip();
    try {
      if (stripped.startsWith("{")) {
        JsonNode json = WireJson.MAPPER.readTree(stripped);
        json.properties()
            .forEach(
                member -> headers.add(new Header(member.getKey(), member.getValue().asString(""))));
        return headers;
      }
      for (String part : stripped.split("[;\\r\\n]+", -1)) {
        int colon = part.indexOf(':');
        if (!part.isBlank()) {
          headers.add(
              new Header(part.substring(0, colon).strip(), part.substring(colon + 1).strip()));
        }
      }
      return headers;
    } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Refusal.malformed(
          "BAD_CALLBACK", "'" + HEADERS + "' must read 'Name: value; Name: value'.");
    }
  }
}
