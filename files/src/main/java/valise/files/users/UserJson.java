package valise.files.users;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountJson;
import valise.files.ids.EmailAddress;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.odata.Call;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;
import valise.platform.db.Database;

/// The set `Users`: an employee is an `AccountUser`, a client a `User`. Everybody in the account
/// may be shown by name; roles, security and preferences are for the user and those who manage
/// them.
@Component
public final class UserJson implements EntitySet<UserView> {

  /// The set's name.
  public static final String SET = "Users";

  private static final long GIGABYTE = 1L << 30;

  private static final Shape<User.Email> EMAIL =
      Shape.<User.Email>of("EmailAddress")
          .with("Email", email -> email.address().text())
          .with("IsConfirmed", User.Email::confirmed)
          .with("IsPrimary", User.Email::primary)
          .build();

  static final Shape<UserView> SECURITY =
      Shape.<UserView>of("UserSecurity")
          .with("IsDisabled", view -> view.user().disabled())
          .withCall("IsLocked", (view, call) -> view.failures().lockedAt(call.now()))
          .withCall(
              "LockExpires",
              (view, call) ->
                  view.failures().lockedAt(call.now()) ? view.failures().lockedUntil() : null)
          .with("LastAnyLogin", view -> view.user().security().lastSignInAt())
          .with("FirstAnyLogin", view -> view.user().security().firstSignInAt())
          .with("LastWebAppLogin", view -> null)
          .with("ForcePasswordChange", view -> view.user().security().mustChangePassword())
          .with("PasswordNeverExpires", view -> true)
          .with("LastPasswordChange", view -> view.user().security().passwordChangedAt())
          .with("UsernameShort", UserJson::address)
          .with("LastFailedLogin", view -> lastFailure(view))
          .with("LastFailedLoginIP", view -> view.failures().lastFrom())
          .with("FailedLoginCount", view -> view.failures().inARow())
          .with("UserIPRestrictions", view -> null)
          .with("DisableLoginBefore", view -> null)
          .with("DisableLoginAfter", view -> null)
          .with("UserAuthenticationType", view -> "Basic")
          .build();

  static final Shape<UserView> PREFERENCES = preferences();

  private final Users users;
  private final Database database;
  private final Shape<UserView> client;
  private final Shape<UserView> employee;

  UserJson(Users users, Database database) {
    this.users = users;
    this.database = database;
    this.client = describe(Shape.<UserView>of(SET, "User"), Function.identity()).build();
    this.employee =
        describeEmployee(Shape.<UserView>of(SET, "AccountUser"), Function.identity()).build();
  }

  /// Adds the members of a user to a shape of something that is one, such as a principal.
  public static <T> Shape.Builder<T> describe(Shape.Builder<T> shape, Function<T, UserView> of) {
    BiFunction<T, Call, Boolean> close = (it, call) -> isClose(of.apply(it), call);
    return shape
        .with("Name", it -> of.apply(it).user().fullName())
        .with("Email", it -> address(of.apply(it)))
        .with("Username", it -> address(of.apply(it)))
        .with("Domain", it -> of.apply(it).user().email().map(EmailAddress::domain).orElse(""))
        .with("FullName", it -> of.apply(it).user().fullName())
        .with("FullNameShort", it -> of.apply(it).user().shortName())
        .with("FirstName", it -> of.apply(it).user().firstName())
        .with("LastName", it -> of.apply(it).user().lastName())
        .with("Company", it -> of.apply(it).user().company())
        .with("IsConfirmed", it -> of.apply(it).user().confirmed())
        .with("IsDeleted", it -> of.apply(it).user().deleted())
        .with("TotalSharedFiles", it -> 0)
        .with("Contacted", it -> 0)
        .with("ReferredBy", it -> null)
        .withDate("DateCreated", it -> Optional.of(of.apply(it).user().createdAt()))
        .withCall(
            "Emails",
            (it, call) ->
                close.apply(it, call)
                    ? of.apply(it).user().emails().stream().map(e -> e.address().text()).toList()
                    : List.of(address(of.apply(it))))
        .withCall(
            "Roles", (it, call) -> close.apply(it, call) ? roles(of.apply(it).user()) : List.of())
        .onRequest(
            "EmailAddresses",
            (it, call) ->
                close.apply(it, call)
                    ? of.apply(it).user().emails().stream()
                        .map(email -> new Shape.Nested<>(EMAIL, email))
                        .toList()
                    : List.of())
        .onRequest(
            "Security",
            (it, call) -> close.apply(it, call) ? new Shape.Nested<>(SECURITY, of.apply(it)) : null)
        .onRequest(
            "Preferences",
            (it, call) ->
                close.apply(it, call) ? new Shape.Nested<>(PREFERENCES, of.apply(it)) : null)
        .onRequest("Integrations", (it, call) -> List.of())
        .toOne("Account", "Accounts", it -> Optional.of(of.apply(it).user().account().value()))
        .toOne("DefaultZone", "Zones", it -> Optional.of(AccountJson.ZONE));
  }

