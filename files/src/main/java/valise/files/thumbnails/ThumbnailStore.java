package valise.files.thumbnails;

import static org.jooq.impl.DSL.inline;
import static valise.files.db.generated.Tables.THUMBNAIL;
import static valise.files.db.generated.Tables.THUMBNAIL_PICTURE;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import valise.platform.blob.BlobId;

/// SQL of the pictures.
final class ThumbnailStore {

  private static final Thumbnail.State[] STATES = Thumbnail.State.values();

  /// SQLite takes some thirty thousand values in one statement.
  private static final int BATCH = 1_000;

  private ThumbnailStore() {}

  static Optional<Thumbnail> find(DSLContext sql, BlobId source) {
    return sql.selectFrom(THUMBNAIL)
        .where(THUMBNAIL.SOURCE_BLOB.eq(source.value()))
        .fetchOptional(row ->
            new Thumbnail(
                source,
                STATES[row.getState()],
                row.getRenders(),
                row.getPages(),
                Instant.ofEpochMilli(row.getChangedAt())));
  }

  /// False when there was a row already.
  static boolean add(DSLContext sql, BlobId source, Instant now) {
    return sql.insertInto(THUMBNAIL)
            .set(THUMBNAIL.SOURCE_BLOB, source.value())
            .set(THUMBNAIL.STATE, Thumbnail.State.WANTED.ordinal())
            .set(THUMBNAIL.RENDERS, 0)
            .set(THUMBNAIL.PAGES, 0)
            .set(THUMBNAIL.CHANGED_AT, now.toEpochMilli())
            .onConflictDoNothing()
            .execute()
        > 0;
  }

  static void become(
      DSLContext sql, BlobId source, Thumbnail.State state, int renders, Instant now) {
    sql.update(THUMBNAIL)
        .set(THUMBNAIL.STATE, state.ordinal())
        .set(THUMBNAIL.RENDERS, renders)
        .set(THUMBNAIL.CHANGED_AT, now.toEpochMilli())
        .where(THUMBNAIL.SOURCE_BLOB.eq(source.value()))
        .execute();
  }

  static void hasPages(DSLContext sql, BlobId source, int pages) {
    sql.update(THUMBNAIL)
        .set(THUMBNAIL.PAGES, pages)
        .where(THUMBNAIL.SOURCE_BLOB.eq(source.value()))
        .execute();
  }

  static void addPicture(
      DSLContext sql, BlobId source, PictureSize size, Thumbnail.Picture picture) {
    sql.insertInto(THUMBNAIL_PICTURE)
        .set(THUMBNAIL_PICTURE.SOURCE_BLOB, source.value())
        .set(THUMBNAIL_PICTURE.SIZE_PX, size.pixels())
        .set(THUMBNAIL_PICTURE.BLOB_ID, picture.blob().value())
        .set(THUMBNAIL_PICTURE.SIZE, picture.size())
        .set(THUMBNAIL_PICTURE.MEDIA_TYPE, picture.mediaType())
        .execute();
  }

  static Optional<Thumbnail.Picture> picture(DSLContext sql, BlobId source, PictureSize size) {
    return sql.selectFrom(THUMBNAIL_PICTURE)
        .where(THUMBNAIL_PICTURE.SOURCE_BLOB.eq(source.value()))
        .and(THUMBNAIL_PICTURE.SIZE_PX.eq(size.pixels()))
        .fetchOptional(row ->
            new Thumbnail.Picture(new BlobId(row.getBlobId()), row.getSize(), row.getMediaType()));
  }

  /// The states of those of `sources` that have one.
  static Map<BlobId, Thumbnail.State> states(DSLContext sql, Collection<BlobId> sources) {
    Map<BlobId, Thumbnail.State> states = new HashMap<>();
    List<String> ids = sources.stream().map(BlobId::value).distinct().toList();
    for (int at = 0; at < ids.size(); at += BATCH) {
      sql.select(THUMBNAIL.SOURCE_BLOB, THUMBNAIL.STATE)
          .from(THUMBNAIL)
          .where(THUMBNAIL.SOURCE_BLOB.in(ids.subList(at, Math.min(ids.size(), at + BATCH))))
          .forEach(row -> states.put(new BlobId(row.value1()), STATES[row.value2()]));
    }
    return states;
  }

  /// Whether at least so many are wanted.
  static boolean isFull(DSLContext sql, int most) {
    return sql.fetchExists(
        sql.selectOne()
            .from(THUMBNAIL)
            .where(THUMBNAIL.STATE.eq(inline(0)))
            .limit(inline(1))
            .offset(most - 1));
  }

  /// Those of `blobs` that are pictures.
  static Set<BlobId> pictures(DSLContext sql, Set<BlobId> blobs) {
    return new HashSet<>(
        sql.select(THUMBNAIL_PICTURE.BLOB_ID)
            .from(THUMBNAIL_PICTURE)
            .where(THUMBNAIL_PICTURE.BLOB_ID.in(blobs.stream().map(BlobId::value).toList()))
            .fetch(row -> new BlobId(row.value1())));
  }

  /// The next `most` sources after one, in their order.
  static List<BlobId> sources(DSLContext sql, String after, int most) {
    return sql.select(THUMBNAIL.SOURCE_BLOB)
        .from(THUMBNAIL)
        .where(THUMBNAIL.SOURCE_BLOB.gt(after))
        .orderBy(THUMBNAIL.SOURCE_BLOB)
        .limit(most)
        .fetch(row -> new BlobId(row.value1()));
  }

  /// Forgets these sources and their pictures, and says which blobs nobody names now.
  static List<BlobId> remove(DSLContext sql, Collection<BlobId> sources) {
    List<String> ids = sources.stream().map(BlobId::value).toList();
    List<BlobId> pictures =
        sql.select(THUMBNAIL_PICTURE.BLOB_ID)
            .from(THUMBNAIL_PICTURE)
            .where(THUMBNAIL_PICTURE.SOURCE_BLOB.in(ids))
            .fetch(row -> new BlobId(row.value1()));
    sql.deleteFrom(THUMBNAIL_PICTURE).where(THUMBNAIL_PICTURE.SOURCE_BLOB.in(ids)).execute();
    sql.deleteFrom(THUMBNAIL).where(THUMBNAIL.SOURCE_BLOB.in(ids)).execute();
    return pictures;
  }
}
