package valise.hub.notices;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceListener;
import valise.platform.db.Tx;
import valise.platform.mail.Letter;

/// Tells the owner of an instance when its provider lets it in no more.
@Component
final class LostConsent implements InstanceListener {

  private final Notices notices;

  LostConsent(Notices notices) {
    this.notices = notices;
  }

  @Override
  public void created(Tx tx, Instance instance) {}

  @Override
  public void changed(Tx tx, Instance before, Instance after) {
    Optional<String> trouble = after.trouble().filter(words -> before.valid());
    trouble.ifPresent(words -> notices.tell(tx, after.owner(), notice(after, words)));
  }

  @Override
  public void deleted(Tx tx, Instance instance) {}

  private static Notice notice(Instance instance, String words) {
    return new Notice(
        "'" + instance.name() + "' must be signed in again",
        List.of(
            new Letter.Fact("Instance", instance.name() + " (" + instance.id() + ")"),
            new Letter.Fact("Provider", instance.element().name()),
            new Letter.Fact("What it said", words)),
        "The provider does not let this instance in any more, so no change there is noticed. Sign in"
            + " again and update the instance with the new code: PUT or PATCH /instances/"
            + instance.id()
            + ". What happened meanwhile is noticed then.");
  }
}
