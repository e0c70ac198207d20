package valise.hub.tenants;

import static valise.hub.db.generated.Tables.ACCOUNT_SETTING;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.platform.db.Database;

/// What accounts have chosen for themselves, by the names of the wire. Whoever acts on a setting
/// knows its values and its default.
@Component
public final class AccountSettings {

  private final Database database;

  AccountSettings(Database database) {
    this.database = database;
  }

  public Optional<String> get(AccountId account, String name) {
    return database.read(sql -> get(sql, account, name));
  }

  /// The same inside a transaction.
  public Optional<String> get(DSLContext sql, AccountId account, String name) {
    return sql.select(ACCOUNT_SETTING.VALUE)
        .from(ACCOUNT_SETTING)
        .where(ACCOUNT_SETTING.ACCOUNT_ID.eq(account.value()), ACCOUNT_SETTING.NAME.eq(name))
        .fetchOptional(ACCOUNT_SETTING.VALUE);
  }

  /// All that an account has chosen.
  public Map<String, String> all(AccountId account) {
    return database.read(sql ->
        sql.select(ACCOUNT_SETTING.NAME, ACCOUNT_SETTING.VALUE)
            .from(ACCOUNT_SETTING)
            .where(ACCOUNT_SETTING.ACCOUNT_ID.eq(account.value()))
            .orderBy(ACCOUNT_SETTING.NAME)
            .fetchMap(
                row -> Objects.requireNonNull(row.value1()),
                row -> Objects.requireNonNull(row.value2())));
  }

  /// Changes some, and leaves the others as they are.
  public void change(AccountId account, Map<String, String> chosen) {
    database.write(tx -> {
      chosen.forEach((name, value) ->
          tx.sql()
              .insertInto(ACCOUNT_SETTING)
              .set(ACCOUNT_SETTING.ACCOUNT_ID, account.value())
              .set(ACCOUNT_SETTING.NAME, name)
              .set(ACCOUNT_SETTING.VALUE, value)
              .onConflict(ACCOUNT_SETTING.ACCOUNT_ID, ACCOUNT_SETTING.NAME)
              .doUpdate()
              .set(ACCOUNT_SETTING.VALUE, value)
              .execute());
      return true;
    });
  }
}
