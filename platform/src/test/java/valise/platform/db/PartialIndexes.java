package valise.platform.db;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.Select;
import org.jooq.conf.ParamType;

/// Whether SQLite uses indexes that hold a part of a table. It does so only for queries that say
/// the index's condition in the same words: `flag = 1` is not `flag = true`, and a parameter says
/// nothing.
public final class PartialIndexes {

  private PartialIndexes() {}

  /// The partial indexes of a database, but for those of what is not null, which every comparison
  /// implies.
  public static Set<String> of(Database database) {
    return database.read(sql ->
        sql.resultQuery(
                """
                select name from sqlite_master
                where type = 'index' and sql like '% where %'
                  and not (sql like '%is not null' and sql not like '% where % and %')
                """)
            .fetchSet(0, String.class));
  }

  /// What of `queries`, by the index that each is for, is answered otherwise, and how.
  public static Map<String, String> unused(Database database, Map<String, Select<?>> queries) {
    Map<String, String> unused = new TreeMap<>();
    queries.forEach((index, query) -> {
      String plan =
          database.read(sql -> {
            String text = sql.renderContext().paramType(ParamType.INDEXED).visit(query).render();
            Object[] values = query.getBindValues().toArray();
            return text
                + "\n"
                + String.join(
                    "\n",
                    sql.resultQuery("explain query plan " + text, values)
                        .fetch("detail", String.class));
          });
      if (!plan.matches("(?s).*INDEX " + index + "\\b.*")) {
        unused.put(index, plan);
      }
    });
    return unused;
  }
}
