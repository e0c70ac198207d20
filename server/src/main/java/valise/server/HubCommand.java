package valise.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.hub.Hub;
import valise.hub.ids.OrganizationId;
import valise.hub.tenants.Keys;
import valise.hub.tenants.NewUser;
import valise.hub.tenants.Role;
import valise.hub.tenants.Tenants;
import valise.hub.tenants.User;
import valise.platform.secrets.Secret;
import valise.server.serve.CannotStartException;
import valise.server.serve.Server;

@Command(
    name = "hub",
    description =
        "Who may call the hub: organizations, users, secrets. Works beside a running server.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      HubCommand.AddOrganization.class,
      HubCommand.AddUser.class,
      HubCommand.ListUsers.class,
      HubCommand.ResetSecret.class,
      HubCommand.ResetOrganizationSecret.class
    })
final class HubCommand {

  private HubCommand() {}

  private static void tell(Secret<String> user) {
    System.out.println("User secret: " + user.reveal());
  }

  private static void tellOrganization(Secret<String> organization) {
    System.out.println("Organization secret: " + organization.reveal());
  }

  /// The one there is; of several, the one that is named.
  private static OrganizationId organization(Tenants tenants, @Nullable Long named) {
    List<OrganizationId> all = tenants.organizations();
    if (named != null) {
      return all.stream()
          .filter(id -> id.value() == named)
          .findFirst()
          .orElseThrow(() -> new CannotStartException("There is no organization " + named + "."));
    }
    return switch (all.size()) {
      case 0 ->
          throw new CannotStartException(
              "There is no organization yet. Make one with 'hub add-organization'.");
      case 1 -> all.getFirst();
      default ->
          throw new CannotStartException(
              "There are several organizations; name one of %s with --organization."
                  .formatted(
                      all.stream()
                          .map(OrganizationId::toString)
                          .collect(Collectors.joining(", "))));
    };
  }

  @Command(
      name = "add-organization",
      description = "Adds an organization and its first user, and prints both secrets.",
      mixinStandardHelpOptions = true)
  static final class AddOrganization implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Parameters(index = "0", paramLabel = "NAME", description = "What it is called.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "EMAIL", description = "The first user's address.")
    private String email = "";

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Secret<String> organization = Keys.organization();
        Secret<String> user = Keys.user();
        features
            .getBean(Hub.class)
            .bean(Tenants.class)
            .found(
                name,
                new NewUser(email, "", "", Optional.empty(), Set.of(Role.ORG_ADMIN)),
                organization,
                user);
        tell(user);
        tellOrganization(organization);
      }
      return 0;
    }
  }

  @Command(
      name = "add-user",
      description = "Adds a user and prints their secret.",
      mixinStandardHelpOptions = true)
  static final class AddUser implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "EMAIL", description = "Their address.")
    private String email = "";

    @Option(names = "--first", paramLabel = "NAME", description = "First name.")
    private String first = "";

    @Option(names = "--last", paramLabel = "NAME", description = "Last name.")
    private String last = "";

    @Option(names = "--admin", description = "May do everything in the organization.")
    private boolean admin;

    @Option(names = "--organization", paramLabel = "ID", description = "When there are several.")
    private @Nullable Long organization;

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Tenants tenants = features.getBean(Hub.class).bean(Tenants.class);
        tell(
            tenants
                .create(
                    HubCommand.organization(tenants, organization),
                    new NewUser(
                        email,
                        first,
                        last,
                        Optional.empty(),
                        admin ? Set.of(Role.ORG_ADMIN) : Set.of()))
                .secret());
      }
      return 0;
    }
  }

  @Command(name = "users", description = "Lists everybody.", mixinStandardHelpOptions = true)
  static final class ListUsers implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        for (User user : features.getBean(Hub.class).bean(Tenants.class).everybody()) {
          System.out.printf(
              "%-6s  organization %-4s  account %-4s  %-32s  %s%s%n",
              user.id(),
              user.organization(),
              user.account(),
              user.email(),
              user.roles().stream().map(Role::key).sorted().collect(Collectors.joining(" ")),
              user.active() ? "" : "  (inactive)");
        }
      }
      return 0;
    }
  }

  @Command(
      name = "reset-secret",
      description = "Gives a user a new secret; the old one stops working at once.",
      mixinStandardHelpOptions = true)
  static final class ResetSecret implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "EMAIL", description = "Their address.")
    private String email = "";

    @Option(names = "--organization", paramLabel = "ID", description = "When there are several.")
    private @Nullable Long organization;

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Tenants tenants = features.getBean(Hub.class).bean(Tenants.class);
        User user =
            tenants
                .find(HubCommand.organization(tenants, organization), email)
                .orElseThrow(
                    () -> new CannotStartException("Nobody has the address " + email + "."));
        tell(tenants.resetSecret(user));
      }
      return 0;
    }
  }

  @Command(
      name = "reset-organization-secret",
      description = "Gives an organization a new secret; the old one stops working at once.",
      mixinStandardHelpOptions = true)
  static final class ResetOrganizationSecret implements Callable<Integer> {

    @Mixin private Place place = new Place();

    @Option(names = "--organization", paramLabel = "ID", description = "When there are several.")
    private @Nullable Long organization;

    @Override
    public Integer call() {
      try (GenericApplicationContext features = Server.features(place.existing())) {
        Tenants tenants = features.getBean(Hub.class).bean(Tenants.class);
        tellOrganization(tenants.resetSecret(HubCommand.organization(tenants, organization)));
      }
      return 0;
    }
  }
}
