package valise.files.downloads;

import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.items.Item;
import valise.files.items.Located;
import valise.platform.Refusal;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.http.Region;

/// The one gate: whatever route lets bytes leave, it asks here and is given a region. Nothing else
/// in the product opens a blob for reading; an architecture test says so.
@Component
public final class Gate {

  private final BlobStore blobs;

  Gate(BlobStore blobs) {
    this.blobs = blobs;
  }

  /// The bytes of a file for somebody who may download it.
  ///
  /// @throws Refusal when they may not, or when it is not a file
  public Region download(Located file) {
    return bytes(file.requireFile().require(Right.DOWNLOAD).item());
  }

  /// A picture that was made of a file, for somebody who may view the file.
  ///
  /// @throws Refusal when they may not, or when it is not a file
  public Region picture(Located file, BlobId picture, long length) {
    file.requireFile().require(Right.VIEW);
    return Region.of(blobs, picture, length);
  }

  /// The bytes of a file for making a picture of it, whoever may see that later. They must not
  /// leave.
  public Region toRender(BlobId source, long length) {
    return Region.of(blobs, source, length);
  }

  /// The bytes of a file that a walk found, which checked the right on the way.
  Region found(Item file) {
    return bytes(file);
  }

  private Region bytes(Item file) {
    Item.Content content =
        file.content()
            .orElseThrow(() -> new IllegalStateException("file without content: " + file.id()));
    return Region.of(blobs, content.blob(), content.size());
  }
}
