package valise.files.uploads;

import java.util.List;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.platform.db.Tx;

/// Terms under which a feature opens uploads for those who have no right of their own in a folder,
/// as a share that requests files does. Declared here, implemented where the terms are known; the
/// upload keeps them as text that only their author reads.
public interface UploadTerms {

  /// These files are about to be visible. Called in the transaction that makes them so.
  ///
  /// @param folder where the upload was opened for; files of an archive may lie deeper
  /// @return who asked for them
  /// @throws valise.platform.Refusal when the terms do not hold any more; nothing arrives then
  UserId arrived(Tx tx, String terms, ItemId folder, List<Item> files, Batch batch);
}
