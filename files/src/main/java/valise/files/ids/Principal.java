package valise.files.ids;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Who asks: one signed-in user of one account, with all that decisions about them need, read once
/// per request.
///
/// @param groups the groups the user belongs to
/// @param superUser whether the user is a member of the Super User Group, whose members may do
///   everything on every folder [seed]
/// @param zone the user's configured time zone; dates are shown in it [seed]
public record Principal(
    AccountId account,
    UserId user,
    Set<Role> roles,
    Set<GroupId> groups,
    boolean superUser,
    ZoneId zone) {

  public Principal {
    roles = Set.copyOf(roles);
    groups = Set.copyOf(groups);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  public boolean isEmployee() {
    return has(Role.EMPLOYEE);
  }

  public boolean isAdmin() {
    return has(Role.MASTER_ADMIN);
  }

  /// The names under which this principal can stand in an access list: the user first, then groups.
  public List<PrincipalId> names() {
    List<PrincipalId> names = new ArrayList<>(groups.size() + 1);
    names.add(PrincipalId.of(user));
    groups.forEach(group -> names.add(PrincipalId.of(group)));
    return names;
  }
}
