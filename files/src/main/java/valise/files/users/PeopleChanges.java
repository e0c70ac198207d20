package valise.files.users;

import java.util.concurrent.atomic.AtomicLong;
import valise.platform.db.Tx;

/// Counts the changes in this process after which somebody may be allowed other things than before
/// or goes by another name: new roles, a new password, a disabled user, another group. Whoever
/// remembers who people are and what they may do compares the count and looks again when it has
/// moved.
///
/// One count for the whole process and all its databases: one too many costs a look.
public final class PeopleChanges {

  private static final AtomicLong COUNT = new AtomicLong();

  private PeopleChanges() {}

  /// To be called by everything that changes people's rights or groups, inside its transaction.
  public static void in(Tx tx) {
    tx.afterCommit(COUNT::incrementAndGet);
  }

  public static long count() {
    return COUNT.get();
  }
}
