package valise.files.users;

import static valise.files.db.generated.Tables.PERSON;
import static valise.files.db.generated.Tables.PERSON_EMAIL;
import static valise.files.db.generated.Tables.PERSON_ROLE;
import static valise.files.db.generated.Tables.PERSON_SETTING;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.PersonRecord;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// The SQL of people.
final class UserStore {

  /// Fewer than any database's limit on bound values.
  private static final int MAX_IN = 1_000;

  /// What a sign-in is decided on.
  record Credentials(UserId id, PasswordHash hash, boolean disabled) {}

  Optional<User> find(DSLContext sql, UserId id) {
    return fetch(sql, PERSON.ID.eq(id.value())).stream().findFirst();
  }

  Optional<User> find(DSLContext sql, AccountId account, UserId id) {
    return fetch(sql, PERSON.ID.eq(id.value()).and(PERSON.ACCOUNT_ID.eq(account.value()))).stream()
        .findFirst();
  }

  Optional<UserId> idByEmail(DSLContext sql, AccountId account, EmailAddress address) {
    return sql.select(PERSON_EMAIL.PERSON_ID)
        .from(PERSON_EMAIL)
        .where(
            PERSON_EMAIL.ACCOUNT_ID.eq(account.value()), PERSON_EMAIL.ADDRESS_CI.eq(address.key()))
        .fetchOptional(row -> new UserId(row.value1()));
  }

  Optional<Credentials> credentials(DSLContext sql, AccountId account, EmailAddress address) {
    return sql.select(PERSON.ID, PERSON.PASSWORD_HASH, PERSON.DISABLED)
        .from(PERSON_EMAIL)
        .join(PERSON)
        .on(PERSON.ID.eq(PERSON_EMAIL.PERSON_ID))
        .where(
            PERSON_EMAIL.ACCOUNT_ID.eq(account.value()),
            PERSON_EMAIL.ADDRESS_CI.eq(address.key()),
            PERSON.DELETED_AT.isNull())
        .fetchOptional(row ->
            new Credentials(
                new UserId(row.value1()), new PasswordHash(row.value2()), row.value3()));
  }

  Optional<Credentials> credentials(DSLContext sql, UserId id) {
    return sql.select(PERSON.ID, PERSON.PASSWORD_HASH, PERSON.DISABLED)
        .from(PERSON)
        .where(PERSON.ID.eq(id.value()), PERSON.DELETED_AT.isNull())
        .fetchOptional(row ->
            new Credentials(
                new UserId(row.value1()), new PasswordHash(row.value2()), row.value3()));
  }

  Map<UserId, User> load(DSLContext sql, AccountId account, Set<UserId> ids) {
    Map<UserId, User> found = new HashMap<>();
    List<String> all = ids.stream().map(UserId::value).toList();
    for (int from = 0; from < all.size(); from += MAX_IN) {
      Collection<String> some = all.subList(from, Math.min(all.size(), from + MAX_IN));
      fetch(sql, PERSON.ID.in(some).and(PERSON.ACCOUNT_ID.eq(account.value())))
          .forEach(user -> found.put(user.id(), user));
    }
    return found;
  }

  /// Names of people of any account; items belong to one account already.
  Map<UserId, valise.files.items.Creators.PersonName> names(DSLContext sql, Set<UserId> ids) {
    Map<UserId, valise.files.items.Creators.PersonName> names = new HashMap<>();
    List<String> all = ids.stream().map(UserId::value).toList();
    for (int from = 0; from < all.size(); from += MAX_IN) {
      sql.select(PERSON.ID, PERSON.FIRST_NAME, PERSON.LAST_NAME)
          .from(PERSON)
          .where(PERSON.ID.in(all.subList(from, Math.min(all.size(), from + MAX_IN))))
          .forEach(row ->
              names.put(
                  new UserId(row.value1()),
                  new valise.files.items.Creators.PersonName(row.value2(), row.value3())));
    }
    return names;
  }

  int count(DSLContext sql, AccountId account, boolean employees) {
    return sql.fetchCount(
        PERSON,
        PERSON
            .ACCOUNT_ID
            .eq(account.value())
            .and(PERSON.EMPLOYEE.eq(employees))
            .and(PERSON.DELETED_AT.isNull()));
  }

