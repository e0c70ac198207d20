package valise.hub.intake;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.param;
import static valise.hub.db.generated.Tables.LEDGER;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import valise.hub.db.generated.tables.records.LedgerRecord;
import valise.hub.ids.InstanceId;
import valise.platform.db.FixedQuery;
import valise.platform.db.Tx;

/// The table of what is known.
final class LedgerStore {

  private static final int MOST_KEYS = 400;
  private static final int MAX_KEY = 512;
  private static final int MAX_PLACE = 500;
  private static final int DIGEST = 24;

  private static final FixedQuery<Record> MARK =
      FixedQuery.of(
          DSL.select(LEDGER.MARK)
              .from(LEDGER)
              .where(
                  LEDGER.INSTANCE_ID.eq(param("instance", 0L)),
                  LEDGER.RESOURCE.eq(param("resource", "")),
                  LEDGER.OBJECT_KEY.eq(param("key", ""))));

  /// A key as it is kept: an endless one by its digest.
  static String key(String key) {
    return key.length() <= MAX_KEY ? key : "sha256:" + Fingerprint.digest(key, DIGEST);
  }

  static String place(String place) {
    return place.length() <= MAX_PLACE
        ? place
        : place.substring(0, MAX_PLACE - 50) + "#" + Fingerprint.digest(place, DIGEST);
  }

  private static Condition in(InstanceId instance, String resource) {
    return LEDGER.INSTANCE_ID.eq(instance.value()).and(LEDGER.RESOURCE.eq(resource));
  }

  Optional<String> mark(DSLContext sql, InstanceId instance, String resource, String key) {
    return MARK.with(sql, instance.value(), resource, key(key))
        .fetchOptional(LEDGER.MARK)
        .filter(mark -> !mark.isEmpty());
  }

  List<LedgerRow> load(
      DSLContext sql, InstanceId instance, String resource, Collection<String> keys) {
    List<LedgerRow> rows = new ArrayList<>();
    List<String> all = keys.stream().map(LedgerStore::key).distinct().toList();
    for (int from = 0; from < all.size(); from += MOST_KEYS) {
      List<String> some = all.subList(from, Math.min(all.size(), from + MOST_KEYS));
      rows.addAll(list(sql, in(instance, resource).and(LEDGER.OBJECT_KEY.in(some))));
    }
    return rows;
  }

  /// The objects that are at a place.
  List<LedgerRow> at(DSLContext sql, InstanceId instance, String resource, String place) {
    return list(
        sql,
        in(instance, resource)
            .and(LEDGER.PLACE.eq(place(place)))
            .and(LEDGER.LIVE.eq(inline(true))));
  }

  /// The objects that are at a path or below.
  List<LedgerRow> below(DSLContext sql, InstanceId instance, String resource, String path) {
    // What begins with a slash behind the path: '0' is the character after the slash.
    String place = place(path);
    return list(
        sql,
        in(instance, resource)
            .and(
                LEDGER
                    .PLACE
                    .eq(place)
                    .or(LEDGER.PLACE.gt(place + "/").and(LEDGER.PLACE.lt(place + "0"))))
            .and(LEDGER.LIVE.eq(inline(true))));
  }

  /// The objects that the sweep of this epoch did not meet.
  List<LedgerRow> unmet(
      DSLContext sql, InstanceId instance, String resource, long epoch, String after, int max) {
    return sql.selectFrom(LEDGER)
        .where(
            in(instance, resource),
            LEDGER.EPOCH.lt(epoch),
            LEDGER.OBJECT_KEY.gt(after),
            LEDGER.LIVE.eq(inline(true)))
        .orderBy(LEDGER.OBJECT_KEY)
        .limit(max)
        .fetch(LedgerStore::row);
  }

  private static List<LedgerRow> list(DSLContext sql, Condition where) {
    return sql.selectFrom(LEDGER).where(where).orderBy(LEDGER.OBJECT_KEY).fetch(LedgerStore::row);
  }

  void save(Tx tx, InstanceId instance, String resource, Collection<LedgerRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    BatchBindStep batch =
        tx.sql()
            .batch(
                tx.sql()
                    .insertInto(
                        LEDGER,
                        LEDGER.INSTANCE_ID,
                        LEDGER.RESOURCE,
                        LEDGER.OBJECT_KEY,
                        LEDGER.WIRE_ID,
                        LEDGER.PLACE,
                        LEDGER.FOLDER,
                        LEDGER.LIVE,
                        LEDGER.PRINT,
                        LEDGER.VERSION_ORDER,
                        LEDGER.REVISION,
                        LEDGER.EPOCH,
                        LEDGER.MARK)
                    .values(0L, "", "", "", "", false, false, "", 0L, 0L, 0L, "")
                    .onConflict(LEDGER.INSTANCE_ID, LEDGER.RESOURCE, LEDGER.OBJECT_KEY)
                    .doUpdate()
                    .setAllToExcluded());
    for (LedgerRow row : rows) {
      batch =
          batch.bind(
              instance.value(),
              resource,
              row.key(),
              row.id().equals(row.key()) ? "" : row.id(),
              row.place(),
              row.folder(),
              row.live(),
              row.print(),
              row.order().isPresent() ? row.order().getAsLong() : null,
              row.revision(),
              row.epoch(),
              row.mark());
    }
    batch.execute();
  }

  void forget(Tx tx, InstanceId instance) {
    tx.sql().deleteFrom(LEDGER).where(LEDGER.INSTANCE_ID.eq(instance.value())).execute();
  }

  private static LedgerRow row(LedgerRecord row) {
    Long order = row.getVersionOrder();
    return new LedgerRow(
        row.getObjectKey(),
        row.getWireId().isEmpty() ? row.getObjectKey() : row.getWireId(),
        row.getPlace(),
        row.getFolder(),
        row.getLive(),
        row.getPrint(),
        order == null ? OptionalLong.empty() : OptionalLong.of(Objects.requireNonNull(order)),
        row.getRevision(),
        row.getEpoch(),
        row.getMark());
  }
}
