package valise.hub.intake;

import static valise.hub.db.generated.Tables.DOOR;

import java.util.Optional;
import org.jooq.DSLContext;
import valise.hub.ids.InstanceId;
import valise.platform.db.Tx;

/// The table of secrets in addresses.
final class DoorStore {

  Optional<String> hash(DSLContext sql, InstanceId instance) {
    return sql.select(DOOR.SECRET_HASH)
        .from(DOOR)
        .where(DOOR.INSTANCE_ID.eq(instance.value()))
        .fetchOptional(DOOR.SECRET_HASH);
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
  }
}
