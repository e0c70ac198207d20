package valise.server.serve;

import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import valise.files.accounts.Accounts;
import valise.files.groups.Founding;
import valise.files.ids.EmailAddress;
import valise.files.oauth.AppId;
import valise.files.oauth.Apps;
import valise.files.users.NewUser;
import valise.files.users.Users;
import valise.hub.Hub;
import valise.hub.tenants.Role;
import valise.hub.tenants.Tenants;
import valise.server.data.FirstStart;
import valise.server.settings.AllSettings;
import valise.server.settings.FirstStartSettings;

/// Does the first start before the server listens, so that whoever finds it answering finds the
/// account too.
@Component
final class Founder implements SmartInitializingSingleton {

  private final FirstStart firstStart;
  private final AllSettings settings;
  private Optional<FirstStart.Facts> facts = Optional.empty();

  Founder(
      AllSettings settings, Accounts accounts, Users users, Founding founding, Apps apps, Hub hub) {
    this.settings = settings;
    this.firstStart =
        new FirstStart(
            settings.storage().data(),
            settings.storage().firstStartFile(),
            settings.firstStart(),
            new Steps(
                settings.firstStart(), accounts, users, founding, apps, hub.bean(Tenants.class)));
  }

  @Override
  public void afterSingletonsInstantiated() {
    facts = firstStart.make(Addresses.url(settings.server().host(), settings.server().port()));
  }

  Optional<FirstStart.Facts> facts() {
    return facts;
  }

  FirstStart.Facts at(FirstStart.Facts known, String url) {
    return firstStart.at(known, url);
  }

  void done() {
    firstStart.done();
  }

  private record Steps(
      FirstStartSettings settings,
      Accounts accounts,
      Users users,
      Founding founding,
      Apps apps,
      Tenants tenants)
      implements FirstStart.Steps {

    @Override
    public boolean anyAccount() {
      return !accounts.all().isEmpty();
    }

    @Override
    public void found(FirstStart.Facts facts) {
      EmailAddress email =
          EmailAddress.parse(facts.email())
              .orElseThrow(() ->
                  new CannotStartException("first.email is no e-mail address: " + facts.email()));
      founding.found(
          settings.subdomain(),
          settings.company(),
          NewUser.employee(email, "First", "Administrator")
              .withPassword(users.hash(facts.password())));
    }

    /// The same person calls the hub, with secrets instead of the password.
    @Override
    public void foundHub(FirstStart.Facts facts) {
      if (!tenants.any()) {
        tenants.found(
            settings.company(),
            new valise.hub.tenants.NewUser(
                facts.email(),
                "First",
                "Administrator",
                Optional.of(facts.password()),
                Set.of(Role.ORG_ADMIN)),
            facts.organizationSecret(),
            facts.userSecret());
      }
    }

    /// Lets rclone sign in with a browser: its own page takes the code to the program, which
    /// listens on this port [rclone].
    @Override
    public void register(FirstStart.Facts facts) {
      AppId id = new AppId(facts.clientId());
      if (apps.find(id).isEmpty()) {
        apps.adopt(
            id,
            facts.clientSecret(),
            Apps.Registration.named(
                "valise",
                facts.url() + Apps.COMPLETION_PAGE,
                "https://oauth.rclone.org/",
                "http://127.0.0.1:53682/",
                "http://localhost:53682/"));
      }
    }
  }
}
