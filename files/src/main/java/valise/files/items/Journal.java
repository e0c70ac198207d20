package valise.files.items;

import static valise.files.db.generated.Tables.JOURNAL;
import static valise.files.db.generated.Tables.TREE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// What happened in an account's tree, in order, append-only. One row per change, written in the
/// change's own transaction; `seq` has no gaps and follows the order of commits.
@Component
public final class Journal {

  /// The outbox topic under which each row is announced; the payload is `{"seq":N}`.
  public static final String TOPIC = "files.item";

  /// What was done.
  public enum Operation {
    ADD,
    ADD_VERSION,
    COPY,
    RENAME,
    MOVE,
    EDIT,
    DELETE,
    DELETE_VERSION,
    RESTORE,
    PURGE
  }

  /// One row.
  ///
  /// @param parent where the item lies after the change; its former folder if it was deleted
  /// @param detail what the operation alone does not tell: the former parent or name, the id that
  ///   was copied, `expired` when retention deleted it; as text
  public record Row(
      AccountId account,
      long seq,
      Instant at,
      UserId actor,
      Operation operation,
      ItemId item,
      StreamId stream,
      Item.Kind kind,
      ItemId parent,
      String name,
      Optional<String> detail) {}

  private final Announcer announcer;

  Journal(Announcer announcer) {
    this.announcer = announcer;
  }

  /// Puts an entry into the outbox; a seam so that this package needs no more of it.
  @FunctionalInterface
  public interface Announcer {
    void announce(Tx tx, AccountId account, String topic, String payload);
  }

  /// Holds the account's tree until the transaction ends. The first statement of every change:
  /// changes of one account are serial, so no two can deadlock or count wrong.
  void hold(Tx tx, AccountId account) {
    tx.lock(TREE, TREE.ACCOUNT_ID.eq(account.value()));
  }

  void write(Tx tx, Instant at, UserId actor, Operation operation, Item item, String detail) {
    long seq =
        tx.sql()
            .update(TREE)
            .set(TREE.JOURNAL_SEQ, TREE.JOURNAL_SEQ.plus(1))
            .where(TREE.ACCOUNT_ID.eq(item.account().value()))
            .returningResult(TREE.JOURNAL_SEQ)
            .fetchSingle()
            .value1();
    tx.sql()
        .insertInto(JOURNAL)
        .set(JOURNAL.ACCOUNT_ID, item.account().value())
        .set(JOURNAL.SEQ, seq)
        .set(JOURNAL.AT, at.toEpochMilli())
        .set(JOURNAL.ACTOR_ID, actor.value())
        .set(JOURNAL.OPERATION, operation.name())
        .set(JOURNAL.ITEM_ID, item.id().value())
        .set(JOURNAL.STREAM_ID, item.stream().value())
        .set(JOURNAL.KIND, item.kind().ordinal())
        .set(JOURNAL.PARENT_ID, item.parent().map(ItemId::value).orElse(""))
        .set(JOURNAL.NAME, item.name())
        .set(JOURNAL.DETAIL, detail.isEmpty() ? null : detail)
        .execute();
    announcer.announce(tx, item.account(), TOPIC, "{\"seq\":" + seq + "}");
  }

  /// Rows after `seq`, oldest first.
  public List<Row> after(DSLContext sql, AccountId account, long seq, int limit) {
    return sql.selectFrom(JOURNAL)
        .where(JOURNAL.ACCOUNT_ID.eq(account.value()))
        .and(JOURNAL.SEQ.gt(seq))
        .orderBy(JOURNAL.SEQ)
        .limit(limit)
        .fetch(row ->
            new Row(
                account,
                row.getSeq(),
                Instant.ofEpochMilli(row.getAt()),
                new UserId(row.getActorId()),
                Operation.valueOf(row.getOperation()),
                new ItemId(row.getItemId()),
                new StreamId(row.getStreamId()),
                Item.Kind.values()[row.getKind()],
                new ItemId(row.getParentId().isEmpty() ? account.value() : row.getParentId()),
                row.getName(),
                Optional.ofNullable(row.getDetail())));
  }
}
