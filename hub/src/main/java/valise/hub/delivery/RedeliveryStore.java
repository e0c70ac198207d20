package valise.hub.delivery;

import static org.jooq.impl.DSL.inline;
import static valise.hub.db.generated.Tables.REDELIVERY;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.hub.db.generated.tables.records.RedeliveryRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.EventId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.Numbers;
import valise.hub.ids.SubscriptionId;
import valise.platform.db.Tx;

/// The table of redeliveries.
final class RedeliveryStore {

  RedeliveryId insert(Tx tx, Deliveries.Filter which, int expected, Instant now) {
    RedeliveryId id = new RedeliveryId(Numbers.next(tx, "redelivery"));
    DeliveryStore.Place start = DeliveryStore.Place.START;
    tx.sql()
        .insertInto(REDELIVERY)
        .set(REDELIVERY.ID, id.value())
        .set(REDELIVERY.ACCOUNT_ID, which.account().value())
        .set(REDELIVERY.STATE, Redelivery.Progress.RUNNING.ordinal())
        .set(
            REDELIVERY.SUBSCRIPTION_ID,
            which.subscription().map(SubscriptionId::value).orElse(null))
        .set(REDELIVERY.CHANNEL, which.channel().map(Channel::name).orElse(null))
        .set(REDELIVERY.URL, which.url().orElse(null))
        .set(REDELIVERY.DELIVERY_STATE, which.state().map(State::number).orElse(null))
        .set(
            REDELIVERY.INSTANCE_ID,
            which
                .instance()
                .or(() -> which.event().map(EventId::instance))
                .map(InstanceId::value)
                .orElse(null))
        .set(REDELIVERY.SEQ, which.event().map(EventId::sequence).orElse(null))
        .set(REDELIVERY.CREATED_FROM, which.from().map(Instant::toEpochMilli).orElse(null))
        .set(REDELIVERY.CREATED_TO, which.to().map(Instant::toEpochMilli).orElse(null))
        .set(REDELIVERY.AT_SUBSCRIPTION, start.subscription())
        .set(REDELIVERY.AT_INSTANCE, start.instance())
        .set(REDELIVERY.AT_SEQ, start.sequence())
        .set(REDELIVERY.EXPECTED, expected)
        .set(REDELIVERY.RELEASED, 0)
        .set(REDELIVERY.CREATED_AT, now.toEpochMilli())
        .set(REDELIVERY.UPDATED_AT, now.toEpochMilli())
        .execute();
    return id;
  }

  List<Redelivery> of(DSLContext sql, AccountId account) {
    return sql.selectFrom(REDELIVERY)
        .where(REDELIVERY.ACCOUNT_ID.eq(account.value()))
        .orderBy(REDELIVERY.ID.desc())
        .fetch(RedeliveryStore::redelivery);
  }

  Optional<Redelivery> find(DSLContext sql, AccountId account, RedeliveryId id) {
    return sql.selectFrom(REDELIVERY)
        .where(REDELIVERY.ID.eq(id.value()), REDELIVERY.ACCOUNT_ID.eq(account.value()))
        .fetchOptional(RedeliveryStore::redelivery);
  }

  /// Whose turn it is among those of an account.
  Optional<Redelivery> first(DSLContext sql, AccountId account) {
    return sql.selectFrom(REDELIVERY)
        .where(
            REDELIVERY.ACCOUNT_ID.eq(account.value()),
            REDELIVERY.STATE.eq(inline(Redelivery.Progress.RUNNING.ordinal())))
        .orderBy(REDELIVERY.ID)
        .limit(1)
        .fetchOptional(RedeliveryStore::redelivery);
  }

  void goOn(Tx tx, RedeliveryId id, DeliveryStore.Place reached, int released, Instant now) {
    tx.sql()
        .update(REDELIVERY)
        .set(REDELIVERY.AT_SUBSCRIPTION, reached.subscription())
        .set(REDELIVERY.AT_INSTANCE, reached.instance())
        .set(REDELIVERY.AT_SEQ, reached.sequence())
        .set(REDELIVERY.RELEASED, REDELIVERY.RELEASED.plus(released))
        .set(REDELIVERY.UPDATED_AT, now.toEpochMilli())
        .where(REDELIVERY.ID.eq(id.value()))
        .execute();
  }

  /// Nothing happens to one that runs no more.
  void end(Tx tx, RedeliveryId id, Redelivery.Progress how, Instant now) {
    tx.sql()
        .update(REDELIVERY)
        .set(REDELIVERY.STATE, how.ordinal())
        .set(REDELIVERY.UPDATED_AT, now.toEpochMilli())
        .where(
            REDELIVERY.ID.eq(id.value()),
            REDELIVERY.STATE.eq(inline(Redelivery.Progress.RUNNING.ordinal())))
        .execute();
  }

  /// What ended long ago is forgotten.
  void forget(Tx tx, Instant before) {
    tx.sql()
        .deleteFrom(REDELIVERY)
        .where(
            REDELIVERY.UPDATED_AT.lt(before.toEpochMilli()),
            REDELIVERY.STATE.ne(inline(Redelivery.Progress.RUNNING.ordinal())))
        .execute();
  }

  private static Redelivery redelivery(RedeliveryRecord row) {
    AccountId account = new AccountId(row.getAccountId());
    Optional<InstanceId> instance = Optional.ofNullable(row.getInstanceId()).map(InstanceId::new);
    Optional<Long> sequence = Optional.ofNullable(row.getSeq());
    return new Redelivery(
        new RedeliveryId(row.getId()),
        account,
        Redelivery.Progress.values()[row.getState()],
        new Deliveries.Filter(
            account,
            Optional.ofNullable(row.getSubscriptionId()).map(SubscriptionId::new),
            Optional.ofNullable(row.getChannel()).map(Channel::valueOf),
            Optional.ofNullable(row.getUrl()),
            Optional.ofNullable(row.getDeliveryState()).map(State::of),
            instance,
            sequence.flatMap(number -> instance.map(it -> new EventId(it, number))),
            Optional.ofNullable(row.getCreatedFrom()).map(Instant::ofEpochMilli),
            Optional.ofNullable(row.getCreatedTo()).map(Instant::ofEpochMilli)),
        new DeliveryStore.Place(row.getAtSubscription(), row.getAtInstance(), row.getAtSeq()),
        row.getExpected(),
        row.getReleased(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getUpdatedAt()));
  }
}
