package valise.files.users;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.mail.Address;
import valise.platform.mail.Composition;
import valise.platform.mail.Letter;
import valise.platform.mail.Message;
import valise.platform.mail.Outgoing;
import valise.platform.secrets.Tokens;

/// Mails about a person's own access: welcome, a forgotten password, an address to confirm.
///
/// Each is asked for in the transaction of what it tells of, and written by a job: whoever asks for
/// the mail of somebody who does not exist waits no less and learns nothing. The one-time code is
/// made when the mail is, so none lies around.
@Component
public final class UserMail {

  static final String QUEUE = "users.mail";
  private static final Duration PASSWORD_VALIDITY = Duration.ofHours(2);
  private static final Duration WELCOME_VALIDITY = Duration.ofDays(7);
  private static final Duration ADDRESS_VALIDITY = Duration.ofDays(1);

  /// Strangers cannot have more than one mail in this time sent to anybody.
  private static final Duration PAUSE = Duration.ofMinutes(2);

  /// So many mails may be asked for from one network address before it has to wait.
  private static final int FREE_ASKS = 10;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  enum Kind {
    WELCOME,
    FORGOTTEN,
    ADDRESS,
    CHANGED,
    ACCOUNTS
  }

  /// @param account empty for mails about all accounts of an address
  /// @param user empty when only an address is known
  record Order(Kind kind, String account, String user, String address, String message) {}

  private final Database database;
  private final InstantSource clock;
  private final Jobs jobs;
  private final Accounts accounts;
  private final ObjectProvider<Users> users;
  private final UserMailSettings settings;
  private final Slowdown asks;

  UserMail(
      Database database,
      InstantSource clock,
      Jobs jobs,
      Accounts accounts,
      ObjectProvider<Users> users,
      Outgoing outgoing,
      UserMailSettings settings) {
    this.database = database;
    this.clock = clock;
    this.jobs = jobs;
    this.accounts = accounts;
    this.users = users;
    this.settings = settings;
    this.asks = new Slowdown(clock, FREE_ASKS);
    outgoing.composed(QUEUE, this::compose);
    jobs.every(
        Duration.ofHours(6),
        "users.sweep",
        job -> {
          this.users.getObject().sweep();
          return Outcome.done();
        });
  }

  // --- asking ------------------------------------------------------------------------------------

  /// Asks for the mail with which a new user chooses a password.
  ///
  /// @param message what the one who made the user adds, or empty
  public void welcome(Tx tx, User user, String message) {
    order(tx, user.id().value(), of(Kind.WELCOME, user, message), clock.instant());
  }

  void passwordChanged(Tx tx, User user) {
    order(tx, user.id().value(), of(Kind.CHANGED, user, ""), clock.instant());
  }

  void confirmAddress(Tx tx, User user, EmailAddress address) {
    order(
        tx,
        user.id().value(),
        new Order(Kind.ADDRESS, user.account().value(), user.id().value(), address.text(), ""),
        clock.instant());
  }

  /// Asks for the mail with which somebody who forgot their password chooses another one. The same
  /// whether anybody has the address or not.
  ///
  /// @param from the asker's network address
  /// @throws Refusal when too many mails were asked for from there
  public void forgotten(AccountId account, EmailAddress address, String from) {
    String key = account.value() + Tokens.hash(address.key());
    order(from, key, new Order(Kind.FORGOTTEN, account.value(), "", address.text(), ""));
  }

  /// Asks for the mail that lists the accounts of an address; the same whether there are any.
  void accounts(EmailAddress address, String from) {
    order(from, Tokens.hash(address.key()), new Order(Kind.ACCOUNTS, "", "", address.text(), ""));
  }

  private void order(String from, String key, Order order) {
    asks.attempt(from)
        .ifPresent(wait -> {
          throw Refusal.tooFast("Too many mails were asked for from your network.", wait);
        });
    database.write(tx -> {
      order(tx, key, order, clock.instant());
      return true;
    });
  }

  private static Order of(Kind kind, User user, String message) {
    return new Order(kind, user.account().value(), user.id().value(), "", message);
  }

  private void order(Tx tx, String key, Order order, Instant due) {
    jobs.enqueue(tx, QUEUE, order.kind() + ":" + key, MAPPER.writeValueAsString(order), due);
  }

  // --- writing -----------------------------------------------------------------------------------

  private Composition compose(Job job) {
    Order order = MAPPER.readValue(job.payload(), Order.class);
    return database
        .write(tx -> write(tx, order, job.attempt() > 1))
        .map(Composition::ready)
        .orElseGet(Composition::nothing);
  }

  /// @param again whether this was tried before, and the code of that attempt is not with its owner
  private Optional<Message> write(Tx tx, Order order, boolean again) {
    if (order.kind() == Kind.ACCOUNTS) {
      return EmailAddress.parse(order.address()).flatMap(address -> accountsOf(tx, address));
    }
    Optional<Account> account = accounts.find(tx.sql(), new AccountId(order.account()));
    Optional<User> user =
        order.user().isEmpty()
            ? EmailAddress.parse(order.address())
                .flatMap(it -> users.getObject().find(tx.sql(), new AccountId(order.account()), it))
            : users.getObject().find(tx.sql(), new UserId(order.user()));
    return user.filter(User::active)
        .flatMap(found -> account.flatMap(at -> write(tx, order, at.companyName(), found, again)));
  }

  private Optional<Message> write(Tx tx, Order order, String house, User user, boolean again) {
    EmailAddress own = user.email().orElseThrow();
    String name = user.fullName();
    return switch (order.kind()) {
      case WELCOME -> {
        String link = passwordLink(tx, user, WELCOME_VALIDITY);
        yield Optional.of(to(own, name, UserLetters.welcome(house, name, order.message(), link)));
      }
      case FORGOTTEN -> {
        Duration left = PASSWORD_VALIDITY.minus(PAUSE);
        if (!again && users.getObject().hasRecentCode(tx, user, left)) {
          yield Optional.empty();
        }
        String link = passwordLink(tx, user, PASSWORD_VALIDITY);
        yield Optional.of(to(own, name, UserLetters.forgotten(house, name, link)));
      }
      case ADDRESS ->
          EmailAddress.parse(order.address())
              .map(address -> {
                String link =
                    settings.addressPage(
                        users.getObject().addressCode(tx, user, address, ADDRESS_VALIDITY));
                return to(address, name, UserLetters.confirmAddress(house, name, link));
              });
      case CHANGED -> Optional.of(to(own, name, UserLetters.passwordChanged(house, name)));
      case ACCOUNTS -> Optional.empty();
    };
  }

  private Optional<Message> accountsOf(Tx tx, EmailAddress address) {
    List<Letter.Thing> found =
        accounts.all(tx.sql()).stream()
            .filter(account ->
                users
                    .getObject()
                    .find(tx.sql(), account.id(), address)
                    .filter(User::active)
                    .isPresent())
            .map(account -> new Letter.Thing(account.companyName(), account.subdomain()))
            .toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(to(address, "", UserLetters.accounts(settings.from().name(), found)));
  }

  private Message to(EmailAddress address, String name, Letter letter) {
    return letter.to(settings.from(), Address.named(address.text(), name));
  }

  /// Where a user who has no password yet, and is told of something else, chooses one; good for
  /// seven days. Links handed out before end.
  public String activation(Tx tx, User user) {
    return passwordLink(tx, user, WELCOME_VALIDITY);
  }

  private String passwordLink(Tx tx, User user, Duration validity) {
    return settings.passwordPage(users.getObject().passwordCode(tx, user, validity));
  }
}
