package valise.files.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;

/// Shares that a test says there are.
@Component
final class KnownOwners implements ShareOwners {

  private record Known(AccountId account, UserId owner) {}

  private final Map<ShareId, Known> shares = new ConcurrentHashMap<>();

  ShareId share(AccountId account, UserId owner) {
    ShareId share = ShareId.mint();
    shares.put(share, new Known(account, owner));
    return share;
  }

  @Override
  public Optional<UserId> ownerOf(AccountId account, ShareId share) {
    return Optional.ofNullable(shares.get(share))
        .filter(known -> known.account().equals(account))
        .map(Known::owner);
  }
}
