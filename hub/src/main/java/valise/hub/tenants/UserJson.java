package valise.hub.tenants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import valise.platform.secrets.Secret;

/// A user on the wire [docs].
///
/// @param password always the same word
/// @param secret only for who has just been given it, or has shown the password
record UserJson(
    long id,
    String email,
    String firstName,
    String lastName,
    String password,
    boolean active,
    long accountId,
    long companyId,
    Instant createdDate,
    Instant updatedDate,
    List<RoleJson> roles,
    Optional<String> secret) {

  record RoleJson(String key, String name) {
    static RoleJson of(Role role) {
      return new RoleJson(role.key(), role.title());
    }
  }

  static UserJson of(User user) {
    return of(user, Optional.empty());
  }

  static UserJson of(User user, Optional<Secret<String>> secret) {
    return new UserJson(
        user.id().value(),
        user.email(),
        user.firstName(),
        user.lastName(),
        "secured",
        user.active(),
        user.account().value(),
        user.organization().value(),
        user.createdAt(),
        user.updatedAt(),
        user.roles().stream().sorted().map(RoleJson::of).toList(),
        secret.map(Secret::reveal));
  }
}
