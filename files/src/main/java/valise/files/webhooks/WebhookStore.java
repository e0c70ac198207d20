package valise.files.webhooks;

import static org.jooq.impl.DSL.select;
import static valise.files.db.generated.Tables.WEBHOOK_DELIVERY;
import static valise.files.db.generated.Tables.WEBHOOK_SUBSCRIPTION;
import static valise.files.db.generated.Tables.WEBHOOK_SUBSCRIPTION_EVENT;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.WebhookSubscriptionRecord;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.SubscriptionId;
import valise.files.ids.UserId;
import valise.files.oauth.AppId;
import valise.platform.db.Tx;

/// SQL of subscriptions and deliveries.
final class WebhookStore {

  private static final int MAX_OUTCOME = 300;

  void insert(Tx tx, Subscription subscription) {
    Subscription.Health health = subscription.health();
    tx.sql()
        .insertInto(WEBHOOK_SUBSCRIPTION)
        .set(WEBHOOK_SUBSCRIPTION.ID, subscription.id().value())
        .set(WEBHOOK_SUBSCRIPTION.ACCOUNT_ID, subscription.account().value())
        .set(WEBHOOK_SUBSCRIPTION.USER_ID, subscription.user().value())
        .set(WEBHOOK_SUBSCRIPTION.APP_ID, subscription.app().map(AppId::value).orElse(null))
        .set(WEBHOOK_SUBSCRIPTION.CONTEXT, subscription.context().name())
        .set(WEBHOOK_SUBSCRIPTION.FOLDER_ID, subscription.folder().map(ItemId::value).orElse(null))
        .set(WEBHOOK_SUBSCRIPTION.URL, subscription.url().toString())
        .set(WEBHOOK_SUBSCRIPTION.CREATED_AT, subscription.createdAt().toEpochMilli())
        .set(WEBHOOK_SUBSCRIPTION.FAILURES, health.failures())
        .set(WEBHOOK_SUBSCRIPTION.RETRY_AT, health.retryAt().toEpochMilli())
        .set(WEBHOOK_SUBSCRIPTION.TURNED_DOWN, health.turnedDown())
        .set(WEBHOOK_SUBSCRIPTION.LAST_OUTCOME, health.lastOutcome())
        .execute();
    for (EventType type : subscription.events()) {
      tx.sql()
          .insertInto(WEBHOOK_SUBSCRIPTION_EVENT)
          .set(WEBHOOK_SUBSCRIPTION_EVENT.SUBSCRIPTION_ID, subscription.id().value())
          .set(WEBHOOK_SUBSCRIPTION_EVENT.EVENT_TYPE, type.name())
          .execute();
    }
  }

  List<Subscription> of(DSLContext sql, UserId user) {
    return find(sql, WEBHOOK_SUBSCRIPTION.USER_ID.eq(user.value()));
  }

  Optional<Subscription> find(DSLContext sql, SubscriptionId id) {
    return find(sql, WEBHOOK_SUBSCRIPTION.ID.eq(id.value())).stream().findFirst();
  }

  int count(DSLContext sql, UserId user) {
    return sql.fetchCount(WEBHOOK_SUBSCRIPTION, WEBHOOK_SUBSCRIPTION.USER_ID.eq(user.value()));
  }

  /// Whether anybody in the account wants to be told of anything.
  boolean anyIn(DSLContext sql, AccountId account) {
    return sql.fetchExists(
        WEBHOOK_SUBSCRIPTION,
        WEBHOOK_SUBSCRIPTION.ACCOUNT_ID.eq(account.value()),
        WEBHOOK_SUBSCRIPTION.DISABLED_AT.isNull());
  }

