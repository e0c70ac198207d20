package valise.hub.delivery;

import static valise.hub.db.generated.Tables.NOTIFICATION;
import static valise.hub.db.generated.Tables.NOTIFICATION_MARK;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import valise.hub.db.generated.tables.records.NotificationRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.UserId;
import valise.platform.db.Tx;

/// The tables of notifications: what was announced by hand, and what was said of any.
final class NotificationStore {

  /// What was said of a notification.
  record Mark(boolean acknowledged, boolean deleted) {
    static final Mark NONE = new Mark(false, false);
  }

  // --- announced by hand -------------------------------------------------------------------------

  void insert(Tx tx, Notification notification, UserId by, String body) {
    tx.sql()
        .insertInto(NOTIFICATION)
        .set(NOTIFICATION.NUMBER, notification.id().sequence())
        .set(NOTIFICATION.ACCOUNT_ID, notification.account().value())
        .set(NOTIFICATION.MEMBER_ID, by.value())
        .set(NOTIFICATION.TOPIC, notification.topic())
        .set(NOTIFICATION.SEVERITY, notification.severity())
        .set(NOTIFICATION.SENDER, notification.from())
        .set(NOTIFICATION.MESSAGE, notification.message())
        .set(NOTIFICATION.BODY, body)
        .set(NOTIFICATION.CREATED_AT, notification.createdAt().toEpochMilli())
        .execute();
  }

  Optional<Notification> find(DSLContext sql, AccountId account, long number) {
    return sql.selectFrom(NOTIFICATION)
        .where(NOTIFICATION.NUMBER.eq(number), NOTIFICATION.ACCOUNT_ID.eq(account.value()))
        .fetchOptional(NotificationStore::notification);
  }

  /// Who announced it.
  Optional<UserId> sender(DSLContext sql, long number) {
    return sql.select(NOTIFICATION.MEMBER_ID)
        .from(NOTIFICATION)
        .where(NOTIFICATION.NUMBER.eq(number))
        .fetchOptional(NOTIFICATION.MEMBER_ID)
        .map(UserId::new);
  }

  /// Those of a topic, the latest first.
  List<Notification> of(DSLContext sql, AccountId account, String topic, int max) {
    return sql.selectFrom(NOTIFICATION)
        .where(NOTIFICATION.ACCOUNT_ID.eq(account.value()), NOTIFICATION.TOPIC.eq(topic))
        .orderBy(NOTIFICATION.NUMBER.desc())
        .limit(max)
        .fetch(NotificationStore::notification);
  }

  Map<EventId, String> bodies(DSLContext sql, Collection<EventId> ids) {
    return sql.select(NOTIFICATION.NUMBER, NOTIFICATION.BODY)
        .from(NOTIFICATION)
        .where(NOTIFICATION.NUMBER.in(ids.stream().map(EventId::sequence).sorted().toList()))
        .fetchMap(row -> id(row.value1()), row -> row.value2());
  }

  List<EventId> before(DSLContext sql, Instant before, int max) {
    return sql.select(NOTIFICATION.NUMBER)
        .from(NOTIFICATION)
        .where(NOTIFICATION.CREATED_AT.lt(before.toEpochMilli()))
        .orderBy(NOTIFICATION.CREATED_AT)
        .limit(max)
        .fetch(row -> id(row.value1()));
  }

  void remove(Tx tx, Collection<EventId> ids) {
    tx.sql()
        .deleteFrom(NOTIFICATION)
        .where(NOTIFICATION.NUMBER.in(ids.stream().map(EventId::sequence).sorted().toList()))
        .execute();
    unmark(tx, ids);
  }

  private static EventId id(long number) {
    return new EventId(Notification.BY_HAND, number);
  }

  private static Notification notification(NotificationRecord row) {
    return new Notification(
        id(row.getNumber()),
        new AccountId(row.getAccountId()),
        row.getTopic(),
        row.getSeverity(),
        row.getSender(),
        row.getMessage(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        false);
  }

  // --- what was said of any ----------------------------------------------------------------------

  void mark(Tx tx, EventId id, Mark mark) {
    tx.sql()
        .insertInto(NOTIFICATION_MARK)
        .set(NOTIFICATION_MARK.INSTANCE_ID, id.instance().value())
        .set(NOTIFICATION_MARK.SEQ, id.sequence())
        .set(NOTIFICATION_MARK.ACKNOWLEDGED, mark.acknowledged())
        .set(NOTIFICATION_MARK.DELETED, mark.deleted())
        .onConflict(NOTIFICATION_MARK.INSTANCE_ID, NOTIFICATION_MARK.SEQ)
        .doUpdate()
        .set(NOTIFICATION_MARK.ACKNOWLEDGED, mark.acknowledged())
        .set(NOTIFICATION_MARK.DELETED, mark.deleted())
        .execute();
  }

  Map<EventId, Mark> marks(DSLContext sql, Collection<EventId> ids) {
    Map<EventId, Mark> marks = new HashMap<>();
    if (!ids.isEmpty()) {
      sql.selectFrom(NOTIFICATION_MARK)
          .where(here(ids))
          .forEach(row ->
              marks.put(
                  new EventId(new InstanceId(row.getInstanceId()), row.getSeq()),
                  new Mark(row.getAcknowledged(), row.getDeleted())));
    }
    return marks;
  }

  void unmark(Tx tx, Collection<EventId> ids) {
    if (!ids.isEmpty()) {
      tx.sql().deleteFrom(NOTIFICATION_MARK).where(here(ids)).execute();
    }
  }

  private static Condition here(Collection<EventId> ids) {
    return DSL.row(NOTIFICATION_MARK.INSTANCE_ID, NOTIFICATION_MARK.SEQ)
        .in(
            ids.stream()
                .sorted()
                .map(id -> DSL.row(id.instance().value(), id.sequence()))
                .toList());
  }
}
