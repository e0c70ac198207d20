package valise.files.users;

import org.jspecify.annotations.Nullable;
import valise.files.ids.UserId;

/// A user's going.
///
/// @param groupsHeir who takes over the groups they own; if nobody, groups end with their owner,
///   but shared ones pass to whoever acts
/// @param by who acts
public record Leaving(User user, How how, @Nullable UserId groupsHeir, UserId by) {

  public enum How {
    /// Out of all folders and groups, but still a user.
    FOLDERS,
    /// An employee becomes a client, who owns no groups and is no super user.
    DOWNGRADED,
    /// For good.
    DELETED
  }
}
