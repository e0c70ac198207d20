package valise.files.users;

import java.time.InstantSource;
import java.util.Map;
import valise.files.accounts.Accounts;
import valise.files.ids.EmailAddress;
import valise.files.ids.UserId;
import valise.files.testing.Features;
import valise.platform.db.Database;
import valise.platform.db.Tx;
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

  public static void disable(Tx tx, Users users, UserId id) {
    UserChange change =
        new UserChange(null, null, null, null, true, null, null, null, null, Map.of());
    users.change(tx, users.find(tx.sql(), id).orElseThrow(), change);
  }

  /// Asks for the mail that lets a user confirm another address.
  public static void mailConfirmation(Tx tx, UserMail mail, User user, EmailAddress address) {
    mail.confirmAddress(tx, user, address);
  }
}
