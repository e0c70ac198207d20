package valise.files.items;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static valise.files.db.generated.Tables.ITEM;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.impl.DSL;
import valise.files.ids.ItemId;
import valise.platform.db.FixedQuery;

/// The SQL that climbs from items to their root.
final class Chains {

  /// No tree is deeper; a loop in the data would otherwise never end.
  static final int MAX_DEPTH = 100;

  private static final Field<String> START = column("start_id", String.class);
  private static final Field<String> ID = column("id", String.class);
  private static final Field<String> PARENT_ID = column("parent_id", String.class);
  private static final Field<String> TITLE = column("title", String.class);
  private static final Field<Integer> ROLE = column("role", Integer.class);
  private static final Field<Integer> STATE = column("state", Integer.class);
  private static final Field<Integer> HEIGHT = column("height", Integer.class);

  /// Asked by nearly every request.
  private static final FixedQuery<Record> OF_ONE =
      FixedQuery.of(climb(ITEM.ID.eq(DSL.param("id", ITEM.ID))));

  private Chains() {}

  /// The way down to each of `ids`, root first. What does not exist is not in the map.
  static Map<ItemId, Chain> of(DSLContext sql, Collection<ItemId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Result<? extends Record> rows =
        ids.size() == 1
            ? OF_ONE.with(sql, ids.iterator().next().value()).fetch()
            : sql.fetch(climb(ITEM.ID.in(ItemStore.texts(ids))));
    Map<ItemId, List<Chain.Node>> nodes = new HashMap<>();
    for (Record row : rows) {
      nodes
          .computeIfAbsent(new ItemId(row.get(START)), start -> new ArrayList<>())
          .add(
              new Chain.Node(
                  new ItemId(row.get(ID)),
                  row.get(TITLE),
                  Item.Place.values()[row.get(ROLE)],
                  Item.State.values()[row.get(STATE)]));
    }
    Map<ItemId, Chain> chains = new HashMap<>();
    nodes.forEach((item, way) -> chains.put(item, new Chain(way)));
    return chains;
  }

  private static Select<? extends Record> climb(Condition from) {
    CommonTableExpression<?> up =
        name("up")
            .fields("start_id", "id", "parent_id", "title", "role", "state", "height")
            .as(
                select(
                        ITEM.ID,
                        ITEM.ID,
                        ITEM.PARENT_ID,
                        ITEM.NAME,
                        ITEM.ROLE,
                        ITEM.STATE,
                        inline(0))
                    .from(ITEM)
                    .where(from)
                    .unionAll(
                        select(
                                START,
                                ITEM.ID,
                                ITEM.PARENT_ID,
                                ITEM.NAME,
                                ITEM.ROLE,
                                ITEM.STATE,
                                HEIGHT.plus(inline(1)))
                            .from(ITEM)
                            .join(DSL.table(name("up")))
                            .on(ITEM.ID.eq(PARENT_ID))
                            .where(HEIGHT.lt(inline(MAX_DEPTH)))));
    return DSL.withRecursive(up)
        .select(START, ID, TITLE, ROLE, STATE)
        .from(up)
        .orderBy(START, HEIGHT.desc());
  }

  private static <T> Field<T> column(String column, Class<T> type) {
    return DSL.field(name("up", column), type);
  }
}
