package valise.files.uploads;

import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// Where an upload goes and in whose name. Whoever makes one has checked that this user may upload
/// into this folder; nobody asks again.
public record UploadTarget(AccountId account, UserId user, ItemId folder) {}
