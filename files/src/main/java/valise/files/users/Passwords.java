package valise.files.users;

import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;

/// Hashes and checks passwords, at the same cost whether there is one to check or not.
final class Passwords {

  private static final int MAX_LENGTH = 256;

  private final PasswordEncoder encoder;
  private final String nobodys;

  Passwords() {
    this(Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8());
  }

  Passwords(PasswordEncoder encoder) {
    this.encoder = encoder;
    this.nobodys = hash("nobody's password");
  }

  PasswordHash hash(Secret<String> password) {
    return new PasswordHash(hash(password.reveal()));
  }

  private String hash(String password) {
    String hash = encoder.encode(password);
    if (hash == null) {
      throw new IllegalStateException("the password encoder gave nothing");
    }
    return hash;
  }

  boolean matches(Secret<String> password, PasswordHash hash) {
    String text = password.reveal();
    boolean readable = text.length() <= MAX_LENGTH;
    boolean same = encoder.matches(readable ? text : "", hash.isNone() ? nobodys : hash.text());
    return same && readable && !hash.isNone();
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
      throw Refusal.malformed(
          "WEAK_PASSWORD",
          "A password has at least "
              + min
              + " characters"
              + (digits > 0 ? ", " + digits + " of them digits" : "")
              + (special > 0 ? ", " + special + " of them neither letters nor digits" : "")
              + ", at most "
              + MAX_LENGTH
              + ", and no control characters.");
    }
  }
}
