package valise.files.users;

import java.time.ZoneId;
import java.util.Set;
import valise.files.ids.AccountId;
import valise.files.ids.Role;
import valise.files.ids.UserId;

/// What is asked about a user on every request; only users who may act have one.
///
/// @param securityNo what a token was given under must be the same still
/// @param mustChangePassword whether they were told to choose another password
public record Standing(
    UserId user,
    AccountId account,
    Set<Role> roles,
    ZoneId zone,
    long securityNo,
    boolean mustChangePassword) {

  public Standing {
    roles = Set.copyOf(roles);
  }
}
