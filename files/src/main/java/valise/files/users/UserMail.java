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
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.mail.Address;
import valise.platform.mail.Mailer;
import valise.platform.mail.Message;
import valise.platform.secrets.Secret;
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
  private final Mailer mailer;
  private final UserMailSettings settings;
  private final Slowdown asks;

  UserMail(
      Database database,
      InstantSource clock,
      Jobs jobs,
      Accounts accounts,
      ObjectProvider<Users> users,
      Mailer mailer,
      UserMailSettings settings) {
    this.database = database;
    this.clock = clock;
    this.jobs = jobs;
    this.accounts = accounts;
    this.users = users;
    this.mailer = mailer;
    this.settings = settings;
    this.asks = new Slowdown(clock, FREE_ASKS);
    jobs.handle(JobQueue.named(QUEUE), this::run);
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

  private record Letter(EmailAddress to, String name, String subject, String text) {}

  private Outcome run(Job job) {
    Order order = MAPPER.readValue(job.payload(), Order.class);
    List<Letter> letters = database.write(tx -> write(tx, order));
    for (Letter letter : letters) {
      mailer.send(
          Message.of(
              settings.from(),
              Address.of(letter.to().text(), letter.name()),
              letter.subject(),
              letter.text()));
    }
    return Outcome.done();
  }

  private List<Letter> write(Tx tx, Order order) {
    if (order.kind() == Kind.ACCOUNTS) {
      return EmailAddress.parse(order.address()).stream()
          .flatMap(address -> accountsOf(tx, address).stream())
          .toList();
    }
    Optional<Account> account = accounts.find(tx.sql(), new AccountId(order.account()));
    Optional<User> user =
        order.user().isEmpty()
            ? EmailAddress.parse(order.address())
                .flatMap(it -> users.getObject().find(tx.sql(), new AccountId(order.account()), it))
            : users.getObject().find(tx.sql(), new UserId(order.user()));
    if (account.isEmpty() || user.filter(User::active).isEmpty()) {
      return List.of();
    }
    return letter(tx, order, account.get(), user.get()).stream().toList();
  }

  private Optional<Letter> letter(Tx tx, Order order, Account account, User user) {
    String company = account.companyName();
    EmailAddress to = user.email().orElseThrow();
    return switch (order.kind()) {
      case WELCOME ->
          Optional.of(
              new Letter(
                  to,
                  user.fullName(),
                  "Welcome to " + company,
                  greeting(user)
                      + company
                      + " has made a user for you.\n\n"
                      + (order.message().isBlank() ? "" : order.message() + "\n\n")
                      + "Choose a password within seven days:\n"
                      + passwordLink(tx, user, WELCOME_VALIDITY)
                      + "\n"));
      case FORGOTTEN -> {
        if (users.getObject().hasRecentCode(tx, user, PASSWORD_VALIDITY.minus(PAUSE))) {
          yield Optional.empty();
        }
        yield Optional.of(
            new Letter(
                to,
                user.fullName(),
                "Your password at " + company,
                greeting(user)
                    + "Somebody, probably you, asked for a new password at "
                    + company
                    + ".\nChoose one within two hours:\n"
                    + passwordLink(tx, user, PASSWORD_VALIDITY)
                    + "\n\nIf it was not you, nothing has changed and you need do nothing.\n"));
      }
      case ADDRESS ->
          EmailAddress.parse(order.address())
              .map(address ->
                  new Letter(
                      address,
                      user.fullName(),
                      "Confirm your address at " + company,
                      greeting(user)
                          + "Confirm within a day that this is your address at "
                          + company
                          + ":\n"
                          + settings.addressPage(
                              users.getObject().addressCode(tx, user, address, ADDRESS_VALIDITY))
                          + "\n\nIf you know nothing of it, ignore this mail.\n"));
      case CHANGED ->
          Optional.of(
              new Letter(
                  to,
                  user.fullName(),
                  "Your password at " + company + " was changed",
                  greeting(user)
                      + "Your password at "
                      + company
                      + " was changed. If you did not expect that, tell your administrator.\n"));
      case ACCOUNTS -> Optional.empty();
    };
  }

  private Optional<Letter> accountsOf(Tx tx, EmailAddress address) {
    StringBuilder list = new StringBuilder();
    for (Account account : accounts.all(tx.sql())) {
      users
          .getObject()
          .find(tx.sql(), account.id(), address)
          .filter(User::active)
          .ifPresent(user ->
              list.append(account.companyName())
                  .append(": ")
                  .append(account.subdomain())
                  .append('\n'));
    }
    return list.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Letter(
                address,
                "",
                "Your accounts",
                "You asked which accounts your address belongs to:\n\n" + list));
  }

  private static String greeting(User user) {
    return "Hello " + user.fullName() + ",\n\n";
  }

  private String passwordLink(Tx tx, User user, Duration validity) {
    Secret<String> code = users.getObject().passwordCode(tx, user, validity);
    return settings.passwordPage(code);
  }
}
