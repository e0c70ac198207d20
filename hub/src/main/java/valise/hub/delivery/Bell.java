package valise.hub.delivery;

import java.util.Collection;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import valise.hub.ids.SubscriptionId;

/// Between those who make deliveries and who sends them. A hint: what is rung for is on the disk.
@Component
final class Bell {

  private volatile Consumer<Collection<SubscriptionId>> answer = ids -> {};

  void answeredBy(Consumer<Collection<SubscriptionId>> whom) {
    answer = whom;
  }

  void ring(Collection<SubscriptionId> ids) {
    answer.accept(ids);
  }
}
