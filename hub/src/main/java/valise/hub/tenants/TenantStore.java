package valise.hub.tenants;

import static valise.hub.db.generated.Tables.ACCOUNT;
import static valise.hub.db.generated.Tables.ACCOUNT_SETTING;
import static valise.hub.db.generated.Tables.MEMBER;
import static valise.hub.db.generated.Tables.MEMBER_ROLE;
import static valise.hub.db.generated.Tables.ORGANIZATION;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.hub.db.generated.tables.records.AccountRecord;
import valise.hub.db.generated.tables.records.MemberRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.OrganizationId;
import valise.hub.ids.UserId;
import valise.platform.db.Tx;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// SQL of tenants, and the sealing of their secrets.
@Component
final class TenantStore {

  private final Sealing sealing;

  TenantStore(Sealing sealing) {
    this.sealing = sealing;
  }

  // --- organizations -----------------------------------------------------------------------------

  void insert(Tx tx, OrganizationId id, String name, Secret<String> secret, Instant now) {
    tx.sql()
        .insertInto(ORGANIZATION)
        .set(ORGANIZATION.ID, id.value())
        .set(ORGANIZATION.NAME, name)
        .set(ORGANIZATION.SECRET_HASH, Tokens.hash(secret.reveal()))
        .set(ORGANIZATION.CREATED_AT, now.toEpochMilli())
        .execute();
  }

  void setSecret(Tx tx, OrganizationId id, Secret<String> secret) {
    tx.sql()
        .update(ORGANIZATION)
        .set(ORGANIZATION.SECRET_HASH, Tokens.hash(secret.reveal()))
        .where(ORGANIZATION.ID.eq(id.value()))
        .execute();
  }

  Optional<OrganizationId> organization(DSLContext sql, Secret<String> secret) {
    return sql.select(ORGANIZATION.ID)
        .from(ORGANIZATION)
        .where(ORGANIZATION.SECRET_HASH.eq(Tokens.hash(secret.reveal())))
        .fetchOptional(row -> new OrganizationId(row.value1()));
  }

  List<OrganizationId> organizations(DSLContext sql) {
    return sql.select(ORGANIZATION.ID)
        .from(ORGANIZATION)
        .orderBy(ORGANIZATION.ID)
        .fetch(row -> new OrganizationId(row.value1()));
  }

  String organizationName(DSLContext sql, OrganizationId id) {
    return sql.select(ORGANIZATION.NAME)
        .from(ORGANIZATION)
        .where(ORGANIZATION.ID.eq(id.value()))
        .fetchSingle()
        .value1();
  }

  // --- accounts ----------------------------------------------------------------------------------

  void insert(Tx tx, Account account) {
    tx.sql()
        .insertInto(ACCOUNT)
        .set(ACCOUNT.ID, account.id().value())
        .set(ACCOUNT.ORGANIZATION_ID, account.organization().value())
        .set(ACCOUNT.EXTERNAL_ID, account.externalId())
        .set(ACCOUNT.NAME, account.name())
        .set(ACCOUNT.DESCRIPTION, account.description())
        .set(ACCOUNT.MAIN, account.main())
        .set(ACCOUNT.ACTIVE, account.active())
        .set(ACCOUNT.CREATED_AT, account.createdAt().toEpochMilli())
        .set(ACCOUNT.UPDATED_AT, account.updatedAt().toEpochMilli())
        .execute();
  }

  void update(Tx tx, Account account) {
    tx.sql()
        .update(ACCOUNT)
        .set(ACCOUNT.EXTERNAL_ID, account.externalId())
        .set(ACCOUNT.NAME, account.name())
        .set(ACCOUNT.DESCRIPTION, account.description())
        .set(ACCOUNT.ACTIVE, account.active())
        .set(ACCOUNT.UPDATED_AT, account.updatedAt().toEpochMilli())
        .where(ACCOUNT.ID.eq(account.id().value()))
        .execute();
  }

