package valise.files.oauth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The caller's own session on the wire.
///
/// @param id what PowerShell puts into the session cookie [ps]; for a browser, whose pages must not
///   read that, something else
record SessionJson(String id, Callers.Caller caller, Optional<String> appName, ClientFacts facts) {

  /// The set of sessions. Nobody finds another's by its id.
  @Component
  static final class Sessions implements EntitySet<SessionJson> {

    private static final Shape<SessionJson> SHAPE =
        Shape.<SessionJson>of("Sessions", "Session")
            .with("Name", session -> session.caller().person().name())
            .with(
                "AuthenticationType", session -> session.caller().byBrowser() ? "Cookie" : "OAuth2")
            .with("OAuth2ClientName", session -> session.appName().orElse(null))
            .with("Tool", session -> session.facts().tool())
            .with("Version", session -> session.facts().toolVersion())
            .with("ClientIPAddress", session -> session.facts().remoteAddress())
            .with("IsAuthenticated", session -> true)
            .with("DeviceUser", session -> null)
            .toOneReferenced(
                "Principal",
                "Users",
                session -> Optional.of(session.caller().person().user().value()))
            .build();

    @Override
    public String name() {
      return "Sessions";
    }

    @Override
    public List<Shape<SessionJson>> shapes() {
      return List.of(SHAPE);
    }

    @Override
    public Shape<SessionJson> shapeOf(SessionJson session) {
      return SHAPE;
    }

    @Override
    public String idOf(SessionJson session) {
      return session.id();
    }

    @Override
    public Map<String, SessionJson> load(Principal caller, Set<String> ids) {
      return Map.of();
    }
  }
}
