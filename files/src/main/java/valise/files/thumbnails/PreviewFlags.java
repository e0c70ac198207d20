package valise.files.thumbnails;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.items.Item;
import valise.files.items.Previews;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;

/// The vendor's `PreviewStatus` of files: `CanImgThumb` or `CanDocThumb` where the name promises a
/// picture, with `HasThumb` once there is one, `Processing` while it is being made, `Failed` when
/// that came to nothing. Files of other names are `None` and cost no query; asking for their
/// picture may still find one.
@Component
final class PreviewFlags implements Previews {

  private static final String NONE = "None";

  private final Database database;

  PreviewFlags(Database database) {
    this.database = database;
  }

  @Override
  public Told about(Collection<Item> items) {
    List<BlobId> sources =
        items.stream()
            .filter(item -> promise(item).isPresent())
            .flatMap(item -> item.content().stream())
            .map(Item.Content::blob)
            .toList();
    return new Once(sources);
  }

  private static Optional<Promise> promise(Item item) {
    return item.isFile() ? Promise.ofName(item.fileName()) : Optional.empty();
  }

  /// Looks up at the first question. Used by one thread, the one that writes the answer.
  private final class Once implements Told {

    private final List<BlobId> sources;
    private Optional<Map<BlobId, Thumbnail.State>> states = Optional.empty();

    Once(List<BlobId> sources) {
      this.sources = sources;
    }

    @Override
    public String statusOf(Item item) {
      Optional<Promise> promise = promise(item);
      if (promise.isEmpty()) {
        return NONE;
      }
      String can =
          switch (promise.get()) {
            case IMAGE -> "CanImgThumb";
            case DOCUMENT -> "CanDocThumb";
          };
      return item.content()
          .flatMap(content -> Optional.ofNullable(states().get(content.blob())))
          .map(state ->
              switch (state) {
                case WANTED -> can + ", Processing";
                case MADE -> "HasThumb, " + can;
                case IMPOSSIBLE -> NONE;
                case REFUSED, FAILED -> "Failed";
              })
          .orElse(can);
    }

    private Map<BlobId, Thumbnail.State> states() {
      Map<BlobId, Thumbnail.State> known =
          states.orElseGet(() -> database.read(sql -> ThumbnailStore.states(sql, sources)));
      states = Optional.of(known);
      return known;
    }
  }
}