  Map<UserId, Map<String, String>> settings(DSLContext sql, Collection<UserId> ids) {
    Map<UserId, Map<String, String>> settings = new HashMap<>();
    List<String> all = ids.stream().map(UserId::value).toList();
    for (int from = 0; from < all.size(); from += MAX_IN) {
      sql.select(PERSON_SETTING.PERSON_ID, PERSON_SETTING.NAME, PERSON_SETTING.SETTING)
          .from(PERSON_SETTING)
          .where(
              PERSON_SETTING.PERSON_ID.in(all.subList(from, Math.min(all.size(), from + MAX_IN))))
          .forEach(row ->
              settings
                  .computeIfAbsent(new UserId(row.value1()), id -> new HashMap<>())
                  .put(row.value2(), row.value3()));
    }
    return settings;
  }

  void set(Tx tx, UserId id, String name, String value) {
    PeopleChanges.in(tx);
    tx.sql()
        .insertInto(PERSON_SETTING)
        .set(PERSON_SETTING.PERSON_ID, id.value())
        .set(PERSON_SETTING.NAME, name)
        .set(PERSON_SETTING.SETTING, value)
        .onConflict(PERSON_SETTING.PERSON_ID, PERSON_SETTING.NAME)
        .doUpdate()
        .set(PERSON_SETTING.SETTING, value)
        .execute();
  }

  /// Who may act, read with as little as possible: it is asked for on every request.
  Optional<Standing> standing(DSLContext sql, UserId id) {
    Optional<PersonRecord> row =
        sql.selectFrom(PERSON)
            .where(PERSON.ID.eq(id.value()), PERSON.DISABLED.eq(false), PERSON.DELETED_AT.isNull())
            .fetchOptional();
    return row.map(it -> {
      EnumSet<Role> roles = EnumSet.of(it.getEmployee() ? Role.EMPLOYEE : Role.CLIENT);
      sql.select(PERSON_ROLE.ROLE)
          .from(PERSON_ROLE)
          .where(PERSON_ROLE.PERSON_ID.eq(id.value()))
          .forEach(role -> Role.parse(role.value1()).ifPresent(roles::add));
      return new Standing(
          id,
          new AccountId(it.getAccountId()),
          roles,
          ZoneId.of(it.getZone()),
          it.getSecurityNo(),
          it.getMustChangePassword());
    });
  }

  void update(Tx tx, UserId id, User user) {
    PeopleChanges.in(tx);
    tx.sql()
        .update(PERSON)
        .set(PERSON.FIRST_NAME, user.firstName())
        .set(PERSON.LAST_NAME, user.lastName())
        .set(PERSON.COMPANY, user.company())
        .set(PERSON.EMPLOYEE, user.employee())
        .set(PERSON.DISABLED, user.disabled())
        .set(PERSON.QUOTA_BYTES, user.quotaBytes())
        .set(PERSON.ZONE, user.zone().getId())
        .where(PERSON.ID.eq(id.value()))
        .execute();
  }

  void removeEmail(Tx tx, UserId id, EmailAddress address) {
    PeopleChanges.in(tx);
    tx.sql()
        .deleteFrom(PERSON_EMAIL)
        .where(PERSON_EMAIL.PERSON_ID.eq(id.value()), PERSON_EMAIL.ADDRESS_CI.eq(address.key()))
        .execute();
  }

  void makePrimary(Tx tx, UserId id, EmailAddress address) {
    PeopleChanges.in(tx);
    tx.sql()
        .update(PERSON_EMAIL)
        .set(PERSON_EMAIL.IS_PRIMARY, PERSON_EMAIL.ADDRESS_CI.eq(address.key()))
        .where(PERSON_EMAIL.PERSON_ID.eq(id.value()))
        .execute();
  }

  void confirm(Tx tx, UserId id, EmailAddress address) {
    tx.sql()
        .update(PERSON_EMAIL)
        .set(PERSON_EMAIL.CONFIRMED, true)
        .where(PERSON_EMAIL.PERSON_ID.eq(id.value()), PERSON_EMAIL.ADDRESS_CI.eq(address.key()))
        .execute();
    tx.sql().update(PERSON).set(PERSON.CONFIRMED, true).where(PERSON.ID.eq(id.value())).execute();
  }

