package valise.files.ledger;

import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;

/// Knows who made a share. Implemented where shares are; deleted ones still have a maker.
@FunctionalInterface
public interface ShareOwners {

  /// Empty when the account has no such share.
  Optional<UserId> ownerOf(AccountId account, ShareId share);
}
