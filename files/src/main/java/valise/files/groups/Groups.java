package valise.files.groups;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// The groups of all accounts. Methods that take a [DSLContext] or a [Tx] take part in the caller's
/// transaction; the others open their own.
@Component
public final class Groups {

  private final InstantSource clock;
  private final GroupStore store = new GroupStore();

  Groups(InstantSource clock) {
    this.clock = clock;
  }

  /// The groups a user belongs to.
  public Set<GroupId> of(DSLContext sql, UserId user) {
    return store.membershipOf(sql, user).groups();
  }

  /// Whether a user belongs to the Super User Group of their account.
  public boolean isSuperUser(DSLContext sql, UserId user) {
    return store.membershipOf(sql, user).superUser();
  }

  public Optional<Group> superUsers(DSLContext sql, AccountId account) {
    return store.superUsers(sql, account);
  }

  GroupStore.Membership membershipOf(DSLContext sql, UserId user) {
    return store.membershipOf(sql, user);
  }

  /// Makes the Super User Group of a new account, with its first member.
  Group createSuperUsers(Tx tx, AccountId account, UserId first) {
    Group group =
        new Group(GroupId.mint(), account, "Super User Group", true, first, true, now(), 1);
    store.insert(tx, group);
    store.add(tx, group.id(), first, now());
    return group;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
