package valise.hub.instances;

import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementCaller;
import valise.hub.tenants.Tenants;
import valise.hub.wire.Credentials;
import valise.hub.wire.Door;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;

/// The hub's door. Wrong secrets and those of nobody are answered alike.
@Component
final class Admission implements Door {

  private final Tenants tenants;
  private final Instances instances;

  Admission(Tenants tenants, Instances instances) {
    this.tenants = tenants;
    this.instances = instances;
  }

  @Override
  public Caller caller(Credentials shown) {
    Secret<String> user = need(shown.user(), "User");
    Secret<String> organization = need(shown.organization(), "Organization");
    return tenants.caller(user, organization).orElseThrow(Admission::nobody);
  }

  @Override
  public ElementCaller elementCaller(Credentials shown) {
    Secret<String> token = need(shown.element(), "Element");
    Secret<String> user = need(shown.user(), "User");
    Caller caller =
        (shown.organization().isPresent()
                ? tenants.caller(user, shown.organization().get())
                : tenants.caller(user))
            .orElseThrow(Admission::nobody);
    return instances
        .byToken(token)
        .filter(it -> caller.sees(it.organization(), it.account(), it.owner()))
        .map(it -> new ElementCaller(caller, it.id()))
        .orElseThrow(Admission::nobody);
  }

  private static Secret<String> need(Optional<Secret<String>> secret, String name) {
    return secret.orElseThrow(() ->
        Refusal.notSignedIn(
            "The Authorization header must hold '" + name + " <secret>' for this address."));
  }

  private static Refusal nobody() {
    return Refusal.of(
        Refusal.Kind.NOT_SIGNED_IN,
        "BAD_SECRET",
        "The secrets in the Authorization header are unknown, do not belong together, or were"
            + " replaced.");
  }
}
