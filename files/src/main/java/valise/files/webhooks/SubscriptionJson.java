package valise.files.webhooks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `WebhookSubscriptions`. How delivery goes is our own addition and shown on request.
@Component
final class SubscriptionJson implements EntitySet<Subscription> {

  static final String SET = "WebhookSubscriptions";

  private static final Shape<Subscription> CONTEXT =
      Shape.<Subscription>of("SubscriptionContext")
          .with("ResourceType", it -> it.context().wireName())
          .with("ResourceId", it -> it.folder().map(ItemId::value).orElse(it.account().value()))
          .build();

  private static final Shape<EventType> EVENT =
      Shape.<EventType>of("SubscribedResourceEvent")
          .with("ResourceType", EventType::resource)
          .with("OperationName", EventType::operation)
          .build();

  private static final Shape<Subscription.Health> HEALTH =
      Shape.<Subscription.Health>of("WebhookDeliveryState")
          .withDate("DisabledDate", Subscription.Health::disabledAt)
          .withDate("FailingSince", Subscription.Health::failingSince)
          .with("Failures", Subscription.Health::failures)
          .with("TurnedDown", Subscription.Health::turnedDown)
          .with("LastOutcome", Subscription.Health::lastOutcome)
          .build();

  private static final Shape<Subscription> SHAPE =
      Shape.<Subscription>of(SET, "WebhookSubscription")
          .with("WebhookUrl", it -> it.url().toString())
          .with("SubscriptionContext", it -> new Shape.Nested<>(CONTEXT, it))
          .with(
              "Events",
              it -> it.events().stream().map(type -> new Shape.Nested<>(EVENT, type)).toList())
          .withDate("CreationDate", it -> Optional.of(it.createdAt()))
          .onRequest("DeliveryState", (it, call) -> new Shape.Nested<>(HEALTH, it.health()))
          .build();

  private final Webhooks webhooks;

  SubscriptionJson(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<Subscription>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Subscription> shapeOf(Subscription subscription) {
    return SHAPE;
  }

  @Override
  public String idOf(Subscription subscription) {
    return subscription.id().value();
  }

  @Override
  public Map<String, Subscription> load(Principal caller, Set<String> ids) {
    Map<String, Subscription> found = new HashMap<>();
    webhooks.list(caller).stream()
        .filter(each -> ids.contains(each.id().value()))
        .forEach(each -> found.put(each.id().value(), each));
    return found;
  }
}
