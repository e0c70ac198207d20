package valise.files.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import valise.files.odata.Call;
import valise.files.odata.ErrorBody;
import valise.platform.Refusal;

/// The API's own door: finds who calls by the request's access token or session cookie, and leaves
/// the [valise.files.ids.Principal] where [Call] finds it. Who is nobody passes as nobody; the
/// route decides.
///
/// A token that is wrong is refused at once, a cookie that is wrong counts as none: clients keep
/// cookies longer than they are good for. HTTP Basic is not looked at, for no client sends it
/// unless asked to [net-sdk].
@Component
final class PrincipalFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(PrincipalFilter.class);

  /// Request attribute: the [Callers.Caller], when somebody is signed in.
  static final String CALLER = "valise.caller";

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=$-]{1,512}");

  private final Callers callers;
  private final People people;
  private final CallerLimits limits;

  PrincipalFilter(Callers callers, People people, OAuthSettings settings, InstantSource clock) {
    this.callers = callers;
    this.people = people;
    this.limits = new CallerLimits(clock, settings.callsPerSecond(), settings.callsAtOnce());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    try {
      if (request.getHeader("Origin") != null
          && Origins.answerCors(request, response, people.forHost(Hosts.of(request)))) {
        return;
      }
      Optional<Callers.Caller> caller = caller(request, response);
      limit(request, caller);
      caller.ifPresent(it -> {
        request.setAttribute(CALLER, it);
        request.setAttribute(CallingApp.ATTRIBUTE, it.app());
        request.setAttribute(Call.PRINCIPAL, it.person().principal());
      });
    } catch (Refusal refusal) {
      ErrorBody.write(response, refusal);
      return;
    } catch (DataAccessException failure) {
      LOG.error("cannot find out who calls", failure);
      ErrorBody.writeFailure(response);
      return;
    }
    chain.doFilter(MethodOverride.of(request), response);
  }

  private Optional<Callers.Caller> caller(
      HttpServletRequest request, HttpServletResponse response) {
    Optional<String> cookie = Cookies.read(request);
    Optional<String> token = bearer(request);
    if (token.isPresent()) {
      Callers.Caller caller =
          token
              .filter(it -> TOKEN.matcher(it).matches())
              .flatMap(callers::byToken)
              .filter(it -> belongs(it, request))
              .orElseThrow(PrincipalFilter::invalidToken);
      String session = Callers.sessionOf(token.get());
      if (cookie.filter(session::equals).isEmpty()) {
        // .NET needs it from the very first answer [net-sdk].
        Cookies.set(request, response, session);
      }
      return Optional.of(caller);
    }
    Optional<Callers.Caller> caller =
        cookie.flatMap(callers::bySession).filter(it -> belongs(it, request));
    if (caller.isPresent() && Origins.forged(request, request.getMethod())) {
      throw Refusal.of(
          Refusal.Kind.NOT_ALLOWED,
          "CROSS_SITE",
          "This request comes from another site's page. Send an access token instead of a cookie.");
    }
    return caller;
  }

  private static Refusal invalidToken() {
    return Refusal.of(
        Refusal.Kind.NOT_SIGNED_IN,
        "INVALID_TOKEN",
        "The access token is unknown, expired or revoked. Sign in again or refresh it.");
  }

  static Optional<String> bearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Optional.of(header.substring(7).strip())
        : Optional.empty();
  }

  /// A host that names one account knows nobody of another.
  private boolean belongs(Callers.Caller caller, HttpServletRequest request) {
    String host = Hosts.of(request);
    return !people.namesAccount(host)
        || people
            .forHost(host)
            .filter(tenant -> tenant.id().equals(caller.person().account()))
            .isPresent();
  }

  private void limit(HttpServletRequest request, Optional<Callers.Caller> caller) {
    String who =
        caller
            .map(it -> it.person().user().value())
            .orElseGet(() -> "from " + request.getRemoteAddr());
    Optional<Duration> wait = limits.call(who);
    if (wait.isPresent()) {
      throw Refusal.tooFast("Too many requests. Slow down and try again.", wait.get());
    }
  }
}
