package valise.files.items;

import static org.jooq.impl.DSL.case_;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static valise.files.db.generated.Tables.ITEM;
import static valise.files.db.generated.Tables.JOURNAL;
import static valise.files.db.generated.Tables.TREE;

import java.math.BigDecimal;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import valise.files.db.generated.tables.Item;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;

/// SQL of the checks.
final class CheckStore {

  private CheckStore() {}

  /// A folder whose totals are not those of what lies in it.
  record Totals(
      ItemId folder,
      long files,
      long bytes,
      long date,
      long realFiles,
      long realBytes,
      long newest) {}

  /// The folders whose totals or date disagree with their live children, out of a run of folders by
  /// id. One statement, so one moment.
  static List<Totals> wrongTotals(DSLContext sql, String after, String to) {
    Item child = ITEM.as("child");
    Field<BigDecimal> files =
        coalesce(
            sum(case_().when(child.KIND.eq(inline(1)), inline(1L)).else_(child.FILE_COUNT)),
            inline(BigDecimal.ZERO));
    Field<BigDecimal> bytes = coalesce(sum(child.SIZE), inline(BigDecimal.ZERO));
    Field<Long> newest = coalesce(max(child.PROGENY_EDIT_AT), inline(0L));
    return sql.select(
            ITEM.ID, ITEM.FILE_COUNT, ITEM.SIZE, ITEM.PROGENY_EDIT_AT, files, bytes, newest)
        .from(ITEM)
        .leftJoin(child)
        .on(child.PARENT_ID.eq(ITEM.ID).and(child.STATE.eq(inline(0))))
        .where(ITEM.KIND.eq(inline(0)))
        .and(ITEM.STATE.in(inline(0), inline(2)))
        .and(ITEM.ID.gt(after))
        .and(ITEM.ID.le(to))
        .groupBy(ITEM.ID, ITEM.FILE_COUNT, ITEM.SIZE, ITEM.PROGENY_EDIT_AT)
        .having(ITEM.FILE_COUNT.cast(BigDecimal.class).ne(files))
        .or(ITEM.SIZE.cast(BigDecimal.class).ne(bytes))
        .or(ITEM.PROGENY_EDIT_AT.lt(newest))
        .fetch(row ->
            new Totals(
                new ItemId(row.value1()),
                row.value2(),
                row.value3(),
                row.value4(),
                row.value5().longValue(),
                row.value6().longValue(),
                row.value7()));
  }

  /// Rows in the order of their ids.
  static List<valise.files.items.Item> after(DSLContext sql, String after, int limit) {
    return sql.selectFrom(ITEM)
        .where(ITEM.ID.gt(after))
        .orderBy(ITEM.ID)
        .limit(limit)
        .fetch(ItemStore::item);
  }

  /// Counters of one account.
  ///
  /// @param rows rows of the journal
  /// @param last the highest number among them
  record Counters(long stored, long seq, long rows, long last) {}

  static Counters counters(DSLContext sql, AccountId account) {
    Field<Integer> rows = DSL.field(name("n"), Integer.class);
    var journal =
        sql.select(count().as(rows), coalesce(max(JOURNAL.SEQ), inline(0L)).as("last"))
            .from(JOURNAL)
            .where(JOURNAL.ACCOUNT_ID.eq(account.value()))
            .fetchSingle();
    var tree =
        sql.select(TREE.STORED_BYTES, TREE.JOURNAL_SEQ)
            .from(TREE)
            .where(TREE.ACCOUNT_ID.eq(account.value()))
            .fetchSingle();
    return new Counters(tree.value1(), tree.value2(), journal.value1(), journal.value2());
  }
}
