package valise.hub.delivery;

import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.platform.Refusal;

/// Which topics a caller may read and be told of.
@Component
final class Topics {

  private final Instances instances;

  Topics(Instances instances) {
    this.instances = instances;
  }

  /// @param account whose notifications they are
  record Readable(AccountId account, Optional<InstanceId> instance, String text) {}

  /// @throws Refusal when there is no such topic, or its instance is not the caller's to see
  Readable readable(Caller caller, String text) {
    return switch (Topic.parse(text)) {
      case Topic.Own own -> new Readable(caller.account(), Optional.empty(), own.text());
      case Topic.OfInstance of -> {
        Instance instance = instance(caller, of);
        yield new Readable(instance.account(), Optional.of(instance.id()), of.text());
      }
    };
  }

  /// The topic of a subscription in the caller's account, as it is announced.
  ///
  /// @throws Refusal when nothing announced under it would ever reach such a subscription
  String heard(Caller caller, String text) {
    Readable topic = readable(caller, text);
    if (!topic.account().equals(caller.account())) {
      throw Topic.bad(
          "The instance of '"
              + text
              + "' belongs to another account, whose events reach that account's subscriptions only:"
              + " subscribe as one of its users.");
    }
    return topic.text();
  }

  private Instance instance(Caller caller, Topic.OfInstance topic) {
    Instance instance = instances.find(caller, topic.instance());
    String key = instance.element().key();
    if (!key.equals(topic.elementKey())) {
      throw Topic.bad(
          "The instance %s is one of '%s': its topic is '%s'."
              .formatted(instance.id(), key, new Topic.OfInstance(instance.id(), key).text()));
    }
    return instance;
  }

  /// Whether it is a topic of an instance that the caller sees.
  boolean ofVisibleInstance(Caller caller, String text) {
    return Topic.parse(text) instanceof Topic.OfInstance of
        && instances
            .find(of.instance())
            .filter(it -> caller.sees(it.organization(), it.account(), it.owner()))
            .isPresent();
  }
}
