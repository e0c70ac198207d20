package valise.files.metadata;

import static valise.files.db.generated.Tables.ITEM_METADATA;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.db.generated.tables.records.ItemMetadataRecord;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.items.Names;
import valise.files.items.PurgeListener;
import valise.platform.db.Tx;

/// SQL of metadata.
@Component
final class MetadataStore implements PurgeListener {

  @Override
  public void purged(Tx tx, Set<ItemId> items, Set<StreamId> streams) {
    tx.sql().deleteFrom(ITEM_METADATA).where(ITEM_METADATA.STREAM_ID.in(texts(streams))).execute();
  }

  List<Entry> of(DSLContext sql, Collection<StreamId> streams) {
    return sql.selectFrom(ITEM_METADATA)
        .where(ITEM_METADATA.STREAM_ID.in(texts(streams)))
        .orderBy(ITEM_METADATA.STREAM_ID, ITEM_METADATA.NAME_CI)
        .fetch(MetadataStore::entry);
  }

  List<Entry> byId(DSLContext sql, Collection<String> ids) {
    return sql.selectFrom(ITEM_METADATA)
        .where(ITEM_METADATA.ID.in(ids))
        .fetch(MetadataStore::entry);
  }

  Optional<Entry> named(DSLContext sql, StreamId stream, String name) {
    return sql.selectFrom(ITEM_METADATA)
        .where(ITEM_METADATA.STREAM_ID.eq(stream.value()))
        .and(ITEM_METADATA.NAME_CI.eq(Names.fold(name)))
        .fetchOptional(MetadataStore::entry);
  }

  int count(DSLContext sql, StreamId stream) {
    return sql.fetchCount(ITEM_METADATA, ITEM_METADATA.STREAM_ID.eq(stream.value()));
  }

  void insert(Tx tx, Entry entry) {
    tx.sql()
        .insertInto(ITEM_METADATA)
        .set(ITEM_METADATA.STREAM_ID, entry.stream().value())
        .set(ITEM_METADATA.NAME_CI, Names.fold(entry.name()))
        .set(ITEM_METADATA.ID, entry.id())
        .set(ITEM_METADATA.NAME, entry.name())
        .set(ITEM_METADATA.CONTENT, entry.content())
        .set(ITEM_METADATA.IS_PUBLIC, entry.isPublic())
        .execute();
  }

  void update(Tx tx, Entry entry) {
    tx.sql()
        .update(ITEM_METADATA)
        .set(ITEM_METADATA.NAME, entry.name())
        .set(ITEM_METADATA.CONTENT, entry.content())
        .set(ITEM_METADATA.IS_PUBLIC, entry.isPublic())
        .where(ITEM_METADATA.ID.eq(entry.id()))
        .execute();
  }

  void remove(Tx tx, Entry entry) {
    tx.sql().deleteFrom(ITEM_METADATA).where(ITEM_METADATA.ID.eq(entry.id())).execute();
  }

  private static Entry entry(ItemMetadataRecord row) {
    return new Entry(
        new StreamId(row.getStreamId()),
        row.getId(),
        row.getName(),
        row.getContent(),
        row.getIsPublic());
  }

  private static List<String> texts(Collection<StreamId> streams) {
    return streams.stream().map(StreamId::value).toList();
  }
}
