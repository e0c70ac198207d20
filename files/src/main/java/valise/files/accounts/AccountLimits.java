package valise.files.accounts;

/// How much an account may keep. Bytes; -1 is no limit.
///
/// @param quotaBytes all that is kept, versions and recycle bin included
/// @param maxFileBytes the largest single file
/// @param userQuotaBytes what one employee's files may take when they have no own limit
public record AccountLimits(long quotaBytes, long maxFileBytes, long userQuotaBytes) {

  public static final AccountLimits NONE = new AccountLimits(-1, -1, -1);

  /// Whether a file of this size may be uploaded at all.
  public boolean admitsFile(long bytes) {
    return maxFileBytes < 0 || bytes <= maxFileBytes;
  }

  /// Whether `more` bytes fit beside `used`.
  public boolean admits(long used, long more) {
    return quotaBytes < 0 || (more <= quotaBytes && used <= quotaBytes - more);
  }
}