  /// Those who want to be told of `type`, when it happens below these folders.
  List<Subscription> wanting(
      DSLContext sql, AccountId account, EventType type, Collection<ItemId> folders) {
    return find(
        sql,
        WEBHOOK_SUBSCRIPTION
            .ACCOUNT_ID
            .eq(account.value())
            .and(WEBHOOK_SUBSCRIPTION.DISABLED_AT.isNull())
            .and(
                WEBHOOK_SUBSCRIPTION
                    .FOLDER_ID
                    .isNull()
                    .or(
                        WEBHOOK_SUBSCRIPTION.FOLDER_ID.in(
                            folders.stream().map(ItemId::value).toList())))
            .and(
                WEBHOOK_SUBSCRIPTION.ID.in(
                    select(WEBHOOK_SUBSCRIPTION_EVENT.SUBSCRIPTION_ID)
                        .from(WEBHOOK_SUBSCRIPTION_EVENT)
                        .where(WEBHOOK_SUBSCRIPTION_EVENT.EVENT_TYPE.eq(type.name())))));
  }

  private static List<Subscription> find(DSLContext sql, Condition condition) {
    List<WebhookSubscriptionRecord> rows =
        sql.selectFrom(WEBHOOK_SUBSCRIPTION)
            .where(condition)
            .orderBy(WEBHOOK_SUBSCRIPTION.CREATED_AT, WEBHOOK_SUBSCRIPTION.ID)
            .fetch();
    Map<String, Set<EventType>> events = new HashMap<>();
    sql.selectFrom(WEBHOOK_SUBSCRIPTION_EVENT)
        .where(
            WEBHOOK_SUBSCRIPTION_EVENT.SUBSCRIPTION_ID.in(
                rows.stream().map(WebhookSubscriptionRecord::getId).toList()))
        .forEach(row ->
            events
                .computeIfAbsent(row.getSubscriptionId(), id -> EnumSet.noneOf(EventType.class))
                .add(EventType.valueOf(row.getEventType())));
    return rows.stream()
        .map(row -> subscription(row, events.getOrDefault(row.getId(), Set.of())))
        .toList();
  }

  private static Subscription subscription(WebhookSubscriptionRecord row, Set<EventType> events) {
    return new Subscription(
        new SubscriptionId(row.getId()),
        new AccountId(row.getAccountId()),
        new UserId(row.getUserId()),
        Optional.ofNullable(row.getAppId()).map(AppId::new),
        Context.valueOf(row.getContext()),
        Optional.ofNullable(row.getFolderId()).map(ItemId::new),
        URI.create(row.getUrl()),
        events,
        Instant.ofEpochMilli(row.getCreatedAt()),
        new Subscription.Health(
            row.getFailures(),
            instant(row.getFailingSince()),
            Instant.ofEpochMilli(row.getRetryAt()),
            row.getTurnedDown(),
            instant(row.getDisabledAt()),
            row.getLastOutcome()));
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }

  void update(Tx tx, SubscriptionId id, Subscription.Health health) {
    String outcome = health.lastOutcome();
    tx.sql()
        .update(WEBHOOK_SUBSCRIPTION)
        .set(WEBHOOK_SUBSCRIPTION.FAILURES, health.failures())
        .set(WEBHOOK_SUBSCRIPTION.FAILING_SINCE, millis(health.failingSince()))
        .set(WEBHOOK_SUBSCRIPTION.RETRY_AT, health.retryAt().toEpochMilli())
        .set(WEBHOOK_SUBSCRIPTION.TURNED_DOWN, health.turnedDown())
        .set(WEBHOOK_SUBSCRIPTION.DISABLED_AT, millis(health.disabledAt()))
        .set(
            WEBHOOK_SUBSCRIPTION.LAST_OUTCOME,
            outcome.length() > MAX_OUTCOME ? outcome.substring(0, MAX_OUTCOME) : outcome)
        .where(WEBHOOK_SUBSCRIPTION.ID.eq(id.value()))
        .execute();
  }

