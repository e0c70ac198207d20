package valise.files.groups;

import java.time.Instant;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.UserId;

/// A named set of users, which can stand in a folder's access list.
///
/// @param shared whether every employee may see and use it, or only its owner
/// @param superUser whether it is the account's Super User Group [seed]
/// @param members how many belong to it
public record Group(
    GroupId id,
    AccountId account,
    String name,
    boolean shared,
    UserId owner,
    boolean superUser,
    Instant createdAt,
    int members) {

  Group ownedBy(UserId other) {
    return new Group(id, account, name, shared, other, superUser, createdAt, members);
  }

  Group changed(String newName, boolean newShared) {
    return new Group(id, account, newName, newShared, owner, superUser, createdAt, members);
  }
}
