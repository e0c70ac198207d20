package valise.files.users;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.accounts.Text;
import valise.files.ids.EmailAddress;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.odata.Anonymous;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Shape;
import valise.platform.Refusal;
import valise.platform.json.Field;
import valise.platform.secrets.Secret;

/// A person's own way in: passwords, addresses, confirmation, and which account is theirs:
/// sharefile-v3 sections 9 and 12. What strangers may call answers them all alike, whoever exists.
@Endpoint
final class AccessEndpoint {

  /// How many accounts a name without a host is tried in; everybody's is tried in as many.
  private static final int MAX_TRIED = 3;

  private final Administration administration;
  private final Accounts accounts;
  private final Users users;
  private final UserJson set;
  private final UserMail mail;
  private final Slowdown guesses;

  AccessEndpoint(
      Administration administration,
      Accounts accounts,
      Users users,
      UserJson set,
      UserMail mail,
      Slowdown guesses) {
    this.administration = administration;
    this.accounts = accounts;
    this.users = users;
    this.set = set;
    this.mail = mail;
    this.guesses = guesses;
  }

  // --- passwords ---------------------------------------------------------------------------------

  record PasswordBody(Field<String> newPassword, Field<String> oldPassword) {}

  @PostMapping("/sf/v3/Users({id})/ResetPassword")
  Answer resetPassword(Call call, @PathVariable String id) {
    Principal caller = call.principal();
    PasswordBody body = call.body(PasswordBody.class);
    Secret<String> password = Secret.of(body.newPassword().orElse(""));
    boolean notify = call.params().flag("notify", false);
    UserId user = Administration.id(id);
    return Answer.entity(
        set,
        user.equals(caller.user())
            ? administration.changePassword(
                caller,
                body.oldPassword().value().filter(text -> !text.isEmpty()).map(Secret::of),
                password,
                notify,
                call.remoteAddress())
            : administration.setPassword(caller, user, password, notify));
  }

  @Anonymous
  @PostMapping("/sf/v3/Users/ForgotPassword")
  Answer forgotPassword(Call call) {
    EmailAddress address = Text.email("email", call.params().requiredText("email"));
    host(call).ifPresent(account -> mail.forgotten(account.id(), address, call.remoteAddress()));
    return Answer.nothing();
  }

  record ConfirmBody(
      Field<String> firstName,
      Field<String> lastName,
      Field<String> company,
      Field<String> password,
      Field<String> dayLightName,
      Field<String> dateFormat,
      Field<String> timeFormat,
      Field<String> emailInterval,
      Field<String> userNotificationLocale) {}

  /// A first sign-in: the user tells about themselves and, when they must, chooses a password.
  /// Ours: with the parameter `code`, which was mailed, it chooses the password of somebody who
  /// cannot sign in yet.
  @Anonymous
  @PostMapping("/sf/v3/Users/Confirm")
  Answer confirm(Call call) {
    ConfirmBody body = call.body(ConfirmBody.class);
    Optional<String> code = call.params().text("code");
    Optional<Secret<String>> password =
        body.password().value().filter(text -> !text.isEmpty()).map(Secret::of);
    if (code.isPresent()) {
      Secret<String> chosen =
          password.orElseThrow(() -> Refusal.malformed("FIELD_MISSING", "'Password' is required."));
      checkRedeemed(users.choosePassword(Secret.of(code.get()), chosen));
      return Answer.nothing();
    }
    Principal caller = call.principal();
    administration.change(caller, caller.user().value(), user -> change(body));
    if (password.isPresent()) {
      administration.changePassword(
          caller, Optional.empty(), password.get(), false, call.remoteAddress());
    }
    return Answer.nothing();
  }

