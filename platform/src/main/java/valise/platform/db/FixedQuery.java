package valise.platform.db;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;

/// A query whose text never changes, only its values. jOOQ makes the text anew for each run, and
/// for a query of many columns over a primary key that takes longer than SQLite takes to answer it.
/// This keeps the text, one for each dialect, and is meant for what every request asks.
///
/// The values are the query's bound parameters in the order in which they stand in the text; none
/// may be null. A list of values has no fixed text, and so no place here.
public final class FixedQuery<R extends Record> {

  private final Select<R> query;
  private final Function<ResultQuery<Record>, ResultQuery<R>> typed;
  private final int values;
  private final Map<SQLDialect, String> texts = new ConcurrentHashMap<>();

  private FixedQuery(Select<R> query, Function<ResultQuery<Record>, ResultQuery<R>> typed) {
    this.query = query;
    this.typed = typed;
    this.values = query.getBindValues().size();
  }

  /// A query for whole rows of a table.
  public static <R extends Record> FixedQuery<R> rowsOf(Table<R> table, Select<R> query) {
    return new FixedQuery<>(query, text -> text.coerce(table));
  }

  /// A query for some columns.
  public static FixedQuery<Record> of(Select<? extends Record> query) {
    @SuppressWarnings("unchecked") // Read as plain records, which every record is.
    Select<Record> plain = (Select<Record>) query;
    var columns = query.getSelect();
    return new FixedQuery<>(plain, text -> text.coerce(columns));
  }

  /// The query with these values, ready to be fetched.
  ///
  /// @throws IllegalArgumentException when there are not as many as the query has parameters
  public ResultQuery<R> with(DSLContext sql, Object... bound) {
    if (bound.length != values) {
      throw new IllegalArgumentException(
          "The query takes " + values + " values, not " + bound.length);
    }
    String text = texts.computeIfAbsent(sql.dialect(), dialect -> sql.render(query));
    return typed.apply(sql.resultQuery(text, bound));
  }
}
