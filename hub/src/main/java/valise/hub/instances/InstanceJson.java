package valise.hub.instances;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Element;
import valise.hub.tenants.Tenants;
import valise.hub.tenants.User;

/// An instance on the wire: the union of what the vendor ever showed [seed] [docs].
@Component
final class InstanceJson {

  private final Instances instances;
  private final Tenants tenants;
  private final ObjectProvider<InstanceObjects> objects;

  InstanceJson(Instances instances, Tenants tenants, ObjectProvider<InstanceObjects> objects) {
    this.instances = instances;
    this.tenants = tenants;
    this.objects = objects;
  }

  record UserJson(long id, String emailAddress, String firstName, String lastName) {
    static UserJson of(User user) {
      return new UserJson(user.id().value(), user.email(), user.firstName(), user.lastName());
    }
  }

  /// What can be asked of an instance by name.
  ///
  /// @param type `ceCanonical` where all providers have it alike, else `vendor` [docs]
  record ObjectJson(String name, String vendorName, String type) {}

  List<ObjectJson> objects(Instance instance) {
    Element element = instance.element();
    Stream<ObjectJson> known =
        objects
            .orderedStream()
            .flatMap(some -> some.of(element).stream())
            .map(name -> new ObjectJson(name, name, "ceCanonical"));
    Stream<ObjectJson> own =
        element
            .part("objects")
            .valueStream()
            .map(it -> {
              String name = it.path("name").asString("");
              return new ObjectJson(
                  name, it.path("vendorName").asString(name), it.path("type").asString("vendor"));
            });
    return Stream.concat(known, own).toList();
  }

  /// @param whole with its configuration
  Map<String, @Nullable Object> of(Instance instance, boolean whole, Instant now) {
    Element element = instance.element();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", instance.id().value());
    json.put("name", instance.name());
    json.put("createdDate", instance.createdAt());
    json.put("updatedDate", instance.updatedAt());
    json.put("token", instances.token(instance.id()).reveal());
    json.put("element", element.card());
    json.put("elementId", element.id().value());
    json.put("tags", instance.tags());
    json.put("provisionInteractions", List.of());
    json.put("valid", instance.valid());
    instance.trouble().ifPresent(words -> json.put("invalidReason", words));
    json.put("disabled", instance.disabled());
    json.put("maxCacheSize", 0);
    json.put("cacheTimeToLive", 0);
    if (whole) {
      json.put("configuration", configuration(instance));
    }
    json.put("eventsEnabled", instance.eventsEnabled());
    instance
        .value(Instance.CALLBACK_URL)
        .ifPresent(url -> json.put("eventsNotificationCallbackUrl", url));
    json.put("cachingEnabled", false);
    json.put("traceLoggingEnabled", instance.tracedUntil().isAfter(now));
    json.put("externalAuthentication", instance.brought() ? "initial" : "none");
    tenants.find(instance.owner()).ifPresent(user -> json.put("user", UserJson.of(user)));
    return json;
  }

  private Map<String, @Nullable String> configuration(Instance instance) {
    Map<String, @Nullable String> shown = new LinkedHashMap<>();
    Optional<Grant> grant = instances.grant(instance.id());
    for (ConfigurationItem item : instance.element().configuration()) {
      Optional<String> value = value(instance, grant, item.key());
      if (item.shownUnset() || value.isPresent()) {
        shown.put(item.key(), value.orElse(null));
      }
    }
    // What the element does not know was sent by the caller, who gets it back.
    instance
        .configuration()
        .forEach((key, value) -> {
          if (!shown.containsKey(key) && instance.element().item(key).isEmpty()) {
            shown.put(key, value.orElse(null));
          }
        });
    return shown;
  }

  /// Tokens are shown, as the vendor does [seed]; what one types as a password is not.
  Optional<String> value(Instance instance, Optional<Grant> grant, String key) {
    if (instance.secretKeys().contains(key)) {
      return Optional.of(Configurations.MASK);
    }
    return switch (key) {
      case "oauth.user.token" -> grant.map(it -> it.access().reveal());
      case "oauth.user.refresh_token" ->
          grant.flatMap(Grant::refresh).map(refresh -> refresh.reveal());
      case "oauth.user.refresh_time" ->
          grant.map(it -> Long.toString(it.renewedAt().toEpochMilli()));
      default -> {
        Optional<String> set = instance.configuration().get(key);
        yield set == null ? Optional.empty() : set;
      }
    };
  }

  List<Map<String, @Nullable Object>> items(Instance instance) {
    Optional<Grant> grant = instances.grant(instance.id());
    return instance.element().configuration().stream()
        .filter(item -> item.shownUnset() || value(instance, grant, item.key()).isPresent())
        .map(item -> item(instance, grant, item))
        .toList();
  }

  Map<String, @Nullable Object> item(Instance instance, ConfigurationItem item) {
    return item(instance, instances.grant(instance.id()), item);
  }

  private Map<String, @Nullable Object> item(
      Instance instance, Optional<Grant> grant, ConfigurationItem item) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", item.id());
    json.put("key", item.key());
    json.put("name", item.name());
    json.put("description", item.description());
    json.put("propertyValue", value(instance, grant, item.key()).orElse(null));
    json.put("active", item.active());
    json.put("required", item.required());
    json.put("hideFromConsole", item.hideFromConsole());
    json.put("type", item.type().name());
    return json;
  }
}