  Optional<Account> account(DSLContext sql, AccountId id) {
    return sql.selectFrom(ACCOUNT)
        .where(ACCOUNT.ID.eq(id.value()))
        .fetchOptional(TenantStore::account);
  }

  List<Account> accounts(DSLContext sql, OrganizationId organization) {
    return sql.selectFrom(ACCOUNT)
        .where(ACCOUNT.ORGANIZATION_ID.eq(organization.value()))
        .orderBy(ACCOUNT.ID)
        .fetch(TenantStore::account);
  }

  private static Account account(AccountRecord row) {
    return new Account(
        new AccountId(row.getId()),
        new OrganizationId(row.getOrganizationId()),
        row.getExternalId(),
        row.getName(),
        row.getDescription(),
        row.getMain(),
        row.getActive(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        Instant.ofEpochMilli(row.getUpdatedAt()));
  }

  Map<String, String> settings(DSLContext sql, AccountId account) {
    Map<String, String> settings = new LinkedHashMap<>();
    sql.selectFrom(ACCOUNT_SETTING)
        .where(ACCOUNT_SETTING.ACCOUNT_ID.eq(account.value()))
        .orderBy(ACCOUNT_SETTING.NAME)
        .forEach(row -> settings.put(row.getName(), row.getContent()));
    return settings;
  }

  void setting(Tx tx, AccountId account, String name, String content) {
    tx.sql()
        .insertInto(ACCOUNT_SETTING)
        .set(ACCOUNT_SETTING.ACCOUNT_ID, account.value())
        .set(ACCOUNT_SETTING.NAME, name)
        .set(ACCOUNT_SETTING.CONTENT, content)
        .onConflict(ACCOUNT_SETTING.ACCOUNT_ID, ACCOUNT_SETTING.NAME)
        .doUpdate()
        .set(ACCOUNT_SETTING.CONTENT, content)
        .execute();
  }

  // --- users -------------------------------------------------------------------------------------

  void insert(Tx tx, User user, Optional<String> passwordHash, Secret<String> secret) {
    tx.sql()
        .insertInto(MEMBER)
        .set(MEMBER.ID, user.id().value())
        .set(MEMBER.ORGANIZATION_ID, user.organization().value())
        .set(MEMBER.ACCOUNT_ID, user.account().value())
        .set(MEMBER.EMAIL, user.email())
        .set(MEMBER.EMAIL_CI, folded(user.email()))
        .set(MEMBER.FIRST_NAME, user.firstName())
        .set(MEMBER.LAST_NAME, user.lastName())
        .set(MEMBER.PASSWORD_HASH, passwordHash.orElse(null))
        .set(MEMBER.SECRET_HASH, Tokens.hash(secret.reveal()))
        .set(MEMBER.SECRET_SEALED, sealing.sealText(secret, place(user.id())))
        .set(MEMBER.ACTIVE, user.active())
        .set(MEMBER.CREATED_AT, user.createdAt().toEpochMilli())
        .set(MEMBER.UPDATED_AT, user.updatedAt().toEpochMilli())
        .execute();
    roles(tx, user.id(), user.roles());
  }

  void update(Tx tx, User user) {
    tx.sql()
        .update(MEMBER)
        .set(MEMBER.EMAIL, user.email())
        .set(MEMBER.EMAIL_CI, folded(user.email()))
        .set(MEMBER.FIRST_NAME, user.firstName())
        .set(MEMBER.LAST_NAME, user.lastName())
        .set(MEMBER.ACTIVE, user.active())
        .set(MEMBER.UPDATED_AT, user.updatedAt().toEpochMilli())
        .where(MEMBER.ID.eq(user.id().value()))
        .execute();
    roles(tx, user.id(), user.roles());
  }

  private static void roles(Tx tx, UserId user, Set<Role> roles) {
    tx.sql().deleteFrom(MEMBER_ROLE).where(MEMBER_ROLE.MEMBER_ID.eq(user.value())).execute();
    for (Role role : roles) {
      tx.sql()
          .insertInto(MEMBER_ROLE)
          .set(MEMBER_ROLE.MEMBER_ID, user.value())
          .set(MEMBER_ROLE.ROLE, role.key())
          .execute();
    }
  }

  void setPassword(Tx tx, UserId user, String hash) {
    tx.sql()
        .update(MEMBER)
        .set(MEMBER.PASSWORD_HASH, hash)
        .where(MEMBER.ID.eq(user.value()))
        .execute();
  }

  void setSecret(Tx tx, UserId user, Secret<String> secret) {
    tx.sql()
        .update(MEMBER)
        .set(MEMBER.SECRET_HASH, Tokens.hash(secret.reveal()))
        .set(MEMBER.SECRET_SEALED, sealing.sealText(secret, place(user)))
        .where(MEMBER.ID.eq(user.value()))
        .execute();
  }

  /// An active user of an active account.
  Optional<User> bySecret(DSLContext sql, Secret<String> secret) {
    return users(sql, MEMBER.SECRET_HASH.eq(Tokens.hash(secret.reveal()))).stream()
        .filter(User::active)
        .filter(user -> account(sql, user.account()).filter(Account::active).isPresent())
        .findFirst();
  }

  Optional<User> user(DSLContext sql, UserId id) {
    return users(sql, MEMBER.ID.eq(id.value())).stream().findFirst();
  }

  Optional<User> byEmail(DSLContext sql, OrganizationId organization, String email) {
    return users(
            sql,
            MEMBER.ORGANIZATION_ID.eq(organization.value()).and(MEMBER.EMAIL_CI.eq(folded(email))))
        .stream()
        .findFirst();
  }

  List<User> users(DSLContext sql, AccountId account) {
    return users(sql, MEMBER.ACCOUNT_ID.eq(account.value()));
  }

  List<User> users(DSLContext sql, OrganizationId organization) {
    return users(sql, MEMBER.ORGANIZATION_ID.eq(organization.value()));
  }

  Optional<String> passwordHash(DSLContext sql, UserId user) {
    return sql.select(MEMBER.PASSWORD_HASH)
        .from(MEMBER)
        .where(MEMBER.ID.eq(user.value()))
        .fetchOptional(MEMBER.PASSWORD_HASH);
  }

  Secret<String> secret(DSLContext sql, UserId user) {
    return sealing.openText(
        sql.select(MEMBER.SECRET_SEALED)
            .from(MEMBER)
            .where(MEMBER.ID.eq(user.value()))
            .fetchSingle()
            .value1(),
        place(user));
  }

  private static List<User> users(DSLContext sql, Condition which) {
    List<MemberRecord> rows = sql.selectFrom(MEMBER).where(which).orderBy(MEMBER.ID).fetch();
    Map<Long, Set<Role>> roles =
        sql
            .selectFrom(MEMBER_ROLE)
            .where(MEMBER_ROLE.MEMBER_ID.in(sql.select(MEMBER.ID).from(MEMBER).where(which)))
            .fetch()
            .stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.getMemberId(),
                    Collectors.flatMapping(
                        row -> Role.of(row.getRole()).stream(), Collectors.toSet())));
    return rows.stream()
        .map(row ->
            new User(
                new UserId(row.getId()),
                new OrganizationId(row.getOrganizationId()),
                new AccountId(row.getAccountId()),
                row.getEmail(),
                row.getFirstName(),
                row.getLastName(),
                roles.getOrDefault(row.getId(), Set.of()),
                row.getActive(),
                Instant.ofEpochMilli(row.getCreatedAt()),
                Instant.ofEpochMilli(row.getUpdatedAt())))
        .toList();
  }

  private static String folded(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  private static String place(UserId id) {
    return "member/" + id + "/secret";
  }
}
