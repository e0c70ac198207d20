package valise.files.accounts;

import static valise.files.db.generated.Tables.ACCOUNT;
import static valise.files.db.generated.Tables.ACCOUNT_DOMAIN;
import static valise.files.db.generated.Tables.ACCOUNT_SETTING;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import valise.files.db.generated.tables.records.AccountRecord;
import valise.files.ids.AccountId;
import valise.platform.db.FixedQuery;
import valise.platform.db.Tx;

/// The SQL of accounts.
final class AccountStore {

  private static final FixedQuery<Record> SETTINGS =
      FixedQuery.of(
          DSL.select(ACCOUNT_SETTING.NAME, ACCOUNT_SETTING.SETTING)
              .from(ACCOUNT_SETTING)
              .where(ACCOUNT_SETTING.ACCOUNT_ID.eq(DSL.param("id", ACCOUNT_SETTING.ACCOUNT_ID))));

  Optional<Account> find(DSLContext sql, AccountId id) {
    return one(sql, ACCOUNT.ID.eq(id.value()));
  }

  Optional<Account> bySubdomain(DSLContext sql, String subdomain) {
    return one(sql, ACCOUNT.SUBDOMAIN.eq(subdomain));
  }

  Optional<Account> oldest(DSLContext sql) {
    return sql.selectFrom(ACCOUNT)
        .orderBy(ACCOUNT.CREATED_AT, ACCOUNT.ID)
        .limit(1)
        .fetchOptional(AccountStore::account);
  }

  List<Account> all(DSLContext sql) {
    return sql.selectFrom(ACCOUNT).orderBy(ACCOUNT.SUBDOMAIN).fetch(AccountStore::account);
  }

  private static Optional<Account> one(DSLContext sql, Condition which) {
    return sql.selectFrom(ACCOUNT).where(which).fetchOptional(AccountStore::account);
  }

  private static Account account(AccountRecord row) {
    return new Account(
        new AccountId(row.getId()),
        row.getSubdomain(),
        row.getCompanyName(),
        Instant.ofEpochMilli(row.getCreatedAt()));
  }

  void insert(Tx tx, Account account) {
    tx.sql()
        .insertInto(ACCOUNT)
        .set(ACCOUNT.ID, account.id().value())
        .set(ACCOUNT.SUBDOMAIN, account.subdomain())
        .set(ACCOUNT.COMPANY_NAME, account.companyName())
        .set(ACCOUNT.CREATED_AT, account.createdAt().toEpochMilli())
        .execute();
  }

  void rename(Tx tx, AccountId id, String companyName) {
    tx.sql()
        .update(ACCOUNT)
        .set(ACCOUNT.COMPANY_NAME, companyName)
        .where(ACCOUNT.ID.eq(id.value()))
        .execute();
  }

  void lock(Tx tx, AccountId id) {
    tx.lock(ACCOUNT, ACCOUNT.ID.eq(id.value()));
  }

  Map<String, String> settings(DSLContext sql, AccountId id) {
    return SETTINGS.with(sql, id.value()).fetchMap(ACCOUNT_SETTING.NAME, ACCOUNT_SETTING.SETTING);
  }

  void set(Tx tx, AccountId id, String name, String value) {
    tx.sql()
        .insertInto(ACCOUNT_SETTING)
        .set(ACCOUNT_SETTING.ACCOUNT_ID, id.value())
        .set(ACCOUNT_SETTING.NAME, name)
        .set(ACCOUNT_SETTING.SETTING, value)
        .onConflict(ACCOUNT_SETTING.ACCOUNT_ID, ACCOUNT_SETTING.NAME)
        .doUpdate()
        .set(ACCOUNT_SETTING.SETTING, value)
        .execute();
  }

  void unset(Tx tx, AccountId id, String name) {
    tx.sql()
        .deleteFrom(ACCOUNT_SETTING)
        .where(ACCOUNT_SETTING.ACCOUNT_ID.eq(id.value()), ACCOUNT_SETTING.NAME.eq(name))
        .execute();
  }

  Set<String> domains(DSLContext sql, AccountId id, String rule) {
    return sql.select(ACCOUNT_DOMAIN.DOMAIN)
        .from(ACCOUNT_DOMAIN)
        .where(ACCOUNT_DOMAIN.ACCOUNT_ID.eq(id.value()), ACCOUNT_DOMAIN.RULE.eq(rule))
        .fetchSet(ACCOUNT_DOMAIN.DOMAIN);
  }

  void addDomains(Tx tx, AccountId id, String rule, Collection<String> domains) {
    for (String domain : domains) {
      tx.sql()
          .insertInto(ACCOUNT_DOMAIN)
          .set(ACCOUNT_DOMAIN.ACCOUNT_ID, id.value())
          .set(ACCOUNT_DOMAIN.RULE, rule)
          .set(ACCOUNT_DOMAIN.DOMAIN, domain)
          .onConflictDoNothing()
          .execute();
    }
  }

  void removeDomains(Tx tx, AccountId id, String rule, Collection<String> domains) {
    tx.sql()
        .deleteFrom(ACCOUNT_DOMAIN)
        .where(
            ACCOUNT_DOMAIN.ACCOUNT_ID.eq(id.value()),
            ACCOUNT_DOMAIN.RULE.eq(rule),
            ACCOUNT_DOMAIN.DOMAIN.in(domains))
        .execute();
  }

  void removeDomains(Tx tx, AccountId id, String rule) {
    tx.sql()
        .deleteFrom(ACCOUNT_DOMAIN)
        .where(ACCOUNT_DOMAIN.ACCOUNT_ID.eq(id.value()), ACCOUNT_DOMAIN.RULE.eq(rule))
        .execute();
  }
}
