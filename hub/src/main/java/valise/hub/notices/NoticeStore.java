package valise.hub.notices;

import static valise.hub.db.generated.Tables.NOTICE;

import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.ids.Numbers;
import valise.hub.ids.UserId;
import valise.platform.db.Tx;

/// The table of notices.
final class NoticeStore {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  record Waiting(long number, Notice notice) {}

  void insert(Tx tx, UserId reader, Notice notice, Instant now) {
    tx.sql()
        .insertInto(NOTICE)
        .set(NOTICE.ID, Numbers.next(tx, "notice"))
        .set(NOTICE.MEMBER_ID, reader.value())
        .set(NOTICE.CONTENT, MAPPER.writeValueAsString(notice))
        .set(NOTICE.CREATED_AT, now.toEpochMilli())
        .execute();
  }

  /// The oldest of what somebody was not told yet.
  List<Waiting> of(DSLContext sql, UserId reader, int max) {
    return sql.selectFrom(NOTICE)
        .where(NOTICE.MEMBER_ID.eq(reader.value()))
        .orderBy(NOTICE.ID)
        .limit(max)
        .fetch(row -> new Waiting(row.getId(), MAPPER.readValue(row.getContent(), Notice.class)));
  }

  void remove(Tx tx, UserId reader, long upTo) {
    tx.sql()
        .deleteFrom(NOTICE)
        .where(NOTICE.MEMBER_ID.eq(reader.value()), NOTICE.ID.le(upTo))
        .execute();
  }
}
