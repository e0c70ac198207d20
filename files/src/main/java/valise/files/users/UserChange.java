package valise.files.users;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;

/// What is to be different about a user; `null` is as it was.
///
/// @param email the new primary address
record UserChange(
    @Nullable String firstName,
    @Nullable String lastName,
    @Nullable String company,
    @Nullable EmailAddress email,
    @Nullable Boolean disabled,
    @Nullable Boolean employee,
    @Nullable Long quotaBytes,
    @Nullable ZoneId zone,
    @Nullable Set<Role> roles,
    Map<UserPreference, String> preferences) {

  static final UserChange NONE =
      new UserChange(null, null, null, null, null, null, null, null, null, Map.of());

  UserChange withRoles(Set<Role> all) {
    return new UserChange(
        firstName,
        lastName,
        company,
        email,
        disabled,
        employee,
        quotaBytes,
        zone,
        all,
        preferences);
  }

  UserChange withZone(@Nullable ZoneId other) {
    return new UserChange(
        firstName,
        lastName,
        company,
        email,
        disabled,
        employee,
        quotaBytes,
        other,
        roles,
        preferences);
  }

  UserChange withPreferences(Map<UserPreference, String> some) {
    return new UserChange(
        firstName, lastName, company, email, disabled, employee, quotaBytes, zone, roles, some);
  }

  /// Whether it changes nothing but what users may say about themselves.
  boolean personalOnly() {
    return email == null
        && disabled == null
        && employee == null
        && quotaBytes == null
        && roles == null;
  }
}
