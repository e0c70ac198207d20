package valise.hub.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import valise.hub.ids.Caller;
import valise.hub.ids.InstanceId;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;
import valise.platform.mail.Address;
import valise.platform.secrets.Secret;

/// Who is told of notifications [docs].
@Endpoint
final class SubscriptionsEndpoint {

  private static final int MOST_TOPICS = 100;

  private final Subscriptions subscriptions;
  private final Readers readers;
  private final Topics topics;

  SubscriptionsEndpoint(Subscriptions subscriptions, Readers readers, Topics topics) {
    this.subscriptions = subscriptions;
    this.readers = readers;
    this.topics = topics;
  }

  static Map<String, @Nullable Object> shown(Subscription subscription) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    switch (subscription.channel()) {
      case WEBHOOK -> config.put("url", subscription.url().toString());
      case EMAIL -> config.put("email", subscription.url().getSchemeSpecificPart());
    }
    if (subscription.ordered()) {
      config.put("ordered", true);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", subscription.id().value());
    json.put("channel", subscription.channel().word());
    json.put("topics", subscription.topics());
    json.put("config", config);
    json.put("active", subscription.active());
    json.put("inactiveReason", subscription.inactiveReason().orElse(null));
    json.put("instanceId", subscription.instance().map(InstanceId::value).orElse(null));
    json.put("createdDate", subscription.createdAt().toString());
    json.put("updatedDate", subscription.updatedAt().toString());
    return json;
  }

  @GetMapping("/notifications/subscriptions")
  ResponseEntity<List<Map<String, @Nullable Object>>> list(Caller caller, PageRequest page) {
    return page.cut(
        subscriptions.list(caller.account()).stream()
            .filter(it -> readers.sees(caller, it))
            .map(SubscriptionsEndpoint::shown)
            .toList());
  }

  @GetMapping("/notifications/subscriptions/{id:[0-9]+}")
  Map<String, @Nullable Object> one(Caller caller, @PathVariable("id") long id) {
    return shown(readers.subscription(caller, id));
  }

  record ConfigBody(
      @Nullable String url,
      @Nullable String email,
      @Nullable String signatureKey,
      @Nullable Boolean ordered) {

    static final ConfigBody NOTHING = new ConfigBody(null, null, null, null);
  }

  record SubscriptionBody(
      @Nullable String channel,
      @Nullable List<String> topics,
      @Nullable ConfigBody config,
      @Nullable Boolean active) {}

  @PostMapping("/notifications/subscriptions")
  Map<String, @Nullable Object> subscribe(Caller caller, @RequestBody SubscriptionBody body) {
    return shown(subscriptions.add(wish(caller, body, Optional.empty())));
  }

  @PutMapping("/notifications/subscriptions/{id:[0-9]+}")
  Map<String, @Nullable Object> change(
      Caller caller, @PathVariable("id") long id, @RequestBody SubscriptionBody body) {
    Subscription before = readers.subscription(caller, id);
    return shown(
        subscriptions.change(
            caller.account(), before.id(), wish(caller, body, Optional.of(before))));
  }

  @DeleteMapping("/notifications/subscriptions/{id:[0-9]+}")
  void unsubscribe(Caller caller, @PathVariable("id") long id) {
    Subscription found = readers.subscription(caller, id);
    if (found.instance().isPresent()) {
      throw Refusal.conflict(
          "SUBSCRIPTION_OF_INSTANCE",
          "The subscription belongs to the instance "
              + found.instance().get()
              + "; change or remove its event.notification.callback.url.");
    }
    subscriptions.remove(caller.account(), found.id());
  }

  private Subscriptions.Wish wish(
      Caller caller, SubscriptionBody body, Optional<Subscription> before) {
    Channel channel =
        Optional.ofNullable(body.channel())
            .map(word -> Channel.parse("BAD_FIELD", word))
            .orElseGet(() -> before.map(Subscription::channel).orElse(Channel.WEBHOOK));
    before.ifPresent(it -> {
      if (it.channel() != channel) {
        throw Refusal.malformed(
            "BAD_FIELD", "The channel of a subscription stays; make another one.");
      }
    });
    ConfigBody config = Optional.ofNullable(body.config()).orElse(ConfigBody.NOTHING);
    return new Subscriptions.Wish(
        caller.account(),
        caller.user(),
        before.flatMap(Subscription::instance),
        channel,
        topics(caller, body.topics(), before),
        address(channel, config, before),
        Optional.ofNullable(config.ordered())
            .orElseGet(() -> before.filter(Subscription::ordered).isPresent()),
        body.active() == null || body.active(),
        credentials(config, before));
  }

  private List<String> topics(
      Caller caller, @Nullable List<String> named, Optional<Subscription> before) {
    if (named == null && before.isPresent()) {
      return before.get().topics();
    }
    if (named == null || named.isEmpty() || named.size() > MOST_TOPICS) {
      throw Refusal.malformed(
          "FIELD_MISSING", "'topics' must be a list of 1 to " + MOST_TOPICS + " topics.");
    }
    return named.stream()
        .map(topic -> topics.heard(caller, Objects.requireNonNullElse(topic, "")))
        .distinct()
        .toList();
  }

  private URI address(Channel channel, ConfigBody config, Optional<Subscription> before) {
    return switch (channel) {
      case WEBHOOK ->
          Optional.ofNullable(config.url())
              .map(subscriptions::callback)
              .or(() -> before.map(Subscription::url))
              .orElseThrow(() -> missing("config.url"));
      case EMAIL ->
          Optional.ofNullable(config.email())
              .map(email -> EmailsEndpoint.address("config.email", email))
              .map(SubscriptionsEndpoint::mailto)
              .or(() -> before.map(Subscription::url))
              .orElseThrow(() -> missing("config.email"));
    };
  }

  private static Refusal missing(String field) {
    return Refusal.malformed("FIELD_MISSING", "'" + field + "' is missing.");
  }

  private static URI mailto(Address address) {
    try {
      return new URI("mailto", address.email(), null);
    } catch (URISyntaxException e) {
      throw Refusal.malformed("BAD_FIELD", "'config.email' must be an e-mail address.");
    }
  }

  private Credentials credentials(ConfigBody config, Optional<Subscription> before) {
    Credentials known =
        before.map(it -> subscriptions.credentials(it.id())).orElse(Credentials.NONE);
    return new Credentials(
        Optional.ofNullable(config.signatureKey())
            .filter(key -> !key.isBlank())
            .map(Secret::of)
            .or(known::key),
        known.previous(),
        known.basic(),
        known.headers());
  }
}
