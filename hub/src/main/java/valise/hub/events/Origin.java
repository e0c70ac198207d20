package valise.hub.events;

import java.util.List;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;

/// Of whom an event tells: what an instance is called in its notifications.
///
/// @param companyId the organisation's number
/// @param userId the number of the user whose instance it is
/// @param older whether the account wants the notifications of the first documentation
public record Origin(
    InstanceId instance,
    AccountId account,
    long companyId,
    long userId,
    String elementKey,
    String hubKey,
    String name,
    List<String> tags,
    boolean older) {

  public Origin {
    tags = List.copyOf(tags);
  }

  /// Under which the instance's events are announced [captured].
  public String topic() {
    return topic(instance, elementKey);
  }

  public static String topic(InstanceId instance, String elementKey) {
    return "instance-" + instance.value() + "-" + elementKey + "-events";
  }
}
