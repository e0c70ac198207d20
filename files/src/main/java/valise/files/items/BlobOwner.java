package valise.files.items;

import java.util.Set;
import org.jooq.DSLContext;
import valise.platform.blob.BlobId;

/// A feature whose rows name blobs. Every such feature has one as a bean: what none of them knows
/// is garbage and is deleted.
@FunctionalInterface
public interface BlobOwner {

  /// Those of `blobs` that a row of the feature names.
  Set<BlobId> known(DSLContext sql, Set<BlobId> blobs);
}
