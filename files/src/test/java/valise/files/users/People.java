package valise.files.users;

import java.time.InstantSource;
import valise.files.accounts.Accounts;
import valise.files.ids.EmailAddress;
import valise.files.testing.Features;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;

/// Makes people for tests, with real but cheap password hashes.
public final class People {

  public static final Secret<String> PASSWORD = Secret.of("correct horse 1");

  private People() {}

  public static Users users(Database database, InstantSource clock, Accounts accounts) {
    return Features.over(database, clock).bean(Users.class);
  }

  public static EmailAddress email(String text) {
    return EmailAddress.parse(text).orElseThrow();
  }
}
