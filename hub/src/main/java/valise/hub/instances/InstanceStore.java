package valise.hub.instances;

import static valise.hub.db.generated.Tables.INSTANCE;
import static valise.hub.db.generated.Tables.INSTANCE_GRANT;
import static valise.hub.db.generated.Tables.INSTANCE_SETTING;
import static valise.hub.db.generated.Tables.INSTANCE_TAG;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.hub.db.generated.tables.records.InstanceGrantRecord;
import valise.hub.db.generated.tables.records.InstanceRecord;
import valise.hub.db.generated.tables.records.InstanceSettingRecord;
import valise.hub.db.generated.tables.records.InstanceTagRecord;
import valise.hub.elements.Element;
import valise.hub.elements.Elements;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.OrganizationId;
import valise.hub.ids.UserId;
import valise.platform.db.InList;
import valise.platform.db.Tx;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// SQL of instances, and the sealing of what is secret about them.
@Component
final class InstanceStore {

  private final Sealing sealing;
  private final Elements elements;

  InstanceStore(Sealing sealing, Elements elements) {
    this.sealing = sealing;
    this.elements = elements;
  }

  // --- reading -----------------------------------------------------------------------------------

  Optional<Instance> find(DSLContext sql, InstanceId id) {
    return list(sql, INSTANCE.ID.eq(id.value())).stream().findFirst();
  }

  /// Those of them that there are.
  List<Instance> find(DSLContext sql, Collection<InstanceId> ids) {
    return list(sql, INSTANCE.ID.in(numbers(ids)));
  }

  private static List<Long> numbers(Collection<InstanceId> ids) {
    return InList.of(ids.stream().map(InstanceId::value).toList());
  }

  Optional<Instance> byToken(DSLContext sql, Secret<String> token) {
    return list(sql, INSTANCE.TOKEN_HASH.eq(Tokens.hash(token.reveal()))).stream().findFirst();
  }

  /// Those that the caller sees and the filter takes, the oldest first.
  List<Instance> page(DSLContext sql, Caller caller, InstanceFilter filter, int from, int most) {
    List<Long> ids =
        sql.select(INSTANCE.ID)
            .from(INSTANCE)
            .where(taken(sql, caller, filter))
            .orderBy(INSTANCE.ID)
            .limit(most)
            .offset(from)
            .fetch(INSTANCE.ID);
    return list(sql, INSTANCE.ID.in(ids));
  }

  int count(DSLContext sql, Caller caller, InstanceFilter filter) {
    return sql.fetchCount(INSTANCE, taken(sql, caller, filter));
  }

  private static Condition taken(DSLContext sql, Caller caller, InstanceFilter filter) {
    Condition taken =
        switch (caller.span()) {
          case OWN -> INSTANCE.MEMBER_ID.eq(caller.user().value());
          case ACCOUNT -> INSTANCE.ACCOUNT_ID.eq(caller.account().value());
          case ORGANIZATION -> INSTANCE.ORGANIZATION_ID.eq(caller.organization().value());
        };
    if (filter.element().isPresent()) {
      taken = taken.and(INSTANCE.ELEMENT_ID.eq(filter.element().get().value()));
    }
    if (filter.account().isPresent()) {
      taken = taken.and(INSTANCE.ACCOUNT_ID.eq(filter.account().get().value()));
    }
    if (!filter.tags().isEmpty()) {
      taken =
          taken.and(
              INSTANCE.ID.in(
                  sql.select(INSTANCE_TAG.INSTANCE_ID)
                      .from(INSTANCE_TAG)
                      .where(INSTANCE_TAG.TAG.in(filter.tags()))));
    }
    if (filter.text().isPresent()) {
      String text = filter.text().get().toLowerCase(Locale.ROOT);
      taken = taken.and(INSTANCE.NAME_CI.contains(text).or(INSTANCE.ELEMENT_KEY.contains(text)));
    }
    return taken;
  }

  List<Instance> of(DSLContext sql, AccountId account) {
    return list(sql, INSTANCE.ACCOUNT_ID.eq(account.value()));
  }

  List<Instance> of(DSLContext sql, UserId owner) {
    return list(sql, INSTANCE.MEMBER_ID.eq(owner.value()));
  }

  boolean any(DSLContext sql, ElementId element) {
    return sql.fetchExists(INSTANCE, INSTANCE.ELEMENT_ID.eq(element.value()));
  }

