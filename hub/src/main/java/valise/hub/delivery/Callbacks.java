package valise.hub.delivery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final int MOST_HEADERS = 50;

  /// RFC 9110, sections 5.6.2 and 5.5.
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");

  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]{0,4000}");

  /// What frames a request, and what every delivery says itself.
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "elements-webhook-id",
          "elements-webhook-signature",
          "valise-attempt",
          "webhook-id",
          "webhook-timestamp",
          "webhook-signature");

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

  /// Whether the address may be called was asked when it was given, and is again at each call. Not
  /// here: what else changes with the instance, such as a renewed leave, must not fail with it.
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
                instance.owner(),
                Optional.of(instance.id()),
                Channel.WEBHOOK,
                List.of(Origin.topic(instance.id(), instance.element().key())),
                URI.create(url),
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
  /// @throws Refusal when it is neither, or has what the request itself is made of
  static List<Header> headers(String text) {
    List<Header> headers = new ArrayList<>();
    String stripped = text.strip();
    try {
      if (stripped.startsWith("{")) {
        JsonNode json = WireJson.MAPPER.readTree(stripped);
        json.properties()
            .forEach(
                member -> headers.add(new Header(member.getKey(), member.getValue().asString(""))));
        return checked(headers);
      }
      for (String part : stripped.split("[;\\r\\n]+", -1)) {
        int colon = part.indexOf(':');
        if (!part.isBlank()) {
          headers.add(
              new Header(part.substring(0, colon).strip(), part.substring(colon + 1).strip()));
        }
      }
      return checked(headers);
    } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw bad("must read 'Name: value; Name: value'");
    }
  }

  private static List<Header> checked(List<Header> headers) {
    if (headers.size() > MOST_HEADERS) {
      throw bad("has more than " + MOST_HEADERS + " headers");
    }
    for (Header header : headers) {
      if (!NAME.matcher(header.name()).matches() || !VALUE.matcher(header.value()).matches()) {
        throw bad("has a header that cannot be sent");
      }
      if (OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
        throw bad("must not have the header '" + header.name() + "'");
      }
    }
    return headers;
  }

  private static Refusal bad(String what) {
    return Refusal.malformed("BAD_CALLBACK", "'" + HEADERS + "' " + what + ".");
  }
}
