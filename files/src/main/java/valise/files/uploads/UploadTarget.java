package valise.files.uploads;

import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// Where an upload goes and in whose name. Whoever makes one has checked that this user may upload
/// into this folder; nobody asks again.
///
/// @param terms what [UploadTerms] reads, where somebody sends who has no right here himself
public record UploadTarget(AccountId account, UserId user, ItemId folder, Optional<String> terms) {

  /// In the user's own right.
  public UploadTarget(AccountId account, UserId user, ItemId folder) {
    this(account, user, folder, Optional.empty());
  }
}
