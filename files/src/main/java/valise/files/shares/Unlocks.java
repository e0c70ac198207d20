package valise.files.shares;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.ids.AliasId;
import valise.platform.secrets.SignedTickets;

/// Tickets that say: to this share, under this version of its policy, the holder is this recipient.
/// A ticket opens no other share, and none after the policy changed.
@Component
final class Unlocks {

  private static final String PURPOSE = "share-unlock";
  private static final Duration LIFE = Duration.ofHours(12);

  private final SignedTickets tickets;
  private final InstantSource clock;

  Unlocks(SignedTickets tickets, InstantSource clock) {
    this.tickets = tickets;
    this.clock = clock;
  }

  String issue(Share share, AliasId alias, ShareEvent.Unlocked.How how) {
    String payload =
        String.join(
            " ",
            share.id().value(),
            Long.toString(share.policy().version()),
            how.name(),
            alias.value());
    return tickets.issue(PURPOSE, payload, clock.instant().plus(LIFE));
  }

  /// As whom one of these tickets lets in.
  Optional<AliasId> find(Share share, List<String> given, ShareEvent.Unlocked.How how) {
    String expected = share.id().value() + " " + share.policy().version() + " " + how.name() + " ";
    return given.stream()
        .flatMap(ticket -> tickets.read(PURPOSE, ticket).stream())
        .filter(payload -> payload.startsWith(expected))
        .map(payload -> new AliasId(payload.substring(expected.length())))
        .findFirst();
  }
}
