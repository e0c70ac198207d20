package valise.files.shares;

import static valise.files.db.generated.Tables.SHARE_DELIVERY;
import static valise.files.db.generated.Tables.SHARE_TRANSFER;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.files.db.generated.tables.records.ShareDeliveryRecord;
import valise.files.ids.AliasId;
import valise.platform.db.Tx;

/// SQL of deliveries and of the answers they are made of.
final class DeliveryStore {

  private DeliveryStore() {}

  /// A delivery that is not whole yet.
  ///
  /// @param content the tag of the bytes
  /// @param length bytes
  record Started(
      String id,
      AliasId alias,
      String content,
      long length,
      List<String> things,
      Ranges received,
      boolean finished) {

    Started {
      things = List.copyOf(things);
    }
  }

  /// An answer under way.
  record Transfer(String id, String delivery, Ranges ranges, Instant heldUntil) {}

  static void insert(Tx tx, Started delivery, Instant now) {
    tx.sql()
        .insertInto(SHARE_DELIVERY)
        .set(SHARE_DELIVERY.ID, delivery.id())
        .set(SHARE_DELIVERY.ALIAS_ID, delivery.alias().value())
        .set(SHARE_DELIVERY.CONTENT, delivery.content())
        .set(SHARE_DELIVERY.LENGTH, delivery.length())
        .set(SHARE_DELIVERY.THINGS, String.join("\n", delivery.things()))
        .set(SHARE_DELIVERY.RECEIVED, delivery.received().text())
        .set(SHARE_DELIVERY.STARTED_AT, now.toEpochMilli())
        .execute();
  }

  /// The deliveries to a recipient that are not whole yet, the oldest first.
  static List<Started> unfinished(DSLContext sql, AliasId alias) {
    return sql.selectFrom(SHARE_DELIVERY)
        .where(SHARE_DELIVERY.ALIAS_ID.eq(alias.value()))
        .and(SHARE_DELIVERY.FINISHED_AT.isNull())
        .orderBy(SHARE_DELIVERY.STARTED_AT, SHARE_DELIVERY.ID)
        .fetch(DeliveryStore::started);
  }

  static Optional<Started> find(DSLContext sql, String id) {
    return sql.selectFrom(SHARE_DELIVERY)
        .where(SHARE_DELIVERY.ID.eq(id))
        .fetchOptional(DeliveryStore::started);
  }

  static void receive(Tx tx, String id, Ranges received) {
    tx.sql()
        .update(SHARE_DELIVERY)
        .set(SHARE_DELIVERY.RECEIVED, received.text())
        .where(SHARE_DELIVERY.ID.eq(id))
        .execute();
  }

  static void finish(Tx tx, String id, Instant now) {
    tx.sql()
        .update(SHARE_DELIVERY)
        .set(SHARE_DELIVERY.FINISHED_AT, now.toEpochMilli())
        .where(SHARE_DELIVERY.ID.eq(id))
        .execute();
  }

  static void insert(Tx tx, AliasId alias, Transfer transfer) {
    tx.sql()
        .insertInto(SHARE_TRANSFER)
        .set(SHARE_TRANSFER.ID, transfer.id())
        .set(SHARE_TRANSFER.DELIVERY_ID, transfer.delivery())
        .set(SHARE_TRANSFER.ALIAS_ID, alias.value())
        .set(SHARE_TRANSFER.RANGES, transfer.ranges().text())
        .set(SHARE_TRANSFER.HELD_UNTIL, transfer.heldUntil().toEpochMilli())
        .execute();
  }

  /// Answers to a recipient that are under way, as far as anybody knows.
  static List<Transfer> underWay(DSLContext sql, AliasId alias, Instant now) {
    return sql.selectFrom(SHARE_TRANSFER)
        .where(SHARE_TRANSFER.ALIAS_ID.eq(alias.value()))
        .and(SHARE_TRANSFER.HELD_UNTIL.gt(now.toEpochMilli()))
        .fetch(row ->
            new Transfer(
                row.getId(),
                row.getDeliveryId(),
                Ranges.parse(row.getRanges()),
                Instant.ofEpochMilli(row.getHeldUntil())));
  }

  static void hold(Tx tx, String transfer, Instant until) {
    tx.sql()
        .update(SHARE_TRANSFER)
        .set(SHARE_TRANSFER.HELD_UNTIL, until.toEpochMilli())
        .where(SHARE_TRANSFER.ID.eq(transfer))
        .execute();
  }

  static void remove(Tx tx, String transfer) {
    tx.sql().deleteFrom(SHARE_TRANSFER).where(SHARE_TRANSFER.ID.eq(transfer)).execute();
  }

  /// Forgets answers that nobody ended, and deliveries begun before `before` that never became
  /// whole; returns how many rows.
  static int sweep(Tx tx, Instant now, Instant before) {
    int transfers =
        tx.sql()
            .deleteFrom(SHARE_TRANSFER)
            .where(SHARE_TRANSFER.HELD_UNTIL.le(now.toEpochMilli()))
            .execute();
    int deliveries =
        tx.sql()
            .deleteFrom(SHARE_DELIVERY)
            .where(SHARE_DELIVERY.FINISHED_AT.isNull())
            .and(SHARE_DELIVERY.STARTED_AT.lt(before.toEpochMilli()))
            .execute();
    return transfers + deliveries;
  }

  private static Started started(ShareDeliveryRecord row) {
    return new Started(
        row.getId(),
        new AliasId(row.getAliasId()),
        row.getContent(),
        row.getLength(),
        Arrays.asList(row.getThings().split("\n")),
        Ranges.parse(row.getReceived()),
        row.getFinishedAt() != null);
  }
}
