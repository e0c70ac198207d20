package valise.files.notices;

import static valise.files.db.generated.Tables.NOTICE_ENDING;
import static valise.files.db.generated.Tables.NOTICE_LINE;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// SQL of what waits to be told, and of what was told already.
final class NoticeStore {

  private static final Line.Kind[] KINDS = Line.Kind.values();

  private NoticeStore() {}

  static void add(Tx tx, Line line) {
    tx.sql()
        .insertInto(NOTICE_LINE)
        .set(NOTICE_LINE.ID, line.id())
        .set(NOTICE_LINE.DIGEST, line.digest())
        .set(NOTICE_LINE.KIND, line.kind().ordinal())
        .set(NOTICE_LINE.ITEM_ID, line.item().value())
        .set(NOTICE_LINE.ACTOR_ID, line.actor().map(UserId::value).orElse(""))
        .set(NOTICE_LINE.CLOSES, line.closes())
        .set(NOTICE_LINE.AT, line.at().toEpochMilli())
        .set(NOTICE_LINE.PLACE, line.place())
        .execute();
  }

  /// The oldest first.
  static List<Line> lines(DSLContext sql, String digest, int limit) {
    return sql.selectFrom(NOTICE_LINE)
        .where(NOTICE_LINE.DIGEST.eq(digest))
        .orderBy(NOTICE_LINE.AT, NOTICE_LINE.PLACE, NOTICE_LINE.ID)
        .limit(limit)
        .fetch(row ->
            new Line(
                row.getId(),
                row.getDigest(),
                KINDS[row.getKind()],
                new ItemId(row.getItemId()),
                Optional.of(row.getActorId()).filter(id -> !id.isEmpty()).map(UserId::new),
                row.getCloses(),
                Instant.ofEpochMilli(row.getAt()),
                row.getPlace()));
  }

  static void remove(Tx tx, Collection<Line> lines) {
    tx.sql()
        .deleteFrom(NOTICE_LINE)
        .where(NOTICE_LINE.ID.in(lines.stream().map(Line::id).toList()))
        .execute();
  }

  /// Of mails that nobody takes, what waits for them.
  static int removeBefore(Tx tx, Instant before) {
    return tx.sql()
        .deleteFrom(NOTICE_LINE)
        .where(NOTICE_LINE.AT.lt(before.toEpochMilli()))
        .execute();
  }

  /// Keeps that somebody was told of this end. False when they were already.
  static boolean told(Tx tx, ShareId share, Instant end) {
    return tx.sql()
            .insertInto(NOTICE_ENDING)
            .set(NOTICE_ENDING.SHARE_ID, share.value())
            .set(NOTICE_ENDING.EXPIRES_AT, end.toEpochMilli())
            .onConflict(NOTICE_ENDING.SHARE_ID)
            .doUpdate()
            .set(NOTICE_ENDING.EXPIRES_AT, end.toEpochMilli())
            .where(NOTICE_ENDING.EXPIRES_AT.ne(end.toEpochMilli()))
            .execute()
        > 0;
  }

  static int forgetEndsBefore(Tx tx, Instant before) {
    return tx.sql()
        .deleteFrom(NOTICE_ENDING)
        .where(NOTICE_ENDING.EXPIRES_AT.lt(before.toEpochMilli()))
        .execute();
  }
}