  private List<Instance> list(DSLContext sql, Condition which) {
    List<InstanceRecord> rows = sql.selectFrom(INSTANCE).where(which).orderBy(INSTANCE.ID).fetch();
    if (rows.isEmpty()) {
      return List.of();
    }
    var ids = sql.select(INSTANCE.ID).from(INSTANCE).where(which);
    Map<Long, List<InstanceSettingRecord>> settings =
        sql
            .selectFrom(INSTANCE_SETTING)
            .where(INSTANCE_SETTING.INSTANCE_ID.in(ids))
            .orderBy(INSTANCE_SETTING.NAME)
            .fetch()
            .stream()
            .collect(Collectors.groupingBy(InstanceSettingRecord::getInstanceId));
    Map<Long, List<InstanceTagRecord>> tags =
        sql
            .selectFrom(INSTANCE_TAG)
            .where(INSTANCE_TAG.INSTANCE_ID.in(ids))
            .orderBy(INSTANCE_TAG.PLACE)
            .fetch()
            .stream()
            .collect(Collectors.groupingBy(InstanceTagRecord::getInstanceId));
    return rows.stream()
        .map(row ->
            instance(
                sql,
                row,
                settings.getOrDefault(row.getId(), List.of()),
                tags.getOrDefault(row.getId(), List.of())))
        .toList();
  }

