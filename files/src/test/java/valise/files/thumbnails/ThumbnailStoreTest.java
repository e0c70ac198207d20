package valise.files.thumbnails;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import valise.files.thumbnails.Thumbnail.Picture;
import valise.files.thumbnails.Thumbnail.State;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class ThumbnailStoreTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Database database;
  private final BlobId source = BlobId.fresh();

  ThumbnailStoreTest(Database database) {
    this.database = database;
  }

  private boolean write(Consumer<DSLContext> work) {
    return database.write(tx -> {
      work.accept(tx.sql());
      return true;
    });
  }

  private boolean add(Instant now) {
    return database.write(tx -> ThumbnailStore.add(tx.sql(), source, now));
  }

  private Optional<Thumbnail> find(BlobId id) {
    return database.read(sql -> ThumbnailStore.find(sql, id));
  }

  private Optional<Picture> picture(BlobId id) {
    return database.read(sql -> ThumbnailStore.picture(sql, id, PictureSize.LARGE));
  }

  private Set<BlobId> pictures(BlobId... ids) {
    return database.read(sql -> ThumbnailStore.pictures(sql, Set.of(ids)));
  }

  private boolean isFull(int most) {
    return database.read(sql -> ThumbnailStore.isFull(sql, most));
  }

  @Test
  void aSourceIsAddedOnceAndChanges() {
    assertThat(add(NOW)).isTrue();
    assertThat(add(NOW.plusSeconds(1))).isFalse();
    assertThat(find(source)).contains(new Thumbnail(source, State.WANTED, 0, 0, NOW));

    write(sql -> ThumbnailStore.become(sql, source, State.FAILED, 3, NOW.plusSeconds(2)));
    assertThat(find(source))
        .contains(new Thumbnail(source, State.FAILED, 3, 0, NOW.plusSeconds(2)));
    assertThat(find(BlobId.fresh())).isEmpty();
  }

  @Test
  void picturesBelongToTheirSource() {
    Picture small = new Picture(BlobId.fresh(), 10, "image/jpeg");
    Picture large = new Picture(BlobId.fresh(), 20, "image/png");
    BlobId other = BlobId.fresh();
    write(sql -> {
      ThumbnailStore.add(sql, source, NOW);
      ThumbnailStore.add(sql, other, NOW);
      ThumbnailStore.addPicture(sql, source, PictureSize.SMALL, small);
      ThumbnailStore.addPicture(sql, source, PictureSize.LARGE, large);
    });

    assertThat(picture(source)).contains(large);
    assertThat(picture(other)).isEmpty();
    assertThat(pictures(small.blob(), source, large.blob()))
        .containsExactlyInAnyOrder(small.blob(), large.blob());
    List<BlobId> removed = database.write(tx -> ThumbnailStore.remove(tx.sql(), List.of(source)));
    assertThat(removed).containsExactlyInAnyOrder(small.blob(), large.blob());
    assertThat(pictures(small.blob())).isEmpty();
    assertThat(find(source)).isEmpty();
    assertThat(find(other)).isPresent();
  }

  @Test
  void statesOfManyAndPagesThroughAll() {
    List<BlobId> all = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      all.add(BlobId.fresh());
    }
    write(sql -> all.subList(0, 1_200).forEach(each -> ThumbnailStore.add(sql, each, NOW)));
    write(sql -> ThumbnailStore.become(sql, all.get(7), State.MADE, 0, NOW));

    Map<BlobId, State> states = database.read(sql -> ThumbnailStore.states(sql, all));
    assertThat(states).hasSize(1_200).containsEntry(all.get(7), State.MADE);
    assertThat(isFull(1_199)).isTrue();
    assertThat(isFull(1_200)).isFalse();

    List<BlobId> paged = new ArrayList<>();
    String after = "";
    List<BlobId> page;
    do {
      String from = after;
      page = database.read(sql -> ThumbnailStore.sources(sql, from, 500));
      paged.addAll(page);
      after = page.isEmpty() ? after : page.getLast().value();
    } while (!page.isEmpty());
    assertThat(paged).containsExactlyInAnyOrderElementsOf(all.subList(0, 1_200));
  }
}
