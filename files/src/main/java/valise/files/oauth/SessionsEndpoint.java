package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;

/// Who am I, sign me in, sign me out.
@Endpoint
final class SessionsEndpoint {

  private final Grants grants;
  private final Apps apps;
  private final SessionJson.Sessions sessions;

  SessionsEndpoint(Grants grants, Apps apps, SessionJson.Sessions sessions) {
    this.grants = grants;
    this.apps = apps;
    this.sessions = sessions;
  }

  @GetMapping("/sf/v3/Sessions")
  Answer session(Call call, HttpServletRequest request) {
    Callers.Caller caller = caller(request);
    ClientFacts kept = grants.facts(caller);
    return session(request, caller, kept.tool().isEmpty() ? ClientFacts.of(request) : kept);
  }

  /// The same, and keeps what the client says about itself. `authmethod` and `authcomparison` are
  /// hints for SAML, which this server does not speak.
  @GetMapping("/sf/v3/Sessions/Login")
  Answer login(Call call, HttpServletRequest request) {
    Callers.Caller caller = caller(request);
    ClientFacts facts = ClientFacts.of(request);
    grants.remember(caller, facts);
    return session(request, caller, facts);
  }

  @DeleteMapping("/sf/v3/Sessions")
  Answer logout(Call call, HttpServletRequest request, HttpServletResponse response) {
    grants.close(caller(request));
    Cookies.clear(request, response);
    return Answer.nothing();
  }

  private Answer session(HttpServletRequest request, Callers.Caller caller, ClientFacts facts) {
    boolean browser = caller.byBrowser() || request.getHeader("Sec-Fetch-Site") != null;
    String id =
        browser
            ? caller.sessionHash()
            : PrincipalFilter.bearer(request)
                .map(Callers::sessionOf)
                .or(() -> Cookies.read(request))
                .orElseThrow();
    Optional<String> app = Optional.ofNullable(caller.app()).flatMap(apps::find).map(App::name);
    return Answer.entity(sessions, new SessionJson(id, caller, app, facts));
  }

  private static Callers.Caller caller(HttpServletRequest request) {
    return Optional.ofNullable((Callers.Caller) request.getAttribute(PrincipalFilter.CALLER))
        .orElseThrow(() -> Refusal.notSignedIn("Sign in to use this."));
  }
}
