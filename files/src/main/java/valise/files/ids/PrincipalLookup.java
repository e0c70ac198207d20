package valise.files.ids;

import java.util.Optional;

/// Makes the [Principal] of a user as they are now: for whoever acts later on behalf of someone who
/// is not in the request, as a download link does. Implemented where people and groups are known.
@FunctionalInterface
public interface PrincipalLookup {

  /// Empty when the user is unknown, deleted or disabled, and so may do nothing.
  Optional<Principal> of(AccountId account, UserId user);
}
