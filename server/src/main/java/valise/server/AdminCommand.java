package valise.server;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.files.accounts.Account;
import valise.files.users.PasswordHash;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;
import valise.server.serve.CannotStartException;
import valise.server.serve.Server;

@Command(
    name = "admin",
    description = "Gets an administrator back in. Works beside a running server.",
    mixinStandardHelpOptions = true,
    subcommands = AdminCommand.ResetPassword.class)
final class AdminCommand {

  private AdminCommand() {}

  @Command(
      name = "reset-password",
      description = "Gives somebody a new password, ends their sign-ins and unlocks them.",
      mixinStandardHelpOptions = true)
  static final class ResetPassword implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Mixin private Tenant tenant = new Tenant();

    @Parameters(paramLabel = "EMAIL", description = "Any of their addresses.")
    private String email = "";

    @Option(
        names = "--password",
        paramLabel = "PASSWORD",
        description = "The new password; without it one is made up and printed.")
    private @Nullable String password;

    @Override
    public Integer call() {
      String given = password;
      Secret<String> fresh = given == null ? Tokens.random128() : Secret.of(given);
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Users users = features.getBean(Users.class);
        Account account = tenant.of(features);
        User user =
            users
                .find(account.id(), Tenant.address(email))
                .orElseThrow(() ->
                    new CannotStartException(
                        "Nobody in '%s' has the address %s."
                            .formatted(account.subdomain(), email)));
        // Hashed before the transaction: it is slow on purpose.
        PasswordHash hash = users.hash(account.id(), fresh);
        features
            .getBean(Database.class)
            .write(tx -> {
              users.setPassword(tx, user, hash, false);
              return true;
            });
        if (user.disabled()) {
          System.out.println("Note: this user is disabled, and stays so.");
        }
      }
      System.out.println(given == null ? "New password: " + fresh.reveal() : "Done.");
      return 0;
    }
  }
}
