package valise.hub.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valise.hub.events.Origin;
import valise.hub.ids.InstanceId;
import valise.platform.Refusal;

/// Under what something is announced.
sealed interface Topic {

  /// What happens at an instance [captured].
  record OfInstance(InstanceId instance, String elementKey) implements Topic {
    @Override
    public String text() {
      return Origin.topic(instance, elementKey);
    }
  }

  /// What somebody announces by hand, under a name of theirs.
  record Own(String text) implements Topic {}

  String text();

  Pattern INSTANCE = Pattern.compile("instance-([0-9]{1,16})-(.{1,100})-events");
  Pattern OWN = Pattern.compile("[\\p{L}\\p{N}._:/-]{1,200}");

  /// @throws Refusal when nothing can ever be announced under it
  static Topic parse(String text) {
    String topic = text.strip();
    Matcher match = INSTANCE.matcher(topic);
    if (match.matches()) {
      return new OfInstance(new InstanceId(Long.parseLong(match.group(1))), match.group(2));
    }
    if (topic.startsWith("instance-") || !OWN.matcher(topic).matches()) {
      throw bad(
          "A topic reads 'instance-{id}-{elementKey}-events', for what happens at an instance, or is"
              + " a name of your own that begins otherwise: 1 to 200 letters, digits and . _ : / -");
    }
    return new Own(topic);
  }

  static Refusal bad(String message) {
    return Refusal.malformed("BAD_TOPIC", message);
  }
}
