package valise.files.users;

import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.platform.Refusal;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Secret;

/// Hashes and checks passwords, at the same cost whether there is one to check or not.
final class Passwords {

  private static final int MAX_LENGTH = 256;

  private final PasswordHashes hashes;

  Passwords(PasswordHashes hashes) {
    this.hashes = hashes;
  }

  PasswordHash hash(Secret<String> password) {
    return new PasswordHash(hashes.hash(password));
  }

  boolean matches(Secret<String> password, PasswordHash hash) {
    boolean readable = password.reveal().length() <= MAX_LENGTH;
    Secret<String> tried = readable ? password : Secret.of("");
    return (hash.isNone() ? hashes.matchesNobody(tried) : hashes.matches(tried, hash.text()))
        && readable;
  }

  boolean outdated(PasswordHash hash) {
    return !hash.isNone() && hashes.outdated(hash.text());
  }

  /// Checks a new password against the account's rules.
  static void check(AccountSettings settings, Secret<String> password) {
    String text = password.reveal();
    long min = settings.number(AccountSetting.MINIMUM_LENGTH);
    long digits = settings.number(AccountSetting.MINIMUM_NUMERIC);
    long special = settings.number(AccountSetting.MINIMUM_SPECIAL_CHARACTERS);
    if (text.codePointCount(0, text.length()) < min
        || text.length() > MAX_LENGTH
        || text.codePoints().filter(Character::isDigit).count() < digits
        || text.codePoints().filter(c -> !Character.isLetterOrDigit(c)).count() < special
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw Refusal.malformed("WEAK_PASSWORD", rules(settings));
    }
  }

  /// The rules as a sentence.
  static String rules(AccountSettings settings) {
    long digits = settings.number(AccountSetting.MINIMUM_NUMERIC);
    long special = settings.number(AccountSetting.MINIMUM_SPECIAL_CHARACTERS);
    return "A password has at least "
        + settings.number(AccountSetting.MINIMUM_LENGTH)
        + " characters"
        + (digits > 0 ? ", " + digits + " of them digits" : "")
        + (special > 0 ? ", " + special + " of them neither letters nor digits" : "")
        + ", at most "
        + MAX_LENGTH
        + ", and no control characters.";
  }
}
