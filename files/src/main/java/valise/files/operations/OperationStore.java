package valise.files.operations;

import static org.jooq.impl.DSL.inline;
import static valise.files.db.generated.Tables.OPERATION;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import valise.files.db.generated.tables.records.OperationRecord;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// SQL of operations.
final class OperationStore {

  private static final Operation.State[] STATES = Operation.State.values();

  /// Created or scheduled.
  private static final Condition UNFINISHED = OPERATION.STATE.lt(inline(2));

  private OperationStore() {}

  private static Operation operation(OperationRecord row) {
    return new Operation(
        row.getId(),
        new AccountId(row.getAccountId()),
        new UserId(row.getUserId()),
        row.getKind(),
        STATES[row.getState()],
        new ItemId(row.getSourceId()),
        Optional.ofNullable(row.getTargetId()).map(ItemId::new),
        row.getBatchId(),
        row.getItemsTotal(),
        row.getItemsDone(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getUpdatedAt()));
  }

  static void insert(DSLContext sql, Operation operation) {
    sql.insertInto(OPERATION)
        .set(OPERATION.ID, operation.id())
        .set(OPERATION.ACCOUNT_ID, operation.account().value())
        .set(OPERATION.USER_ID, operation.user().value())
        .set(OPERATION.KIND, operation.kind())
        .set(OPERATION.STATE, operation.state().ordinal())
        .set(OPERATION.SOURCE_ID, operation.source().value())
        .set(OPERATION.TARGET_ID, operation.target().map(ItemId::value).orElse(null))
        .set(OPERATION.BATCH_ID, operation.batch())
        .set(OPERATION.ITEMS_TOTAL, operation.total())
        .set(OPERATION.ITEMS_DONE, operation.done())
        .set(OPERATION.CREATED_AT, operation.createdAt().toEpochMilli())
        .set(OPERATION.UPDATED_AT, operation.updatedAt().toEpochMilli())
        .execute();
  }

  /// Reports progress; false when the operation has ended, by whomever.
  static boolean advance(DSLContext sql, String id, long done, Instant now) {
    return sql.update(OPERATION)
            .set(OPERATION.ITEMS_DONE, done)
            .set(OPERATION.UPDATED_AT, now.toEpochMilli())
            .where(OPERATION.ID.eq(id))
            .and(UNFINISHED)
            .execute()
        > 0;
  }

  /// Ends operations that have not ended yet.
  static void end(DSLContext sql, Collection<String> ids, Operation.State state, Instant now) {
    sql.update(OPERATION)
        .set(OPERATION.STATE, state.ordinal())
        .set(OPERATION.UPDATED_AT, now.toEpochMilli())
        .where(OPERATION.ID.in(ids))
        .and(UNFINISHED)
        .execute();
  }

  static List<Operation> find(DSLContext sql, UserId user, Collection<String> ids) {
    return sql.selectFrom(OPERATION)
        .where(OPERATION.ID.in(ids))
        .and(OPERATION.USER_ID.eq(user.value()))
        .fetch(OperationStore::operation);
  }

  static List<Operation> batch(DSLContext sql, UserId user, String batch) {
    return sql.selectFrom(OPERATION)
        .where(OPERATION.BATCH_ID.eq(batch))
        .and(OPERATION.USER_ID.eq(user.value()))
        .orderBy(OPERATION.CREATED_AT, OPERATION.ID)
        .fetch(OperationStore::operation);
  }

  static List<Operation> unfinishedOn(DSLContext sql, UserId user, ItemId item) {
    return sql.selectFrom(OPERATION)
        .where(OPERATION.USER_ID.eq(user.value()))
        .and(UNFINISHED)
        .and(OPERATION.SOURCE_ID.eq(item.value()).or(OPERATION.TARGET_ID.eq(item.value())))
        .orderBy(OPERATION.CREATED_AT, OPERATION.ID)
        .fetch(OperationStore::operation);
  }

  /// Ends as failures those that have shown no progress since.
  static int failStalled(DSLContext sql, Instant since, Instant now) {
    return sql.update(OPERATION)
        .set(OPERATION.STATE, Operation.State.FAILURE.ordinal())
        .set(OPERATION.UPDATED_AT, now.toEpochMilli())
        .where(UNFINISHED)
        .and(OPERATION.UPDATED_AT.lt(since.toEpochMilli()))
        .execute();
  }

  static int forgetEnded(DSLContext sql, Instant before) {
    return sql.deleteFrom(OPERATION)
        .where(OPERATION.UPDATED_AT.lt(before.toEpochMilli()))
        .and(OPERATION.STATE.gt(inline(1)))
        .execute();
  }
}
