package valise.files.ledger;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.ids.AliasId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.platform.Refusal;
import valise.platform.secrets.SigningKey;

/// Issues certificates of what was delivered through a share.
@Component
final class Certificates {

  private static final int MOST = 10_000;

  private final Ledger ledger;
  private final SigningKey key;
  private final InstantSource clock;

  Certificates(Ledger ledger, SigningKey key, InstantSource clock) {
    this.ledger = ledger;
    this.key = key;
    this.clock = clock;
  }

  /// @param link deliveries through this one only
  /// @throws Refusal when the caller may not know, or nothing was delivered yet
  String of(Principal caller, ShareId share, Optional<AliasId> link) {
    List<Recorded> deliveries = new ArrayList<>();
    ledger.eachOfShare(
        caller,
        share,
        event -> {
          boolean wanted =
              event.kind().equals(LedgerEvent.Kind.SHARE_DOWNLOADED.name())
                  && (link.isEmpty() || event.link().equals(link.map(AliasId::value)));
          if (wanted && deliveries.size() == MOST) {
            throw Refusal.tooLarge(
                "TOO_MANY_EVENTS",
                "A certificate holds at most " + MOST + " deliveries. Ask for one link's.");
          }
          if (wanted) {
            deliveries.add(event);
          }
        });
    if (deliveries.isEmpty()) {
      throw Refusal.conflict("NOTHING_DELIVERED", "Nothing was delivered through this yet.");
    }
    // Read after the events, so that it is not before any of them.
    Head head = ledger.head(caller.account()).orElseThrow();
    return Certificate.issue(caller.account(), share, clock.instant(), deliveries, head, key);
  }
}
