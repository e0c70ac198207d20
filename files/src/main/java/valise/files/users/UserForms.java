package valise.files.users;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valise.files.accounts.Text;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;
import valise.platform.Refusal;
import valise.platform.json.Field;
import valise.platform.secrets.Secret;

/// Reads what clients send about a user, field by field, and names the field that is wrong.
final class UserForms {

  private static final double GIGABYTE = 1L << 30;

  private UserForms() {}

  static NewUser newUser(UserBody body, boolean employee) {
    EmailAddress email = Text.email("Email", body.email().orElse(""));
    NewUser base =
        employee
            ? NewUser.employee(email, name(body.firstName()), name(body.lastName()))
            : NewUser.client(email, name(body.firstName()), name(body.lastName()));
    Set<Role> roles = new HashSet<>(Authority.parse(body.roles().orElse(List.of()), employee));
    EnumSet<Role> refused = EnumSet.noneOf(Role.class);
    flags(body, roles, refused);
    Map<String, Object> preferences = body.preferences().orElse(Map.of());
    flag(preferences, "CanResetPassword", Role.CAN_CHANGE_PASSWORD, roles, refused);
    flag(preferences, "CanViewMySettings", Role.CAN_MANAGE_MY_SETTINGS, roles, refused);
    if (!employee && roles.stream().anyMatch(Authority::isPower)) {
      throw Refusal.malformed("BAD_ROLE", "A client cannot have an administrator's roles.");
    }
    ZoneId zone = zone(preferences);
    return base.withCompany(name(body.company()))
        .withRoles(roles)
        .withoutRoles(refused)
        .withZone(zone == null ? ZoneOffset.UTC : zone)
        .withQuotaBytes(otherwise(quota(body), -1L));
  }

  static Optional<Secret<String>> password(UserBody body) {
    return body.password().value().filter(text -> !text.isEmpty()).map(Secret::of);
  }

  /// @param employeeForm whether it came to the address for employees, which knows more members
  static UserChange change(UserBody body, User user, boolean employeeForm) {
    Map<String, Object> preferences = body.preferences().orElse(Map.of());
    Set<Role> roles = new HashSet<>(user.granted());
    EnumSet<Role> refused = EnumSet.noneOf(Role.class);
    boolean employee = employeeForm ? body.isEmployee().orElse(user.employee()) : user.employee();
    if (employeeForm) {
      flags(body, roles, refused);
      if (body.roles().isGiven()) {
        roles.addAll(Authority.parse(body.roles().orElse(List.of()), employee));
      }
    }
    flag(preferences, "CanResetPassword", Role.CAN_CHANGE_PASSWORD, roles, refused);
    flag(preferences, "CanViewMySettings", Role.CAN_MANAGE_MY_SETTINGS, roles, refused);
    roles.removeAll(refused);
    Optional<Boolean> disabled =
        body.security().value().flatMap(security -> security.isDisabled().value());
    @Nullable Long quota = employeeForm ? quota(body) : null;
    return new UserChange(
        changed(body.firstName(), "FirstName", NewUser.MAX_NAME, user.firstName()),
        changed(body.lastName(), "LastName", NewUser.MAX_NAME, user.lastName()),
        changed(body.company(), "Company", NewUser.MAX_COMPANY, user.company()),
        email(body, user),
        disabled.filter(it -> it != user.disabled()).orElse(null),
        employee == user.employee() ? null : Boolean.valueOf(employee),
        quota == null || quota == user.quotaBytes() ? null : quota,
        zone(preferences),
        roles.equals(user.granted()) ? null : roles,
        UserJson.read(preferences));
  }

  private static @Nullable EmailAddress email(UserBody body, User user) {
    if (body.email().value().isEmpty()) {
      return null;
    }
    EmailAddress email = Text.email("Email", body.email().orElse(""));
    return user.email().filter(email::equals).isPresent() ? null : email;
  }

  private static @Nullable String changed(
      Field<String> field, String name, int max, String before) {
    if (!field.isGiven()) {
      return null;
    }
    String value = Text.line(name, field.orElse(""), max);
    return value.equals(before) ? null : value;
  }

  private static String name(Field<String> field) {
    return field.orElse("");
  }

  private static void flags(UserBody body, Set<Role> roles, Set<Role> refused) {
    flag(body.isAdministrator(), Role.MASTER_ADMIN, roles, refused);
    flag(body.canCreateFolders(), Role.CAN_CREATE_FOLDERS, roles, refused);
    flag(body.canUseFileBox(), Role.CAN_USE_FILE_BOX, roles, refused);
    flag(body.canManageUsers(), Role.CAN_MANAGE_USERS, roles, refused);
  }

  private static void flag(Field<Boolean> field, Role role, Set<Role> roles, Set<Role> refused) {
    field.ifValue(on -> {
      boolean unused = on ? roles.add(role) : refused.add(role);
    });
  }

  private static void flag(
      Map<String, Object> preferences, String name, Role role, Set<Role> roles, Set<Role> refused) {
    find(preferences, name)
        .ifPresent(value -> {
          boolean on = valise.files.odata.Params.parseFlag(name, value);
          boolean unused = on ? roles.add(role) : refused.add(role);
        });
  }

  private static Optional<String> find(Map<String, Object> preferences, String name) {
    return preferences.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name) && entry.getValue() != null)
        .map(entry -> String.valueOf(entry.getValue()))
        .findFirst();
  }

  private static @Nullable ZoneId zone(Map<String, Object> preferences) {
    return find(preferences, "TimeZone").map(text -> zone("TimeZone", text)).orElse(null);
  }

  static ZoneId zone(String field, String text) {
    return TimeZones.parse(text)
        .orElseThrow(() ->
            Refusal.malformed(
                "BAD_FIELD", "'" + field + "' must be a time zone such as Europe/Berlin."));
  }

  private static @Nullable Long quota(UserBody body) {
    if (body.storageQuotaLimitGB().value().isEmpty()) {
      return null;
    }
    double gigabytes = body.storageQuotaLimitGB().orElse(-1.0);
    if (gigabytes < 0 && gigabytes != -1) {
      throw Refusal.malformed("BAD_FIELD", "'StorageQuotaLimitGB' must be -1, 0 or more.");
    }
    if (gigabytes > 1e9) {
      throw Refusal.malformed("BAD_FIELD", "'StorageQuotaLimitGB' may be at most 1000000000.");
    }
    return gigabytes < 0 ? -1L : (long) (gigabytes * GIGABYTE);
  }

  private static <T> T otherwise(@Nullable T value, T other) {
    return value == null ? other : value;
  }
}
