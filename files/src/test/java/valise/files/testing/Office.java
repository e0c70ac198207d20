package valise.files.testing;

import java.util.concurrent.atomic.AtomicInteger;
import valise.files.accounts.Account;
import valise.files.groups.Founding;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;
import valise.files.users.NewUser;
import valise.files.users.PasswordHash;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;

/// An account with people in it, to test with. Everybody's password is [#PASSWORD].
public final class Office {

  public static final Secret<String> PASSWORD = Secret.of("correct horse 1");

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Database database;
  private final Users users;
  private final PasswordHash hash;
  private final Account account;
  private final User admin;

  private Office(Database database, Users users, Founding founding) {
    this.database = database;
    this.users = users;
    this.hash = users.hash(PASSWORD);
    int number = COUNT.incrementAndGet();
    Founding.Founded founded =
        founding.found(
            "office" + number,
            "Office " + number,
            NewUser.employee(new EmailAddress("admin@example.com"), "Ada", "Min")
                .withPassword(hash));
    this.account = founded.account();
    this.admin = founded.admin();
  }

  /// A new account, independent of all others on the server.
  public static Office in(FilesServer server) {
    return new Office(server.database(), server.bean(Users.class), server.bean(Founding.class));
  }

  public static Office in(Features features) {
    return new Office(
        features.bean(Database.class), features.bean(Users.class), features.bean(Founding.class));
  }

  public Account account() {
    return account;
  }

  /// The first administrator, a super user, `admin@example.com`.
  public User admin() {
    return admin;
  }

  /// An employee `{name}@example.com`.
  public User employee(String name, Role... roles) {
    return add(
        NewUser.employee(new EmailAddress(name + "@example.com"), name, "Employee")
            .withRoles(java.util.Set.of(roles)));
  }

  /// A client `{name}@client.example`.
  public User client(String name) {
    return add(NewUser.client(new EmailAddress(name + "@client.example"), name, "Client"));
  }

  private User add(NewUser user) {
    return database.write(tx -> users.create(tx, account.id(), user.withPassword(hash)));
  }
}
