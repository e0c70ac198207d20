package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectOne;
import static valise.hub.db.generated.Tables.DELIVERY;

import java.util.Map;
import org.jooq.Select;
import org.junit.jupiter.api.Test;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.db.PartialIndexes;

/// SQLite uses every partial index for the query that it is for, with its conditions as the stores
/// say them.
class PartialIndexTest {

  private static final Map<String, Select<?>> QUERIES =
      Map.of(
          "delivery_due",
          selectOne()
              .from(DELIVERY)
              .where(DELIVERY.SUBSCRIPTION_ID.eq(1L), DELIVERY.STATE.lt(inline(2)))
              .and(DELIVERY.DUE_AT.le(1L))
              .orderBy(DELIVERY.DUE_AT, DELIVERY.INSTANCE_ID, DELIVERY.SEQ),
          "delivery_queued",
          selectOne()
              .from(DELIVERY)
              .where(DELIVERY.SUBSCRIPTION_ID.eq(1L), DELIVERY.STATE.eq(inline(2))));

  @Test
  void everyPartialIndexIsUsedByTheQueryThatItIsFor() {
    try (FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "hub")) {
      assertThat(PartialIndexes.of(fresh.database())).isEqualTo(QUERIES.keySet());
      assertThat(PartialIndexes.unused(fresh.database(), QUERIES)).isEmpty();
    }
  }
}