  /// What is left is a name for what the user did.
  void bury(Tx tx, UserId id, Instant now) {
    PeopleChanges.in(tx);
    tx.sql().deleteFrom(PERSON_EMAIL).where(PERSON_EMAIL.PERSON_ID.eq(id.value())).execute();
    tx.sql().deleteFrom(PERSON_ROLE).where(PERSON_ROLE.PERSON_ID.eq(id.value())).execute();
    tx.sql().deleteFrom(PERSON_SETTING).where(PERSON_SETTING.PERSON_ID.eq(id.value())).execute();
    tx.sql()
        .update(PERSON)
        .set(PERSON.DELETED_AT, now.toEpochMilli())
        .set(PERSON.PASSWORD_HASH, "")
        .set(PERSON.DISABLED, true)
        .set(PERSON.SECURITY_NO, PERSON.SECURITY_NO.plus(1))
        .where(PERSON.ID.eq(id.value()))
        .execute();
  }

  /// Employees or clients, sorted by name.
  List<User> list(DSLContext sql, AccountId account, boolean employees) {
    return fetch(
        sql,
        PERSON
            .ACCOUNT_ID
            .eq(account.value())
            .and(PERSON.EMPLOYEE.eq(employees))
            .and(PERSON.DELETED_AT.isNull()));
  }

  private static List<User> fetch(DSLContext sql, Condition which) {
    List<PersonRecord> rows =
        sql.selectFrom(PERSON)
            .where(which)
            .orderBy(PERSON.LAST_NAME, PERSON.FIRST_NAME, PERSON.ID)
            .fetch();
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<String, List<User.Email>> emails = new HashMap<>();
    sql.select(
            PERSON_EMAIL.PERSON_ID,
            PERSON_EMAIL.ADDRESS,
            PERSON_EMAIL.IS_PRIMARY,
            PERSON_EMAIL.CONFIRMED)
        .from(PERSON_EMAIL)
        .join(PERSON)
        .on(PERSON.ID.eq(PERSON_EMAIL.PERSON_ID))
        .where(which)
        .orderBy(PERSON_EMAIL.IS_PRIMARY.desc(), PERSON_EMAIL.ADDRESS_CI)
        .forEach(row ->
            emails
                .computeIfAbsent(row.value1(), id -> new ArrayList<>())
                .add(new User.Email(new EmailAddress(row.value2()), row.value3(), row.value4())));
    Map<String, Set<Role>> roles = new HashMap<>();
    sql.select(PERSON_ROLE.PERSON_ID, PERSON_ROLE.ROLE)
        .from(PERSON_ROLE)
        .join(PERSON)
        .on(PERSON.ID.eq(PERSON_ROLE.PERSON_ID))
        .where(which)
        .forEach(row ->
            Role.parse(row.value2())
                .ifPresent(role ->
                    roles
                        .computeIfAbsent(row.value1(), id -> EnumSet.noneOf(Role.class))
                        .add(role)));
    return rows.stream()
        .map(row ->
            user(
                row,
                emails.getOrDefault(row.getId(), List.of()),
                roles.getOrDefault(row.getId(), Set.of())))
        .toList();
  }