  private static UserChange change(ConfirmBody body) {
    Map<UserPreference, String> preferences = new HashMap<>();
    put(preferences, UserPreference.DATE_FORMAT, body.dateFormat());
    put(preferences, UserPreference.TIME_FORMAT, body.timeFormat());
    put(preferences, UserPreference.NOTIFICATION_INTERVAL, body.emailInterval());
    put(preferences, UserPreference.USER_NOTIFICATION_LOCALE, body.userNotificationLocale());
    Optional<ZoneId> zone =
        body.dayLightName()
            .value()
            .filter(text -> !text.isBlank())
            .map(text -> UserForms.zone("DayLightName", text));
    return new UserChange(
        body.firstName()
            .value()
            .map(text -> Text.line("FirstName", text, NewUser.MAX_NAME))
            .orElse(null),
        body.lastName()
            .value()
            .map(text -> Text.line("LastName", text, NewUser.MAX_NAME))
            .orElse(null),
        body.company()
            .value()
            .map(text -> Text.line("Company", text, NewUser.MAX_COMPANY))
            .orElse(null),
        null,
        null,
        null,
        null,
        zone.orElse(null),
        null,
        preferences);
  }

  private static void put(
      Map<UserPreference, String> preferences, UserPreference which, Field<String> field) {
    field
        .value()
        .filter(text -> !text.isBlank())
        .ifPresent(text -> preferences.put(which, which.checked(text)));
  }

  /// Ours: what the link in a mail about an address calls.
  @Anonymous
  @PostMapping("/sf/v3/Users/ConfirmEmailAddress")
  Answer confirmAddress(Call call) {
    checkRedeemed(users.confirmAddress(Secret.of(call.params().requiredText("code"))));
    return Answer.nothing();
  }

  private static void checkRedeemed(Users.Redeemed redeemed) {
    switch (redeemed) {
      case Users.Redeemed.Done done -> {}
      case Users.Redeemed.Invalid invalid ->
          throw Refusal.of(
              Refusal.Kind.NOT_ALLOWED,
              "NOT_CONFIRMED_CODE",
              "This code is not valid, was used, or has expired. Ask for a new mail.");
    }
  }

  @PostMapping("/sf/v3/Users({id})/ResendWelcome")
  Answer resendWelcome(Call call, @PathVariable String id) {
    String message = call.params().text("customMessage").orElse("");
    administration.resendWelcome(call.principal(), id, Text.lines("customMessage", message, 2_000));
    return Answer.nothing();
  }

  // --- addresses ---------------------------------------------------------------------------------

  private static EmailAddress address(Call call) {
    return Text.email("email", call.params().requiredText("email"));
  }

  @PostMapping("/sf/v3/Users/DeleteEmailAddress")
  Answer deleteAddress(Call call) {
    return Answer.entity(set, administration.removeAddress(call.principal(), address(call)));
  }

  @PostMapping("/sf/v3/Users/MakePrimary")
  Answer makePrimary(Call call) {
    return Answer.entity(set, administration.makePrimary(call.principal(), address(call)));
  }

  /// Also how an address is added: it is the user's once they have shown to read it.
  @PostMapping("/sf/v3/Users/SendConfirmationEmail")
  Answer sendConfirmation(Call call) {
    administration.sendConfirmation(call.principal(), address(call));
    return Answer.nothing();
  }

  // --- which account -----------------------------------------------------------------------------

  private record Yes(boolean value) {}

  private static final Shape<Yes> WEB_POP =
      Shape.<Yes>of("RequireWebPopResult").with("RequireWebPop", Yes::value).build();
  private static final Shape<Yes> SUBDOMAIN =
      Shape.<Yes>of("RequireSubdomainResult").with("RequireSubdomain", Yes::value).build();

  private record Found(UserId user, String email, Account account) {}

  private static final Shape<Found> FOUND =
      Shape.<Found>of("FindSubdomainResult")
          .with("UserID", found -> found.user().value())
          .with("Email", Found::email)
          .with("AccountID", found -> found.account().id().value())
          .with("CompanyName", found -> found.account().companyName())
          .with("Subdomain", found -> found.account().subdomain())
          .build();

  private static final Shape<Account> ACCOUNT =
      Shape.<Account>of("Accounts", "Account")
          .with("Id", account -> account.id().value())
          .with("CompanyName", Account::companyName)
          .with("Subdomain", Account::subdomain)
          .build();

