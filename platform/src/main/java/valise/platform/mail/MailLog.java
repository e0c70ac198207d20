package valise.platform.mail;

import static org.jooq.impl.DSL.inline;
import static valise.platform.db.generated.Tables.MAIL_LOG;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import valise.platform.db.Tx;
import valise.platform.db.generated.tables.records.MailLogRecord;

/// The table `mail_log`: what was tried, and what went out.
final class MailLog {

  private MailLog() {}

  record Line(String job, String to, String subject, Instant at) {}

  static void sent(Tx tx, String job, Message message, Instant now) {
    dropFailed(tx, job);
    put(tx, job, message, true, now);
  }

  /// One line for all attempts of a job.
  static void failed(Tx tx, String job, Message message, Instant now) {
    dropFailed(tx, job);
    put(tx, job, message, false, now);
  }

  static void dropFailed(Tx tx, String job) {
    tx.sql()
        .deleteFrom(MAIL_LOG)
        .where(MAIL_LOG.JOB_ID.eq(job), MAIL_LOG.SENT.eq(inline(false)))
        .execute();
  }

  private static void put(Tx tx, String job, Message message, boolean sent, Instant now) {
    tx.sql()
        .insertInto(MAIL_LOG)
        .set(MAIL_LOG.MESSAGE_ID, message.id())
        .set(MAIL_LOG.JOB_ID, job)
        .set(MAIL_LOG.RECIPIENT, message.to().getFirst().email())
        .set(MAIL_LOG.SUBJECT, message.subject())
        .set(MAIL_LOG.SENT, sent)
        .set(MAIL_LOG.AT, now.toEpochMilli())
        .onConflict(MAIL_LOG.MESSAGE_ID)
        .doUpdate()
        .set(MAIL_LOG.SENT, sent)
        .set(MAIL_LOG.AT, now.toEpochMilli())
        .execute();
  }

  static Map<String, Line> failed(DSLContext sql, Collection<String> jobs) {
    return sql
        .selectFrom(MAIL_LOG)
        .where(MAIL_LOG.JOB_ID.in(jobs), MAIL_LOG.SENT.eq(inline(false)))
        .fetch(MailLog::line)
        .stream()
        .collect(Collectors.toMap(Line::job, Function.identity(), (one, other) -> other));
  }

  static List<Line> sent(DSLContext sql, int max) {
    return sql.selectFrom(MAIL_LOG)
        .where(MAIL_LOG.SENT.eq(inline(true)))
        .orderBy(MAIL_LOG.AT.desc(), MAIL_LOG.MESSAGE_ID)
        .limit(max)
        .fetch(MailLog::line);
  }

  static int removeBefore(Tx tx, Instant before) {
    return tx.sql().deleteFrom(MAIL_LOG).where(MAIL_LOG.AT.lt(before.toEpochMilli())).execute();
  }

  private static Line line(MailLogRecord row) {
    return new Line(
        row.getJobId(), row.getRecipient(), row.getSubject(), Instant.ofEpochMilli(row.getAt()));
  }
}