  private Instance instance(
      DSLContext sql,
      InstanceRecord row,
      List<InstanceSettingRecord> settings,
      List<InstanceTagRecord> tags) {
    Map<String, Optional<String>> configuration = new LinkedHashMap<>();
    List<String> secrets = new ArrayList<>();
    for (InstanceSettingRecord setting : settings) {
      if (setting.getSealed()) {
        secrets.add(setting.getName());
      } else {
        configuration.put(setting.getName(), Optional.ofNullable(setting.getContent()));
      }
    }
    return new Instance(
        new InstanceId(row.getId()),
        new OrganizationId(row.getOrganizationId()),
        new AccountId(row.getAccountId()),
        new UserId(row.getMemberId()),
        element(sql, new ElementId(row.getElementId())),
        row.getName(),
        tags.stream().map(InstanceTagRecord::getTag).toList(),
        row.getDisabled(),
        Optional.ofNullable(row.getTrouble()),
        row.getBrought(),
        Instant.ofEpochMilli(row.getTracedUntil()),
        configuration,
        List.copyOf(secrets),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getUpdatedAt()));
  }

  private Element element(DSLContext sql, ElementId id) {
    return elements
        .find(sql, id)
        .orElseThrow(() -> new IllegalStateException("An instance of no element: " + id));
  }

  Secret<String> token(DSLContext sql, InstanceId id) {
    return sealing.openText(
        sql.select(INSTANCE.TOKEN_SEALED)
            .from(INSTANCE)
            .where(INSTANCE.ID.eq(id.value()))
            .fetchSingle()
            .value1(),
        place(id, "token"));
  }

  Optional<Secret<String>> secret(DSLContext sql, InstanceId id, String key) {
    return sql.select(INSTANCE_SETTING.CONTENT)
        .from(INSTANCE_SETTING)
        .where(INSTANCE_SETTING.INSTANCE_ID.eq(id.value()))
        .and(INSTANCE_SETTING.NAME.eq(key))
        .and(INSTANCE_SETTING.SEALED)
        .fetchOptional(INSTANCE_SETTING.CONTENT)
        .map(sealed -> sealing.openText(sealed, place(id, "setting/" + key)));
  }

  Map<InstanceId, Secret<String>> secrets(DSLContext sql, Collection<InstanceId> ids, String key) {
    Map<InstanceId, Secret<String>> secrets = new HashMap<>();
    sql.select(INSTANCE_SETTING.INSTANCE_ID, INSTANCE_SETTING.CONTENT)
        .from(INSTANCE_SETTING)
        .where(INSTANCE_SETTING.INSTANCE_ID.in(ids.stream().map(InstanceId::value).toList()))
        .and(INSTANCE_SETTING.NAME.eq(key))
        .and(INSTANCE_SETTING.SEALED)
        .forEach(row -> {
          InstanceId id = new InstanceId(row.value1());
          secrets.put(id, sealing.openText(row.value2(), place(id, "setting/" + key)));
        });
    return secrets;
  }

  private static String place(InstanceId id, String what) {
    return "instance/" + id + "/" + what;
  }

  // --- writing -----------------------------------------------------------------------------------

  void insert(Tx tx, Instance instance, Secret<String> token) {
    tx.sql()
        .insertInto(INSTANCE)
        .set(INSTANCE.ID, instance.id().value())
        .set(INSTANCE.ORGANIZATION_ID, instance.organization().value())
        .set(INSTANCE.ACCOUNT_ID, instance.account().value())
        .set(INSTANCE.MEMBER_ID, instance.owner().value())
        .set(INSTANCE.ELEMENT_ID, instance.element().id().value())
        .set(INSTANCE.ELEMENT_KEY, instance.element().key())
        .set(INSTANCE.NAME, instance.name())
        .set(INSTANCE.NAME_CI, instance.name().toLowerCase(Locale.ROOT))
        .set(INSTANCE.TOKEN_HASH, Tokens.hash(token.reveal()))
        .set(INSTANCE.TOKEN_SEALED, sealing.sealText(token, place(instance.id(), "token")))
        .set(INSTANCE.DISABLED, instance.disabled())
        .set(INSTANCE.TROUBLE, instance.trouble().orElse(null))
        .set(INSTANCE.BROUGHT, instance.brought())
        .set(INSTANCE.TRACED_UNTIL, instance.tracedUntil().toEpochMilli())
        .set(INSTANCE.CREATED_AT, instance.createdAt().toEpochMilli())
        .set(INSTANCE.UPDATED_AT, instance.updatedAt().toEpochMilli())
        .execute();
    tags(tx, instance.id(), instance.tags());
  }

  /// Everything but its configuration, its token and its grant.
  void update(Tx tx, Instance instance) {
    tx.sql()
        .update(INSTANCE)
        .set(INSTANCE.NAME, instance.name())
        .set(INSTANCE.NAME_CI, instance.name().toLowerCase(Locale.ROOT))
        .set(INSTANCE.DISABLED, instance.disabled())
        .set(INSTANCE.TROUBLE, instance.trouble().orElse(null))
        .set(INSTANCE.BROUGHT, instance.brought())
        .set(INSTANCE.TRACED_UNTIL, instance.tracedUntil().toEpochMilli())
        .set(INSTANCE.UPDATED_AT, instance.updatedAt().toEpochMilli())
        .where(INSTANCE.ID.eq(instance.id().value()))
        .execute();
    tags(tx, instance.id(), instance.tags());
  }

  private static void tags(Tx tx, InstanceId id, List<String> tags) {
    tx.sql().deleteFrom(INSTANCE_TAG).where(INSTANCE_TAG.INSTANCE_ID.eq(id.value())).execute();
    for (int i = 0; i < tags.size(); i++) {
      tx.sql()
          .insertInto(INSTANCE_TAG)
          .set(INSTANCE_TAG.INSTANCE_ID, id.value())
          .set(INSTANCE_TAG.PLACE, i)
          .set(INSTANCE_TAG.TAG, tags.get(i))
          .execute();
    }
  }

  /// Sets one key. A secret without a value is taken away.
  void set(Tx tx, InstanceId id, String key, Optional<String> value, boolean secret) {
    tx.sql()
        .deleteFrom(INSTANCE_SETTING)
        .where(INSTANCE_SETTING.INSTANCE_ID.eq(id.value()))
        .and(INSTANCE_SETTING.NAME.eq(key))
        .execute();
    if (secret && value.isEmpty()) {
      return;
    }
    tx.sql()
        .insertInto(INSTANCE_SETTING)
        .set(INSTANCE_SETTING.INSTANCE_ID, id.value())
        .set(INSTANCE_SETTING.NAME, key)
        .set(
            INSTANCE_SETTING.CONTENT,
            value
                .map(it ->
                    secret ? sealing.sealText(Secret.of(it), place(id, "setting/" + key)) : it)
                .orElse(null))
        .set(INSTANCE_SETTING.SEALED, secret)
        .execute();
  }

  /// Takes everything out of its configuration.
  void clear(Tx tx, InstanceId id) {
    tx.sql()
        .deleteFrom(INSTANCE_SETTING)
        .where(INSTANCE_SETTING.INSTANCE_ID.eq(id.value()))
        .execute();
  }

  void delete(Tx tx, InstanceId id) {
    tx.sql().deleteFrom(INSTANCE_GRANT).where(INSTANCE_GRANT.INSTANCE_ID.eq(id.value())).execute();
    clear(tx, id);
    tx.sql().deleteFrom(INSTANCE_TAG).where(INSTANCE_TAG.INSTANCE_ID.eq(id.value())).execute();
    tx.sql().deleteFrom(INSTANCE).where(INSTANCE.ID.eq(id.value())).execute();
  }

  /// Holds an instance against other changes until the transaction ends.
  void hold(Tx tx, InstanceId id) {
    tx.lock(INSTANCE, INSTANCE.ID.eq(id.value()));
  }

  // --- grants ------------------------------------------------------------------------------------

  Optional<Grant> grant(DSLContext sql, InstanceId id) {
    return sql.selectFrom(INSTANCE_GRANT)
        .where(INSTANCE_GRANT.INSTANCE_ID.eq(id.value()))
        .fetchOptional(this::grant);
  }

  Map<InstanceId, Grant> grants(DSLContext sql, Collection<InstanceId> ids) {
    Map<InstanceId, Grant> grants = new HashMap<>();
    sql.selectFrom(INSTANCE_GRANT)
        .where(INSTANCE_GRANT.INSTANCE_ID.in(numbers(ids)))
        .forEach(row -> grants.put(new InstanceId(row.getInstanceId()), grant(row)));
    return grants;
  }

  private Grant grant(InstanceGrantRecord row) {
    InstanceId id = new InstanceId(row.getInstanceId());
    return new Grant(
        row.getVersion(),
        sealing.openText(row.getAccessSealed(), place(id, "access")),
        Optional.ofNullable(row.getRefreshSealed())
            .map(sealed -> sealing.openText(sealed, place(id, "refresh"))),
        Optional.ofNullable(row.getExpiresAt()).map(Instant::ofEpochMilli),
        Instant.ofEpochMilli(row.getRenewedAt()));
  }

  /// Puts a grant in the place of whatever there is.
  void put(Tx tx, InstanceId id, Grant grant) {
    tx.sql().deleteFrom(INSTANCE_GRANT).where(INSTANCE_GRANT.INSTANCE_ID.eq(id.value())).execute();
    tx.sql()
        .insertInto(INSTANCE_GRANT)
        .set(INSTANCE_GRANT.INSTANCE_ID, id.value())
        .set(INSTANCE_GRANT.VERSION, grant.version())
        .set(INSTANCE_GRANT.ACCESS_SEALED, sealing.sealText(grant.access(), place(id, "access")))
        .set(
            INSTANCE_GRANT.REFRESH_SEALED,
            grant.refresh().map(it -> sealing.sealText(it, place(id, "refresh"))).orElse(null))
        .set(INSTANCE_GRANT.EXPIRES_AT, grant.expiresAt().map(Instant::toEpochMilli).orElse(null))
        .set(INSTANCE_GRANT.RENEWED_AT, grant.renewedAt().toEpochMilli())
        .set(INSTANCE_GRANT.RENEWING_UNTIL, 0L)
        .execute();
  }

  /// Takes the right to renew that version, until `until`. False when it is renewed already, or
  /// somebody else is at it.
  boolean takeRenewal(Tx tx, InstanceId id, long version, Instant now, Instant until) {
    return tx.sql()
            .update(INSTANCE_GRANT)
            .set(INSTANCE_GRANT.RENEWING_UNTIL, until.toEpochMilli())
            .where(INSTANCE_GRANT.INSTANCE_ID.eq(id.value()))
            .and(INSTANCE_GRANT.VERSION.eq(version))
            .and(INSTANCE_GRANT.RENEWING_UNTIL.le(now.toEpochMilli()))
            .execute()
        == 1;
  }

  /// Lets the right to renew go again.
  void leaveRenewal(Tx tx, InstanceId id, long version) {
    tx.sql()
        .update(INSTANCE_GRANT)
        .set(INSTANCE_GRANT.RENEWING_UNTIL, 0L)
        .where(INSTANCE_GRANT.INSTANCE_ID.eq(id.value()))
        .and(INSTANCE_GRANT.VERSION.eq(version))
        .execute();
  }
}
