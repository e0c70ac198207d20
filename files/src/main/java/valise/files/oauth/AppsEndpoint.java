package valise.files.oauth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.ids.Principal;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;

/// The apps a user has connected, as the vendor shows them, and the account's registered apps for
/// its administrators, which is our own addition.
@Endpoint
final class AppsEndpoint {

  private final Apps apps;
  private final Grants grants;
  private final AppJson.ConnectedApps connected;

  AppsEndpoint(Apps apps, Grants grants, AppJson.ConnectedApps connected) {
    this.apps = apps;
    this.grants = grants;
    this.connected = connected;
  }

  @GetMapping("/sf/v3/Apps")
  Answer connected(Call call) {
    return Answer.feed(connected, grants.connectedTo(call.principal().user()));
  }

  @GetMapping("/sf/v3/Apps({id})")
  Answer connected(Call call, @PathVariable String id) {
    return Answer.entity(connected, mine(call, id));
  }

  /// Takes from the app all that the caller gave it.
  @DeleteMapping("/sf/v3/Apps({id})")
  Answer disconnect(Call call, @PathVariable String id) {
    grants.disconnect(mine(call, id).app(), call.principal().user());
    return Answer.nothing();
  }

  private GrantStore.Connected mine(Call call, String id) {
    return connected.find(call.principal(), id).orElseThrow(AppsEndpoint::unknown);
  }

  @GetMapping("/valise/v1/apps")
  Answer registered(Call call) {
    Principal admin = admin(call);
    return Answer.values(
        AppJson.REGISTERED,
        apps.of(admin.account()).stream().map(app -> new AppJson.Shown(app, "")).toList());
  }

  /// Registers an app for the caller's account. Its secret is in this answer and in no other.
  @PostMapping("/valise/v1/apps")
  Answer register(Call call) {
    Principal admin = admin(call);
    AppJson.NewApp body = call.body(AppJson.NewApp.class);
    List<String> uris = Objects.requireNonNullElse(body.redirectUris(), List.of());
    if (uris.stream().anyMatch(Objects::isNull)) {
      throw Refusal.malformed("BAD_FIELD", "'RedirectUris' must be a list of addresses.");
    }
    boolean confidential = !Boolean.FALSE.equals(body.confidential());
    boolean actAsMe = Boolean.TRUE.equals(body.actAsMe());
    Apps.Registered made =
        apps.register(
            new Apps.Registration(
                Objects.requireNonNullElse(body.name(), ""),
                admin.account(),
                actAsMe ? admin.user() : null,
                new LinkedHashSet<>(uris),
                confidential,
                false));
    return shown(made.app(), made.secret());
  }

  @PatchMapping("/valise/v1/apps({id})")
  Answer change(Call call, @PathVariable String id) {
    App app = ours(call, id);
    AppJson.Change body = call.body(AppJson.Change.class);
    if (body.enabled() != null) {
      apps.setEnabled(app.id(), body.enabled());
    }
    return shown(apps.find(app.id()).orElseThrow(AppsEndpoint::unknown), Secret.of(""));
  }

  @PostMapping("/valise/v1/apps({id})/Secret")
  Answer rotate(Call call, @PathVariable String id) {
    App app = ours(call, id);
    return shown(app, apps.rotateSecret(app.id()));
  }

  @DeleteMapping("/valise/v1/apps({id})")
  Answer delete(Call call, @PathVariable String id) {
    apps.delete(ours(call, id).id());
    return Answer.nothing();
  }

  private static Answer shown(App app, Secret<String> secret) {
    return Answer.value(AppJson.REGISTERED, new AppJson.Shown(app, secret.reveal()));
  }

  /// An app of the account itself; those for every account are the operator's.
  private App ours(Call call, String id) {
    Principal admin = admin(call);
    App app = AppId.parse(id).flatMap(apps::find).orElseThrow(AppsEndpoint::unknown);
    if (!app.servesAccount(admin.account())) {
      throw unknown();
    }
    if (app.account() == null) {
      throw Refusal.notAllowed("This app serves every account; only the operator may change it.");
    }
    return app;
  }

  private static Principal admin(Call call) {
    Principal caller = call.principal();
    if (!caller.isAdmin()) {
      throw Refusal.notAllowed("Only administrators may manage apps.");
    }
    return caller;
  }

  private static Refusal unknown() {
    return Refusal.noSuchThing("The app");
  }
}