  private static User user(PersonRecord row, List<User.Email> emails, Set<Role> roles) {
    String creator = row.getCreatorId();
    return new User(
        new UserId(row.getId()),
        new AccountId(row.getAccountId()),
        row.getEmployee(),
        row.getFirstName(),
        row.getLastName(),
        row.getCompany(),
        emails,
        roles,
        ZoneId.of(row.getZone()),
        row.getDisabled(),
        row.getDeletedAt() != null,
        row.getConfirmed(),
        Instant.ofEpochMilli(row.getCreatedAt()),
        creator == null ? null : new UserId(creator),
        row.getQuotaBytes(),
        new User.Security(
            row.getSecurityNo(),
            !row.getPasswordHash().isEmpty(),
            row.getMustChangePassword(),
            instant(row.getPasswordChangedAt()),
            instant(row.getFirstSignInAt()),
            instant(row.getLastSignInAt())));
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  void insert(Tx tx, UserId id, AccountId account, NewUser user, Instant now) {
    UserId creator = user.creator();
    tx.sql()
        .insertInto(PERSON)
        .set(PERSON.ID, id.value())
        .set(PERSON.ACCOUNT_ID, account.value())
        .set(PERSON.EMPLOYEE, user.employee())
        .set(PERSON.FIRST_NAME, user.firstName())
        .set(PERSON.LAST_NAME, user.lastName())
        .set(PERSON.COMPANY, user.company())
        .set(PERSON.ZONE, user.zone().getId())
        .set(PERSON.DISABLED, false)
        .set(PERSON.CONFIRMED, user.confirmed())
        .set(PERSON.CREATOR_ID, creator == null ? null : creator.value())
        .set(PERSON.CREATED_AT, now.toEpochMilli())
        .set(PERSON.PASSWORD_HASH, user.password().text())
        .set(PERSON.PASSWORD_CHANGED_AT, user.password().isNone() ? null : now.toEpochMilli())
        .set(PERSON.MUST_CHANGE_PASSWORD, false)
        .set(PERSON.SECURITY_NO, 0L)
        .set(PERSON.QUOTA_BYTES, user.quotaBytes())
        .execute();
    insertEmail(tx, account, id, user.email(), true, user.confirmed());
    addRoles(tx, id, user.roles());
  }

  void insertEmail(
      Tx tx,
      AccountId account,
      UserId id,
      EmailAddress address,
      boolean primary,
      boolean confirmed) {
    tx.sql()
        .insertInto(PERSON_EMAIL)
        .set(PERSON_EMAIL.ACCOUNT_ID, account.value())
        .set(PERSON_EMAIL.ADDRESS_CI, address.key())
        .set(PERSON_EMAIL.ADDRESS, address.text())
        .set(PERSON_EMAIL.PERSON_ID, id.value())
        .set(PERSON_EMAIL.IS_PRIMARY, primary)
        .set(PERSON_EMAIL.CONFIRMED, confirmed)
        .execute();
  }

  void addRoles(Tx tx, UserId id, Set<Role> roles) {
    PeopleChanges.in(tx);
    for (Role role : roles) {
      tx.sql()
          .insertInto(PERSON_ROLE)
          .set(PERSON_ROLE.PERSON_ID, id.value())
          .set(PERSON_ROLE.ROLE, role.wireName())
          .onConflictDoNothing()
          .execute();
    }
  }

  void removeRoles(Tx tx, UserId id, Set<Role> roles) {
    PeopleChanges.in(tx);
    tx.sql()
        .deleteFrom(PERSON_ROLE)
        .where(
            PERSON_ROLE.PERSON_ID.eq(id.value()),
            PERSON_ROLE.ROLE.in(roles.stream().map(Role::wireName).toList()))
        .execute();
  }

  void setPassword(Tx tx, UserId id, PasswordHash hash, boolean mustChange, Instant now) {
    PeopleChanges.in(tx);
    tx.sql()
        .update(PERSON)
        .set(PERSON.PASSWORD_HASH, hash.text())
        .set(PERSON.PASSWORD_CHANGED_AT, now.toEpochMilli())
        .set(PERSON.MUST_CHANGE_PASSWORD, mustChange)
        .set(PERSON.SECURITY_NO, PERSON.SECURITY_NO.plus(1))
        .where(PERSON.ID.eq(id.value()))
        .execute();
  }

  /// Ends what earlier sign-ins gave.
  void endSignIns(Tx tx, UserId id) {
    PeopleChanges.in(tx);
    tx.sql()
        .update(PERSON)
        .set(PERSON.SECURITY_NO, PERSON.SECURITY_NO.plus(1))
        .where(PERSON.ID.eq(id.value()))
        .execute();
  }

  void signedIn(Tx tx, UserId id, Instant now) {
    Field<Long> first = DSL.coalesce(PERSON.FIRST_SIGN_IN_AT, DSL.val(now.toEpochMilli()));
    tx.sql()
        .update(PERSON)
        .set(PERSON.FIRST_SIGN_IN_AT, first)
        .set(PERSON.LAST_SIGN_IN_AT, now.toEpochMilli())
        .set(PERSON.CONFIRMED, true)
        .where(PERSON.ID.eq(id.value()))
        .execute();
  }

  Set<UserId> activeAdmins(DSLContext sql, AccountId account) {
    return sql.select(PERSON.ID)
        .from(PERSON)
        .join(PERSON_ROLE)
        .on(PERSON_ROLE.PERSON_ID.eq(PERSON.ID))
        .where(
            PERSON.ACCOUNT_ID.eq(account.value()),
            PERSON.EMPLOYEE.eq(true),
            PERSON.DISABLED.eq(false),
            PERSON.DELETED_AT.isNull(),
            PERSON_ROLE.ROLE.eq(Role.MASTER_ADMIN.wireName()))
        .fetchSet(row -> new UserId(row.value1()));
  }
}
