package valise.files.items;

import java.util.List;
import org.jooq.DSLContext;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;

/// What a user keeps in the virtual folder `favorites`. Implemented where favorites are; the tree
/// only lists them.
@FunctionalInterface
public interface FavoriteStreams {

  /// In the order the user wants; some may be gone, or not the user's to see any more.
  List<StreamId> of(DSLContext sql, UserId user);
}