  private static @Nullable Long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(null);
  }

  void removeOf(Tx tx, UserId user) {
    remove(tx, WEBHOOK_SUBSCRIPTION.USER_ID.eq(user.value()));
  }

  void removeOn(Tx tx, Collection<ItemId> folders) {
    remove(tx, WEBHOOK_SUBSCRIPTION.FOLDER_ID.in(folders.stream().map(ItemId::value).toList()));
  }

  void remove(Tx tx, SubscriptionId id) {
    remove(tx, WEBHOOK_SUBSCRIPTION.ID.eq(id.value()));
  }

  private static void remove(Tx tx, Condition which) {
    List<String> ids =
        tx.sql()
            .select(WEBHOOK_SUBSCRIPTION.ID)
            .from(WEBHOOK_SUBSCRIPTION)
            .where(which)
            .fetch(WEBHOOK_SUBSCRIPTION.ID);
    if (ids.isEmpty()) {
      return;
    }
    tx.sql().deleteFrom(WEBHOOK_DELIVERY).where(WEBHOOK_DELIVERY.SUBSCRIPTION_ID.in(ids)).execute();
    tx.sql()
        .deleteFrom(WEBHOOK_SUBSCRIPTION_EVENT)
        .where(WEBHOOK_SUBSCRIPTION_EVENT.SUBSCRIPTION_ID.in(ids))
        .execute();
    tx.sql().deleteFrom(WEBHOOK_SUBSCRIPTION).where(WEBHOOK_SUBSCRIPTION.ID.in(ids)).execute();
  }

  // --- deliveries --------------------------------------------------------------------------------

  void insert(Tx tx, Delivery delivery) {
    tx.sql()
        .insertInto(WEBHOOK_DELIVERY)
        .set(WEBHOOK_DELIVERY.SUBSCRIPTION_ID, delivery.subscription().value())
        .set(WEBHOOK_DELIVERY.SEQ, delivery.seq())
        .set(WEBHOOK_DELIVERY.PART, delivery.part())
        .set(WEBHOOK_DELIVERY.EVENT_ID, delivery.eventId())
        .set(WEBHOOK_DELIVERY.ITEM_ID, delivery.item().map(ItemId::value).orElse(null))
        .set(WEBHOOK_DELIVERY.PARENT_ID, delivery.parent().map(ItemId::value).orElse(null))
        .set(WEBHOOK_DELIVERY.PAYLOAD, delivery.payload())
        .set(WEBHOOK_DELIVERY.HAPPENED_AT, delivery.happenedAt().toEpochMilli())
        .execute();
  }

  /// The oldest that is still to be told.
  Optional<Delivery> next(DSLContext sql, SubscriptionId id) {
    return sql.selectFrom(WEBHOOK_DELIVERY)
        .where(WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id.value()))
        .orderBy(WEBHOOK_DELIVERY.SEQ, WEBHOOK_DELIVERY.PART)
        .limit(1)
        .fetchOptional(row ->
            new Delivery(
                id,
                row.getSeq(),
                row.getPart(),
                row.getEventId(),
                Optional.ofNullable(row.getItemId()).map(ItemId::new),
                Optional.ofNullable(row.getParentId()).map(ItemId::new),
                row.getPayload(),
                Instant.ofEpochMilli(row.getHappenedAt())));
  }

  int waiting(DSLContext sql, SubscriptionId id) {
    return sql.fetchCount(WEBHOOK_DELIVERY, WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id.value()));
  }

  void remove(Tx tx, Delivery delivery) {
    tx.sql()
        .deleteFrom(WEBHOOK_DELIVERY)
        .where(
            WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(delivery.subscription().value()),
            WEBHOOK_DELIVERY.SEQ.eq(delivery.seq()),
            WEBHOOK_DELIVERY.PART.eq(delivery.part()))
        .execute();
  }

  /// Forgets what happened before; returns how many.
  int expire(Tx tx, SubscriptionId id, Instant before) {
    return tx.sql()
        .deleteFrom(WEBHOOK_DELIVERY)
        .where(
            WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id.value()),
            WEBHOOK_DELIVERY.HAPPENED_AT.lt(before.toEpochMilli()))
        .execute();
  }

  void clear(Tx tx, SubscriptionId id) {
    tx.sql()
        .deleteFrom(WEBHOOK_DELIVERY)
        .where(WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id.value()))
        .execute();
  }
}
