package valise.files.shares;

import java.util.List;
import java.util.Optional;
import valise.files.downloads.Fetcher;
import valise.files.ids.Principal;

/// Who stands before a share.
///
/// @param caller the signed-in user, if there is one
/// @param unlocks tickets of [Unlocks] that came along, for whatever shares
public record Visitor(Optional<Principal> caller, List<String> unlocks, Fetcher from) {

  public Visitor {
    unlocks = List.copyOf(unlocks);
  }
}
