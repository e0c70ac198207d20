package valise.server;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.files.accounts.Account;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;
import valise.files.users.NewUser;
import valise.files.users.PasswordHash;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;
import valise.server.serve.Server;

@Command(
    name = "user",
    description = "People, for scripts. Works beside a running server.",
    mixinStandardHelpOptions = true,
    subcommands = {UserCommand.Add.class, UserCommand.ListAll.class})
final class UserCommand {

  private UserCommand() {}

  @Command(name = "add", description = "Adds a person.", mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Mixin private Tenant tenant = new Tenant();

    @Parameters(paramLabel = "EMAIL", description = "Their address.")
    private String email = "";

    @Option(names = "--first", paramLabel = "NAME", description = "First name.")
    private String first = "";

    @Option(names = "--last", paramLabel = "NAME", description = "Last name.")
    private String last = "";

    @Option(names = "--company", paramLabel = "NAME", description = "Company.")
    private String company = "";

    @Option(names = "--employee", description = "An employee, with a home folder; else a client.")
    private boolean employee;

    @Option(names = "--admin", description = "An employee who administers the account.")
    private boolean admin;

    @Option(
        names = "--password",
        paramLabel = "PASSWORD",
        description = "Their password; without it one is made up and printed.")
    private @Nullable String password;

    @Override
    public Integer call() {
      String given = password;
      Secret<String> fresh = given == null ? Tokens.random128() : Secret.of(given);
      EmailAddress address = Tenant.address(email);
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Users users = features.getBean(Users.class);
        Account account = tenant.of(features);
        PasswordHash hash = users.hash(account.id(), fresh);
        NewUser one =
            (employee || admin
                    ? NewUser.employee(address, first, last).withRoles(roles())
                    : NewUser.client(address, first, last))
                .withCompany(company)
                .withPassword(hash)
                .confirmedAlready();
        User user =
            features.getBean(Database.class).write(tx -> users.create(tx, account.id(), one));
        System.out.println("Id: " + user.id().value());
      }
      if (given == null) {
        System.out.println("Password: " + fresh.reveal());
      }
      return 0;
    }

    private Set<Role> roles() {
      Stream<Role> roles =
          admin
              ? Arrays.stream(Role.values())
                  .filter(role ->
                      role == Role.MASTER_ADMIN
                          || role.name().startsWith("ADMIN_")
                          || role.name().startsWith("CAN_"))
              : Stream.of(Role.CAN_CREATE_FOLDERS, Role.CAN_USE_FILE_BOX);
      return roles.collect(Collectors.toUnmodifiableSet());
    }
  }

  @Command(name = "list", description = "Lists everybody.", mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Mixin private Tenant tenant = new Tenant();

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Users users = features.getBean(Users.class);
        Account account = tenant.of(features);
        Stream.concat(users.employees(account.id()).stream(), users.clients(account.id()).stream())
            .forEach(user ->
                System.out.printf(
                    "%s  %-8s  %-32s  %s%s%n",
                    user.id().value(),
                    user.isAdmin() ? "admin" : user.employee() ? "employee" : "client",
                    user.email().map(EmailAddress::text).orElse(""),
                    user.fullName(),
                    user.disabled() ? "  (disabled)" : ""));
      }
      return 0;
    }
  }
}
