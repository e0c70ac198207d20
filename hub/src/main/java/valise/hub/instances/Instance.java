package valise.hub.instances;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valise.hub.elements.Element;
import valise.hub.elements.Templates;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.OrganizationId;
import valise.hub.ids.UserId;

/// One connection to a provider.
///
/// @param owner who made it
/// @param trouble why it cannot sign in any more; none while it can
/// @param brought whether the caller brought the tokens along instead of a code
/// @param configuration what is set, by key; secrets are not in it, see [Instances#secret]. A key
///   with no value was given as nothing
/// @param secretKeys the keys of the secrets that are set
public record Instance(
    InstanceId id,
    OrganizationId organization,
    AccountId account,
    UserId owner,
    Element element,
    String name,
    List<String> tags,
    boolean disabled,
    Optional<String> trouble,
    boolean brought,
    Instant tracedUntil,
    Map<String, Optional<String>> configuration,
    List<String> secretKeys,
    Instant createdAt,
    Instant updatedAt) {

  /// Switches its events on.
  public static final String EVENTS_ENABLED = "event.notification.enabled";

  /// `polling` or `webhook`.
  public static final String VENDOR_TYPE = "event.vendor.type";

  /// Where its events go.
  public static final String CALLBACK_URL = "event.notification.callback.url";

  /// What its events are signed with; a secret.
  public static final String SIGNATURE_KEY = "event.notification.signature.key";

  /// The webhook's id at the provider.
  public static final String SUBSCRIPTION_ID = "event.notification.subscription.id";

  /// What is in force for a key: what was set, or the element's default.
  public Optional<String> value(String key) {
    Optional<String> set = configuration.get(key);
    return set != null ? set : element.item(key).flatMap(item -> item.defaultValue());
  }

  /// Whether a key says yes.
  public boolean flag(String key) {
    return value(key).filter(it -> it.strip().equalsIgnoreCase("true")).isPresent();
  }

  /// Whether changes at the provider are to be told.
  public boolean eventsEnabled() {
    return flag(EVENTS_ENABLED);
  }

  /// Whether they are to be learnt by the provider's own webhooks. The plural is in use too [docs].
  public boolean byWebhook() {
    return value(VENDOR_TYPE).filter(it -> it.startsWith("webhook")).isPresent();
  }

  /// Whether it can sign in.
  public boolean valid() {
    return trouble.isEmpty();
  }

  /// A text with `{key}` in it, filled from the configuration.
  public String fill(String template) {
    return Templates.fill(template, this::value);
  }

  /// What the paths of calls follow, without a trailing slash.
  public String baseUrl() {
    return fill(element.connection().baseUrl()).replaceFirst("/+$", "");
  }

  Instance withTrouble(Optional<String> now) {
    return new Instance(
        id,
        organization,
        account,
        owner,
        element,
        name,
        tags,
        disabled,
        now,
        brought,
        tracedUntil,
        configuration,
        secretKeys,
        createdAt,
        updatedAt);
  }

  Instance withDisabled(boolean now, Instant at) {
    return new Instance(
        id,
        organization,
        account,
        owner,
        element,
        name,
        tags,
        now,
        trouble,
        brought,
        tracedUntil,
        configuration,
        secretKeys,
        createdAt,
        at);
  }

  Instance tracedUntil(Instant until) {
    return new Instance(
        id,
        organization,
        account,
        owner,
        element,
        name,
        tags,
        disabled,
        trouble,
        brought,
        until,
        configuration,
        secretKeys,
        createdAt,
        updatedAt);
  }

  Instance renamed(String newName, List<String> newTags, Instant at) {
    return new Instance(
        id,
        organization,
        account,
        owner,
        element,
        newName,
        newTags,
        disabled,
        trouble,
        brought,
        tracedUntil,
        configuration,
        secretKeys,
        createdAt,
        at);
  }
}