  private Optional<Account> host(Call call) {
    return accounts.forHost(authority(call));
  }

  private static String authority(Call call) {
    return call.origin().substring(call.origin().indexOf("://") + 3);
  }

  @Anonymous
  @GetMapping("/sf/v3/Accounts/RequireWebPop")
  Answer requireWebPop(Call call) {
    return Answer.value(WEB_POP, new Yes(false));
  }

  /// Whether this host alone does not say which account is meant.
  @Anonymous
  @GetMapping("/sf/v3/Accounts/RequireSubdomain")
  Answer requireSubdomain(Call call) {
    return Answer.value(
        SUBDOMAIN, new Yes(!accounts.namesAccount(authority(call)) && accounts.all().size() > 1));
  }

  record FindBody(
      Field<String> username,
      Field<String> usernameShort,
      Field<String> password,
      Field<Boolean> employeeOnly,
      Field<Boolean> employeesonly) {}

  /// Which accounts a name and password open; none without the password, for the name alone must
  /// not tell who exists.
  @Anonymous
  @PostMapping("/sf/v3/Accounts/GetByUser")
  Answer getByUser(Call call) {
    FindBody body = call.body(FindBody.class);
    boolean employees = call.params().flag("employeesonly", body.employeesonly().orElse(false));
    String name = call.params().text("username").orElse(body.username().orElse(""));
    return Answer.values(
        ACCOUNT,
        find(call, name, body.password().orElse(""), employees).stream()
            .map(Found::account)
            .toList());
  }

  @Anonymous
  @PostMapping("/sf/v3/Accounts/FindSubdomain")
  Answer findSubdomain(Call call) {
    FindBody body = call.body(FindBody.class);
    List<Found> found =
        find(
            call,
            body.usernameShort().orElse(body.username().orElse("")),
            body.password().orElse(""),
            body.employeeOnly().orElse(false));
    if (found.isEmpty()) {
      throw Refusal.of(
          Refusal.Kind.NO_SUCH_THING, "NOT_FOUND", "No account opens to this name and password.");
    }
    return Answer.value(FOUND, found.getFirst());
  }

  /// Tried in the account that the host means; where it means none, in so many for everybody: the
  /// time tells nothing.
  private List<Found> find(Call call, String name, String password, boolean employees) {
    if (name.isBlank() || password.isEmpty()) {
      return List.of();
    }
    guesses
        .attempt(call.remoteAddress())
        .ifPresent(wait -> {
          throw Refusal.tooFast("Too many wrong passwords. Try again later.", wait);
        });
    List<Account> tried =
        accounts.namesAccount(authority(call))
            ? host(call).stream().toList()
            : users.likelyAccounts(name, MAX_TRIED);
    List<User> people =
        tried.stream().flatMap(account -> tried(call, account, name, password).stream()).toList();
    if (!people.isEmpty()) {
      guesses.takeBack(call.remoteAddress());
    }
    return people.stream()
        .filter(found -> !employees || found.employee())
        .map(found ->
            new Found(
                found.id(),
                found.email().map(EmailAddress::text).orElse(""),
                accounts.find(found.account()).orElseThrow()))
        .toList();
  }

  private Optional<User> tried(Call call, Account account, String name, String password) {
    return switch (users.signIn(account.id(), name, Secret.of(password), call.remoteAddress())) {
      case SignIn.SignedIn(UserId user) -> users.find(user);
      case SignIn.Locked locked -> Optional.empty();
      case SignIn.Wrong wrong -> Optional.empty();
      case SignIn.Disabled disabled -> Optional.empty();
      case SignIn.NotAdmitted barred -> Optional.empty();
    };
  }

  @Anonymous
  @PostMapping("/sf/v3/Accounts/SendToEmail")
  Answer sendToEmail(Call call) {
    mail.accounts(address(call), call.remoteAddress());
    return Answer.nothing();
  }
}
