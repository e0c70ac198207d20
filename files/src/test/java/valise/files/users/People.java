package valise.files.users;

import java.time.InstantSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import valise.files.accounts.Accounts;
import valise.files.ids.EmailAddress;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;

/// Makes people for tests, with real but cheap password hashes.
public final class People {

  public static final Secret<String> PASSWORD = Secret.of("correct horse 1");

  private People() {}

  public static Users users(Database database, InstantSource clock, Accounts accounts) {
    return new Users(database, clock, accounts, cheapPasswords());
  }

  static Passwords cheapPasswords() {
    return new Passwords(new Argon2PasswordEncoder(16, 32, 1, 64, 1));
  }

  public static EmailAddress email(String text) {
    return EmailAddress.parse(text).orElseThrow();
  }
}
