package valise.hub.intake;

import static valise.hub.db.generated.Tables.DOOR;
import static valise.hub.db.generated.Tables.DOOR_MARK;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.hub.ids.InstanceId;
import valise.platform.db.Tx;

/// The tables of secrets in addresses, and of marks.
final class DoorStore {

  /// The instance whose address has the secret of that hash.
  Optional<InstanceId> holder(DSLContext sql, String hash) {
    return sql.select(DOOR.INSTANCE_ID)
        .from(DOOR)
        .where(DOOR.SECRET_HASH.eq(hash))
        .limit(1)
        .fetchOptional(DOOR.INSTANCE_ID)
        .map(InstanceId::new);
  }

  void put(Tx tx, InstanceId instance, String hash) {
    tx.sql()
        .insertInto(DOOR)
        .set(DOOR.INSTANCE_ID, instance.value())
        .set(DOOR.SECRET_HASH, hash)
        .onConflict(DOOR.INSTANCE_ID)
        .doUpdate()
        .set(DOOR.SECRET_HASH, hash)
        .execute();
  }

  void remove(Tx tx, InstanceId instance) {
    tx.sql().deleteFrom(DOOR).where(DOOR.INSTANCE_ID.eq(instance.value())).execute();
    unmark(tx, instance);
  }

  /// The instances that calls with any of these marks are for.
  List<InstanceId> marked(DSLContext sql, Collection<String> marks, int most) {
    return marks.isEmpty()
        ? List.of()
        : sql.select(DOOR_MARK.INSTANCE_ID)
            .from(DOOR_MARK)
            .where(DOOR_MARK.MARK.in(marks))
            .limit(most)
            .fetch(row -> new InstanceId(Objects.requireNonNull(row.get(DOOR_MARK.INSTANCE_ID))));
  }

  void mark(Tx tx, InstanceId instance, String mark) {
    tx.sql()
        .insertInto(DOOR_MARK)
        .set(DOOR_MARK.INSTANCE_ID, instance.value())
        .set(DOOR_MARK.MARK, mark)
        .onConflict(DOOR_MARK.INSTANCE_ID)
        .doUpdate()
        .set(DOOR_MARK.MARK, mark)
        .execute();
  }

  void unmark(Tx tx, InstanceId instance) {
    tx.sql().deleteFrom(DOOR_MARK).where(DOOR_MARK.INSTANCE_ID.eq(instance.value())).execute();
  }
}
