package valise.files.webhooks;

import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.SubscriptionId;
import valise.files.ids.UserId;
import valise.files.oauth.AppId;

/// Somebody's wish to be told, and how telling goes.
///
/// @param app through which it was made; its keys sign
/// @param folder of a subscription in folder context
record Subscription(
    SubscriptionId id,
    AccountId account,
    UserId user,
    Optional<AppId> app,
    Context context,
    Optional<ItemId> folder,
    URI url,
    Set<EventType> events,
    Instant createdAt,
    Health health) {

  /// How telling goes.
  ///
  /// @param failures attempts in a row that settled nothing; `failingSince` the first of them
  /// @param turnedDown events in a row that the receiver turned down for good
  /// @param lastOutcome of the last attempt, in words; empty before the first
  record Health(
      int failures,
      Optional<Instant> failingSince,
      Instant retryAt,
      int turnedDown,
      Optional<Instant> disabledAt,
      String lastOutcome) {

    static final Health NEW =
        new Health(0, Optional.empty(), Instant.EPOCH, 0, Optional.empty(), "");

    Health accepted(String outcome) {
      return new Health(0, Optional.empty(), Instant.EPOCH, 0, disabledAt, outcome);
    }

    Health turnedDown(String outcome) {
      return new Health(0, Optional.empty(), Instant.EPOCH, turnedDown + 1, disabledAt, outcome);
    }

    Health failed(Instant now, Instant next, String outcome) {
      return new Health(
          failures + 1,
          Optional.of(failingSince.orElse(now)),
          next,
          turnedDown,
          disabledAt,
          outcome);
    }

    Health disabled(Instant now, String why) {
      return new Health(failures, failingSince, retryAt, turnedDown, Optional.of(now), why);
    }
  }

  Subscription {
    events = events.isEmpty() ? Set.of() : EnumSet.copyOf(events);
    if ((context == Context.FOLDER) != folder.isPresent()) {
      throw new IllegalArgumentException("folder context has a folder, account context has none");
    }
  }

  boolean enabled() {
    return health.disabledAt().isEmpty();
  }
}
