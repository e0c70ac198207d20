package valise.hub.ids;

import static valise.hub.db.generated.Tables.NUMBER;

import valise.platform.db.Tx;

/// Gives out ids: numbers, as the wire wants them, counted up for each kind of thing and never
/// given out twice.
public final class Numbers {

  private Numbers() {}

  /// The next number of a kind, from 1. The kind's row is held until `tx` ends, so ask late.
  public static long next(Tx tx, String kind) {
    tx.sql()
        .insertInto(NUMBER)
        .set(NUMBER.KIND, kind)
        .set(NUMBER.LAST, 0L)
        .onConflictDoNothing()
        .execute();
    tx.sql()
        .update(NUMBER)
        .set(NUMBER.LAST, NUMBER.LAST.plus(1))
        .where(NUMBER.KIND.eq(kind))
        .execute();
    return tx.sql()
        .select(NUMBER.LAST)
        .from(NUMBER)
        .where(NUMBER.KIND.eq(kind))
        .fetchSingle()
        .value1();
  }
}
