package valise.files.thumbnails;

import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.items.BlobOwner;
import valise.platform.blob.BlobId;

/// Keeps the pictures' own blobs from the sweep of what nobody names.
@Component
final class PictureBlobs implements BlobOwner {

  @Override
  public Set<BlobId> known(DSLContext sql, Set<BlobId> blobs) {
    return ThumbnailStore.pictures(sql, blobs);
  }
}
