package valise.files.groups;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.ids.GroupId;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.files.users.Leaving;
import valise.files.users.OnLeaving;
import valise.files.users.Users;
import valise.platform.db.Tx;

/// What becomes of a user's groups when the user goes.
@Component
final class GroupFarewell implements OnLeaving {

  private final Access access;
  private final SuperUserGroup superUsers;
  private final Users users;
  private final GroupStore store = new GroupStore();

  GroupFarewell(Access access, SuperUserGroup superUsers, Users users) {
    this.access = access;
    this.superUsers = superUsers;
    this.users = users;
  }

  @Override
  public void leaving(Tx tx, Leaving leaving) {
    UserId user = leaving.user().id();
    boolean superUser = store.isSuperUser(tx.sql(), user);
    switch (leaving.how()) {
      case FOLDERS -> store.removeEverywhere(tx, user);
      case DOWNGRADED -> {
        store
            .superUsers(tx.sql(), leaving.user().account())
            .ifPresent(group -> store.remove(tx, group.id(), user));
        passOn(tx, leaving);
      }
      case DELETED -> {
        store.removeEverywhere(tx, user);
        passOn(tx, leaving);
      }
    }
    if (superUser) {
      superUsers.check(
          tx, leaving.user().account(), users.activeAdmins(tx.sql(), leaving.user().account()));
    }
  }

  private void passOn(Tx tx, Leaving leaving) {
    List<Group> owned = store.ownedBy(tx.sql(), leaving.user().id());
    for (Group group : owned) {
      Optional<UserId> heir = Optional.ofNullable(leaving.groupsHeir());
      if (heir.isPresent() || group.shared() || group.superUser()) {
        store.update(tx, group.ownedBy(heir.orElse(leaving.by())));
      } else {
        end(tx, access, store, group.id());
      }
    }
  }

  /// A group that ends takes its rights with it.
  static void end(Tx tx, Access access, GroupStore store, GroupId group) {
    access.removeEverywhere(tx, PrincipalId.of(group));
    store.delete(tx, group);
  }
}
