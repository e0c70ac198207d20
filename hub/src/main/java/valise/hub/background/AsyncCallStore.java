package valise.hub.background;

import static valise.hub.db.generated.Tables.ASYNC_CALL;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.hub.db.generated.tables.records.AsyncCallRecord;
import valise.hub.ids.InstanceId;
import valise.platform.db.Tx;
import valise.platform.secrets.Sealing;

/// The table of calls, and the sealing of what is secret about them.
final class AsyncCallStore {

  private final Sealing sealing;

  AsyncCallStore(Sealing sealing) {
    this.sealing = sealing;
  }

  private static String place(long id, String what) {
    return "async/" + id + "/" + what;
  }

  void insert(Tx tx, AsyncCall call, Instant now) {
    tx.sql()
        .insertInto(ASYNC_CALL)
        .set(ASYNC_CALL.ID, call.id())
        .set(ASYNC_CALL.INSTANCE_ID, call.instance().value())
        .set(ASYNC_CALL.METHOD, call.method())
        .set(ASYNC_CALL.TARGET, call.target())
        .set(
            ASYNC_CALL.BODY_SEALED,
            call.body().map(it -> sealing.sealText(it, place(call.id(), "body"))).orElse(null))
        .set(
            ASYNC_CALL.AUTHORIZATION_SEALED,
            sealing.sealText(call.authorization(), place(call.id(), "authorization")))
        .set(ASYNC_CALL.CALLBACK, call.callback().toString())
        .set(ASYNC_CALL.CREATED_AT, now.toEpochMilli())
        .set(ASYNC_CALL.BEGAN, false)
        .execute();
  }

  int waiting(DSLContext sql, InstanceId instance) {
    return sql.fetchCount(ASYNC_CALL, ASYNC_CALL.INSTANCE_ID.eq(instance.value()));
  }

  Optional<AsyncCall> find(DSLContext sql, long id) {
    return sql.selectFrom(ASYNC_CALL).where(ASYNC_CALL.ID.eq(id)).fetchOptional(this::call);
  }

  private AsyncCall call(AsyncCallRecord row) {
    return new AsyncCall(
        row.getId(),
        new InstanceId(row.getInstanceId()),
        row.getMethod(),
        row.getTarget(),
        Optional.ofNullable(row.getBodySealed())
            .map(sealed -> sealing.openText(sealed, place(row.getId(), "body"))),
        sealing.openText(row.getAuthorizationSealed(), place(row.getId(), "authorization")),
        URI.create(row.getCallback()),
        row.getBegan(),
        Optional.ofNullable(row.getAnswer())
            .map(answer -> new AsyncCall.Result(row.getStatus(), answer)));
  }

  void begin(Tx tx, long id) {
    tx.sql().update(ASYNC_CALL).set(ASYNC_CALL.BEGAN, true).where(ASYNC_CALL.ID.eq(id)).execute();
  }

  void answer(Tx tx, long id, AsyncCall.Result result) {
    tx.sql()
        .update(ASYNC_CALL)
        .set(ASYNC_CALL.STATUS, result.status())
        .set(ASYNC_CALL.ANSWER, result.answer())
        .where(ASYNC_CALL.ID.eq(id))
        .execute();
  }

  void remove(Tx tx, long id) {
    tx.sql().deleteFrom(ASYNC_CALL).where(ASYNC_CALL.ID.eq(id)).execute();
  }

  void removeOf(Tx tx, InstanceId instance) {
    tx.sql().deleteFrom(ASYNC_CALL).where(ASYNC_CALL.INSTANCE_ID.eq(instance.value())).execute();
  }

  int removeBefore(Tx tx, Instant then) {
    return tx.sql()
        .deleteFrom(ASYNC_CALL)
        .where(ASYNC_CALL.CREATED_AT.lt(then.toEpochMilli()))
        .execute();
  }
}
