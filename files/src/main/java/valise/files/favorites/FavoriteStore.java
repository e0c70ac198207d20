package valise.files.favorites;

import static valise.files.db.generated.Tables.FAVORITE;
import static valise.files.db.generated.Tables.FAVORITE_HOLDER;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.db.generated.tables.records.FavoriteRecord;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.files.items.FavoriteStreams;
import valise.files.items.Names;
import valise.files.items.PurgeListener;
import valise.platform.db.Tx;

/// SQL of favorites, and what the tree needs of them.
@Component
final class FavoriteStore implements FavoriteStreams, PurgeListener {

  @Override
  public List<StreamId> of(DSLContext sql, UserId user) {
    return all(sql, user).stream().map(Favorite::stream).toList();
  }

  @Override
  public void purged(Tx tx, Set<ItemId> items, Set<StreamId> streams) {
    tx.sql().deleteFrom(FAVORITE).where(FAVORITE.STREAM_ID.in(texts(streams))).execute();
  }

  /// Holds a user's favorites until the transaction ends: aliases and positions are chosen by
  /// looking at all of them.
  void hold(Tx tx, UserId user) {
    tx.sql()
        .insertInto(FAVORITE_HOLDER)
        .set(FAVORITE_HOLDER.USER_ID, user.value())
        .onConflictDoNothing()
        .execute();
    tx.lock(FAVORITE_HOLDER, FAVORITE_HOLDER.USER_ID.eq(user.value()));
  }

  List<Favorite> all(DSLContext sql, UserId user) {
    return sql.selectFrom(FAVORITE)
        .where(FAVORITE.USER_ID.eq(user.value()))
        .orderBy(FAVORITE.PLACE)
        .fetch(FavoriteStore::favorite);
  }

  private static Favorite favorite(FavoriteRecord row) {
    return new Favorite(
        new UserId(row.getUserId()),
        new StreamId(row.getStreamId()),
        row.getFolder(),
        row.getAlias(),
        row.getPlace(),
        Instant.ofEpochMilli(row.getCreatedAt()));
  }

  void insert(Tx tx, Favorite favorite) {
    tx.sql()
        .insertInto(FAVORITE)
        .set(FAVORITE.USER_ID, favorite.user().value())
        .set(FAVORITE.STREAM_ID, favorite.stream().value())
        .set(FAVORITE.FOLDER, favorite.folder())
        .set(FAVORITE.ALIAS, favorite.alias())
        .set(FAVORITE.ALIAS_CI, Names.fold(favorite.alias()))
        .set(FAVORITE.PLACE, favorite.position())
        .set(FAVORITE.CREATED_AT, favorite.createdAt().toEpochMilli())
        .execute();
  }

  void remove(Tx tx, UserId user, Collection<StreamId> streams) {
    tx.sql()
        .deleteFrom(FAVORITE)
        .where(FAVORITE.USER_ID.eq(user.value()))
        .and(FAVORITE.STREAM_ID.in(texts(streams)))
        .execute();
  }

  private static List<String> texts(Collection<StreamId> streams) {
    return streams.stream().map(StreamId::value).toList();
  }
}
