package valise.files.notices;

import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.shares.Alias;
import valise.files.shares.Reminders;
import valise.files.shares.Share;

/// Who has not done yet what a share is for.
@Component
final class Idle {

  private final Reminders reminders;

  Idle(Reminders reminders) {
    this.reminders = reminders;
  }

  /// Those named who have not fetched, or sent, anything. Empty when everybody has; an empty list
  /// when nobody was named and nobody has.
  Optional<List<Alias>> of(DSLContext sql, Share share) {
    // Nothing is uploaded through what is sent: of that, these are all who were named.
    List<Alias> named = reminders.waitedFor(sql, share.id());
    if (share.sends() && named.isEmpty()) {
      return share.downloads() == 0 ? Optional.of(List.of()) : Optional.empty();
    }
    List<Alias> idle =
        named.stream().filter(alias -> !share.sends() || !hasSeen(share, alias)).toList();
    return idle.isEmpty() ? Optional.empty() : Optional.of(idle);
  }

  /// What can only be looked at is done with once it was opened.
  private static boolean hasSeen(Share share, Alias alias) {
    return share.policy().viewOnly() ? alias.openedAt().isPresent() : alias.downloads() > 0;
  }
}
