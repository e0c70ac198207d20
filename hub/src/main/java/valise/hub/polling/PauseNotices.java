package valise.hub.polling;

import java.util.List;
import org.springframework.stereotype.Component;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.notices.Notice;
import valise.hub.notices.Notices;
import valise.platform.db.Tx;
import valise.platform.mail.Letter;

/// Tells the owner of an instance when one of its resources is only asked for once a day any more.
@Component
final class PauseNotices {

  private final Instances instances;
  private final Notices notices;

  PauseNotices(Instances instances, Notices notices) {
    this.instances = instances;
    this.notices = notices;
  }

  void tell(Tx tx, Watch watch, String error) {
    instances
        .find(tx, watch.instance())
        // Who has lost the provider's consent, or has switched it off, knows why.
        .filter(instance -> instance.valid() && !instance.disabled())
        .ifPresent(instance -> notices.tell(tx, instance.owner(), notice(instance, watch, error)));
  }

  private static Notice notice(Instance instance, Watch watch, String error) {
    return new Notice(
        "'" + instance.name() + "' is not polled any more",
        List.of(
            new Letter.Fact("Instance", instance.name() + " (" + instance.id() + ")"),
            new Letter.Fact("Resource", watch.resource()),
            new Letter.Fact("Failures in a row", Integer.toString(Poller.MOST_FAILURES)),
            new Letter.Fact("The last one", error)),
        "It is tried once a day from now on, and goes on by itself when the provider answers. What"
            + " happened meanwhile is noticed then. If its configuration is the reason, update it:"
            + " PATCH /instances/"
            + instance.id()
            + ".");
  }
}
