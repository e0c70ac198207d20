package valise.files.accounts;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// The tenants of this server. Methods that take a [DSLContext] or a [Tx] take part in the caller's
/// transaction; the others open their own.
@Component
public final class Accounts {

  private static final int MAX_DOMAINS = 500;
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}-]{0,62}\\.)*[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}-]{0,62}");

  private final Database database;
  private final InstantSource clock;
  private final Tenancy tenancy;
  private final ObjectProvider<OnAccountChange> onChange;
  private final AccountStore store = new AccountStore();

  Accounts(
      Database database,
      InstantSource clock,
      Tenancy tenancy,
      ObjectProvider<OnAccountChange> onChange) {
    this.database = database;
    this.clock = clock;
    this.tenancy = tenancy;
    this.onChange = onChange;
  }

  /// The account that a request's host name means; empty when nobody has that subdomain, or there
  /// is no account yet.
  public Optional<Account> forHost(String host) {
    return database.read(sql ->
        switch (tenancy.meaningOf(host)) {
          case Tenancy.Meaning.Subdomain(String label) -> store.bySubdomain(sql, label);
          case Tenancy.Meaning.Any any -> byDefault(sql);
        });
  }

  /// Whether a host name means one very account, rather than just the default one.
  public boolean namesAccount(String host) {
    return tenancy.meaningOf(host) instanceof Tenancy.Meaning.Subdomain;
  }

  /// How host names tell accounts.
  public Tenancy tenancy() {
    return tenancy;
  }

  /// The account of hosts that name none: the configured one, else the oldest.
  public Optional<Account> byDefault() {
    return database.read(this::byDefault);
  }

  private Optional<Account> byDefault(DSLContext sql) {
    return tenancy.defaultSubdomain().isEmpty()
        ? store.oldest(sql)
        : store.bySubdomain(sql, tenancy.defaultSubdomain());
  }

  public Optional<Account> bySubdomain(String subdomain) {
    String folded = subdomain.strip().toLowerCase(Locale.ROOT);
    return database.read(sql -> store.bySubdomain(sql, folded));
  }

  public Optional<Account> find(AccountId id) {
    return database.read(sql -> find(sql, id));
  }

  public Optional<Account> find(DSLContext sql, AccountId id) {
    return store.find(sql, id);
  }

  /// Every account; for operators.
  public List<Account> all() {
    return database.read(store::all);
  }

  public List<Account> all(DSLContext sql) {
    return store.all(sql);
  }

  /// Makes an account that has nobody and nothing in it yet.
  ///
  /// @throws Refusal when the subdomain is taken or is no host label
  public Account create(Tx tx, String subdomain, String companyName) {
    String label = subdomain.strip().toLowerCase(Locale.ROOT);
    if (!Tenancy.admits(label)) {
      throw Refusal.malformed(
          "BAD_FIELD",
          "'Subdomain' must be a host label of at most 63 letters, digits and hyphens, and not a"
              + " common server name.");
    }
    if (store.bySubdomain(tx.sql(), label).isPresent()) {
      throw Refusal.conflict("SUBDOMAIN_TAKEN", "The subdomain '" + label + "' is taken.");
    }
    Account account =
        new Account(
            AccountId.mint(),
            label,
            Text.requiredLine("CompanyName", companyName, 200),
            clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    store.insert(tx, account);
    return account;
  }

  public void rename(Tx tx, AccountId id, String companyName) {
    store.rename(tx, id, Text.requiredLine("CompanyName", companyName, 200));
  }

  /// Holds the account against other writers until the transaction ends; the one row that is locked
  /// before people, groups or the tree change.
  public void lock(Tx tx, AccountId id) {
    store.lock(tx, id);
  }

  public AccountSettings settings(AccountId id) {
    return database.read(sql -> settings(sql, id));
  }

  public AccountSettings settings(DSLContext sql, AccountId id) {
    return new AccountSettings(store.settings(sql, id));
  }

  /// An account that exists, with what is in force for it.
  AccountView view(AccountId id) {
    return database.read(
        sql -> new AccountView(store.find(sql, id).orElseThrow(), settings(sql, id)));
  }

  /// Sets what is named, and the last of the names, in a transaction of its own.
  AccountView change(AccountId id, Map<AccountSetting, String> values, List<String> companyNames) {
    return database.write(tx -> {
      lock(tx, id);
      companyNames.forEach(name -> rename(tx, id, name));
      set(tx, id, values);
      onChange.orderedStream().forEach(it -> it.changed(tx, id));
      return new AccountView(store.find(tx.sql(), id).orElseThrow(), settings(tx.sql(), id));
    });
  }

  /// Sets what is named; empty text sets a text back to its default.
  ///
  /// @throws Refusal when a value is none that the setting can have
  public void set(Tx tx, AccountId id, Map<AccountSetting, String> values) {
    values.forEach((setting, value) -> {
      String checked = setting.checked(value);
      if (checked.isEmpty()) {
        store.unset(tx, id, setting.wireName());
      } else {
        store.set(tx, id, setting.wireName(), checked);
      }
    });
  }

  public AccountLimits limits(AccountId id) {
    return database.read(sql -> limits(sql, id));
  }

  public AccountLimits limits(DSLContext sql, AccountId id) {
    AccountSettings settings = settings(sql, id);
    return new AccountLimits(
        settings.number(AccountSetting.QUOTA_BYTES),
        settings.number(AccountSetting.MAX_FILE_BYTES),
        settings.number(AccountSetting.USER_QUOTA_BYTES));
  }

  public DomainList domains(DSLContext sql, AccountId id, DomainRule rule) {
    Set<String> domains = store.domains(sql, id, rule.name());
    return new DomainList(settings(sql, id).flag(rule.barred()), domains);
  }

  /// Whether the account lets this address sign in, or be given a folder.
  public boolean admits(DSLContext sql, AccountId id, DomainRule rule, EmailAddress address) {
    Set<String> domains = store.domains(sql, id, rule.name());
    return domains.isEmpty()
        || new DomainList(settings(sql, id).flag(rule.barred()), domains).admits(address);
  }

  /// Puts this list in place of the one there was.
  public void replaceDomains(Tx tx, AccountId id, DomainRule rule, DomainList list) {
    Set<String> domains = checked(list.domains());
    store.removeDomains(tx, id, rule.name());
    store.addDomains(tx, id, rule.name(), domains);
    store.set(tx, id, rule.barred().wireName(), Boolean.toString(list.barred()));
  }

  public void addDomains(Tx tx, AccountId id, DomainRule rule, Collection<String> domains) {
    store.addDomains(tx, id, rule.name(), checked(domains));
    if (store.domains(tx.sql(), id, rule.name()).size() > MAX_DOMAINS) {
      throw tooManyDomains();
    }
  }

  public void removeDomains(Tx tx, AccountId id, DomainRule rule, Collection<String> domains) {
    store.removeDomains(tx, id, rule.name(), checked(domains));
  }

  private static Set<String> checked(Collection<String> domains) {
    if (domains.size() > MAX_DOMAINS) {
      throw tooManyDomains();
    }
    Set<String> checked = new TreeSet<>();
    for (String domain : domains) {
      String bare = domain.strip().toLowerCase(Locale.ROOT);
      if (bare.length() > 253 || !DOMAIN.matcher(bare).matches()) {
        throw Refusal.malformed(
            "BAD_FIELD", "'Domains' must be a list of domains such as example.com.");
      }
      checked.add(bare);
    }
    return checked;
  }

  private static Refusal tooManyDomains() {
    return Refusal.malformed(
        "BAD_FIELD", "'Domains' may have at most " + MAX_DOMAINS + " entries.");
  }
}