  /// The same for an employee.
  public static <T> Shape.Builder<T> describeEmployee(
      Shape.Builder<T> shape, Function<T, UserView> of) {
    return describe(shape, of)
        .with("IsAdministrator", it -> of.apply(it).user().isAdmin())
        .with("CanCreateFolders", it -> of.apply(it).user().has(Role.CAN_CREATE_FOLDERS))
        .with("CanUseFileBox", it -> of.apply(it).user().has(Role.CAN_USE_FILE_BOX))
        .with("CanManageUsers", it -> of.apply(it).user().has(Role.CAN_MANAGE_USERS))
        .with("IsVirtualClient", it -> false)
        .with("StorageQuotaLimitGB", it -> gigabytes(of.apply(it).user().quotaBytes()))
        .with("EnableHardLimit", it -> of.apply(it).user().quotaBytes() >= 0)
        .with("Bandwidth", it -> -1);
  }

  private static boolean isClose(UserView view, Call call) {
    return call.caller()
        .filter(caller ->
            caller.user().equals(view.user().id())
                || Authority.manages(caller, view.user().employee()))
        .isPresent();
  }

  private static String address(UserView view) {
    return view.user().email().map(EmailAddress::text).orElse("");
  }

  private static List<String> roles(User user) {
    return user.roles().stream().sorted().map(Role::wireName).toList();
  }

  private static @Nullable Instant lastFailure(UserView view) {
    Instant last = view.failures().lastAt();
    return last.equals(Instant.EPOCH) ? null : last;
  }

  private static long gigabytes(long bytes) {
    return bytes < 0 ? -1 : Math.ceilDiv(bytes, GIGABYTE);
  }

  private static Shape<UserView> preferences() {
    Shape.Builder<UserView> shape = Shape.of("UserPreferences");
    for (UserPreference which : UserPreference.values()) {
      shape.with(which.wireName(), view -> which.wireValue(view.preference(which)));
    }
    return shape
        .with("CanResetPassword", view -> view.user().has(Role.CAN_CHANGE_PASSWORD))
        .with("CanViewMySettings", view -> view.user().has(Role.CAN_MANAGE_MY_SETTINGS))
        .with("TimeZone", view -> zoneName(view.user()))
        .withCall("TimeZoneOffset", (view, call) -> offsetMinutes(view.user(), call) / 60)
        .withCall("TimeZoneOffsetMins", (view, call) -> offsetMinutes(view.user(), call))
        .with("DaylightSavingMode", view -> "")
        .with("EnableFlashUpload", view -> false)
        .with("EnableJavaUpload", view -> false)
        .with("EnableJavaDownload", view -> false)
        .with("IsSharedUserAccount", view -> false)
        .with("DisplayUserMessage", view -> false)
        .with("UserMessageCode", view -> "")
        .with("ShowTutorial", view -> "NoTour")
        .with("EnableToolOverride", view -> 0)
        .with("IsResetSecurityQuestionRequired", view -> false)
        .with("EnableShareConnect", view -> false)
        .with("ReceiveBouncedEmailNotifications", view -> false)
        .with("EnablePromotions", view -> false)
        .build();
  }

  private static String zoneName(User user) {
    return user.zone().equals(ZoneOffset.UTC) ? "UTC" : user.zone().getId();
  }

  private static int offsetMinutes(User user, Call call) {
    return user.zone().getRules().getOffset(call.now()).getTotalSeconds() / 60;
  }

  /// Reads preferences as clients write them; those that are not one's own to set, such as
  /// `CanResetPassword`, and those of features that this server does not have are left out.
  static Map<UserPreference, String> read(Map<String, Object> body) {
    Map<UserPreference, String> values = new EnumMap<>(UserPreference.class);
    body.forEach((name, value) ->
        UserPreference.named(name)
            .ifPresent(which -> values.put(which, which.checked(String.valueOf(value)))));
    return values;
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<UserView>> shapes() {
    return List.of(client, employee);
  }

  @Override
  public Shape<UserView> shapeOf(UserView entity) {
    return entity.user().employee() ? employee : client;
  }

  @Override
  public String idOf(UserView entity) {
    return entity.user().id().value();
  }

  @Override
  public Map<String, UserView> load(Principal caller, Set<String> ids) {
    Set<UserId> wanted = new HashSet<>();
    ids.forEach(id -> UserId.parse(id).ifPresent(wanted::add));
    return database.read(sql -> {
      Collection<User> found = users.load(sql, caller.account(), wanted).values();
      Map<String, UserView> byId = new HashMap<>();
      users.views(sql, found).forEach(view -> byId.put(idOf(view), view));
      return byId;
    });
  }
}
