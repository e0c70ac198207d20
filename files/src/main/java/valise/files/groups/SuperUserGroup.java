package valise.files.groups;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.files.users.SuperUsers;
import valise.platform.Refusal;
import valise.platform.db.Tx;

/// The Super User Group as people ask about it.
@Component
final class SuperUserGroup implements SuperUsers {

  private final GroupStore store = new GroupStore();

  @Override
  public boolean contains(DSLContext sql, UserId user) {
    return store.isSuperUser(sql, user);
  }

  @Override
  public void check(Tx tx, AccountId account, Set<UserId> admins) {
    Optional<Group> group = store.superUsers(tx.sql(), account);
    if (group.isEmpty()) {
      return;
    }
    Set<UserId> members =
        store.members(tx.sql(), List.of(group.get().id())).getOrDefault(group.get().id(), Set.of());
    if (admins.stream().noneMatch(members::contains)) {
      throw Refusal.conflict(
          "LAST_SUPER_USER",
          "The Super User Group would have no administrator left. Add another one first.");
    }
  }
}
