package valise.files.uploads;

import org.jooq.DSLContext;
import valise.files.ids.AccountId;

/// How much an account may hold. A seam to where accounts are.
@FunctionalInterface
public interface UploadLimits {

  /// What is allowed, read inside the caller's transaction.
  Allowance of(DSLContext sql, AccountId account);

  /// @param quotaBytes all versions of all files and unfinished uploads together
  /// @param maxFileBytes one file
  record Allowance(long quotaBytes, long maxFileBytes) {

    /// As much as the disk holds.
    public static final Allowance UNLIMITED = new Allowance(Long.MAX_VALUE, Long.MAX_VALUE);
  }
}
