package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/// Sign-in, consent, sign-out, and the page where programs without a web server let people end up.
///
/// The sign-in page carries the query of the authorization request it stands in front of, and leads
/// nowhere but back to it; or to the page of a share. There is no address in it that could be
/// another's.
@Controller
public final class SignInPages {

  static final String PATH = "/oauth/signin";
  static final String CONSENT = "/oauth/consent";
  static final String SIGNED_IN = "/oauth/signedin";

  /// The parameter with the page of a share to go back to.
  static final String RETURN = "return";

  private static final Pattern SHARE = Pattern.compile("/[dr]/s[0-9a-f]{32}");

  private final Apps apps;
  private final Grants grants;
  private final Callers callers;
  private final Admission admission;
  private final People people;
  private final Pages pages;

  SignInPages(
      Apps apps, Grants grants, Callers callers, Admission admission, People people, Pages pages) {
    this.apps = apps;
    this.grants = grants;
    this.callers = callers;
    this.admission = admission;
    this.people = people;
    this.pages = pages;
  }

  @GetMapping(PATH)
  void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form asked = asked(request);
    signInPage(request, response, 200, asked, asked.get("username").orElse(""), "");
  }

  @PostMapping(PATH)
  void signedIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form asked = asked(request);
    String name = Objects.requireNonNullElse(request.getParameter("email"), "").strip();
    String password = Objects.requireNonNullElse(request.getParameter("password"), "");
    Optional<People.Tenant> tenant = tenant(people, request, asked);
    if (tenant.isEmpty()) {
      noAccount(pages, request, response);
      return;
    }
    if (name.isEmpty() || password.isEmpty()) {
      signInPage(
          request, response, 400, asked, name, "Enter your e-mail address and your password.");
      return;
    }
    ClientFacts facts = ClientFacts.of(request);
    switch (admission.admit(tenant.get(), name, List.of(password), facts, "page")) {
      case Admission.Result.Admitted(People.Person person) -> {
        // One cookie was there before; whoever planted it must not share what comes now.
        Cookies.read(request).flatMap(callers::bySession).ifPresent(this::endBrowser);
        Cookies.set(
            request, response, grants.openSession(person, tenant.get().browserSession(), facts));
        String query = request.getQueryString();
        boolean authorizing = query != null && asked.has("client_id");
        go(
            response,
            authorizing
                ? AuthorizeDoor.PATH + "?" + query
                : asked.get(RETURN).filter(it -> SHARE.matcher(it).matches()).orElse(SIGNED_IN));
      }
      case Admission.Result.Refused(String reason) ->
          signInPage(request, response, 403, asked, name, reason);
      case Admission.Result.TooFast(Duration pause) -> {
        long seconds = Math.max(1, pause.toSeconds());
        response.setHeader("Retry-After", Long.toString(seconds));
        signInPage(
            request,
            response,
            429,
            asked,
            name,
            "Too many wrong passwords. Try again in " + inWords(seconds) + ".");
      }
    }
  }

  private void endBrowser(Callers.Caller caller) {
    if (caller.byBrowser()) {
      grants.close(caller);
    }
  }

  private static String inWords(long seconds) {
    return seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
  }

  private void signInPage(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      Form asked,
      String name,
      String problem)
      throws IOException {
    Optional<People.Tenant> tenant = tenant(people, request, asked);
    if (tenant.isEmpty()) {
      noAccount(pages, request, response);
      return;
    }
    Map<String, String> values = new HashMap<>();
    values.put("action", withQuery(PATH, request));
    values.put("forgot", withQuery(PasswordPages.FORGOT, request));
    values.put("csrf", FormGuard.token(request));
    values.put("email", name.length() > 254 ? name.substring(0, 254) : name);
    values.put("problem", problem);
    values.put("title", problem.isEmpty() ? "Sign in" : "Error: sign in");
    values.put(
        "app",
        asked.get("client_id").flatMap(AppId::parse).flatMap(apps::find).map(App::name).orElse(""));
    pages.write(
        response,
        status,
        "signin.html",
        tenant.get().companyName(),
        values,
        asked.get("redirect_uri"));
  }

  /// Where somebody signs in to open a share.
  ///
  /// @param page its path
  public static String address(String subdomain, String page) {
    return PATH + "?subdomain=" + Form.encode(subdomain) + "&" + RETURN + "=" + Form.encode(page);
  }

  static void noAccount(Pages pages, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.error(
        request,
        response,
        404,
        "There is no account here",
        "Check the address: its first part is the name of the account.");
  }

  @GetMapping(CONSENT)
  void consent(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form asked = asked(request);
    String state = asked.get("state").orElse("");
    Optional<AuthorizeRequest> waiting = grants.byConsent(state);
    Optional<Callers.Caller> caller = browser(request, callers);
    if (waiting.isEmpty()
        || caller.isEmpty()
        || !caller.get().person().user().equals(waiting.get().user())) {
      pages.error(
          request, response, 400, "This page has expired", "Go back to the app and start again.");
      return;
    }
    App app = apps.find(waiting.get().app()).orElseThrow();
    People.Tenant tenant = people.tenant(waiting.get().account()).orElseThrow();
    Map<String, String> values = new HashMap<>();
    values.put("title", "Allow access");
    values.put("app", app.name());
    values.put("clientId", app.id().value());
    values.put("state", state);
    values.put("csrf", FormGuard.token(request));
    values.put("user", caller.get().person().name());
    values.put("email", caller.get().person().email());
    values.put("scope", RegisteredApps.SCOPE);
    String redirect =
        Optional.ofNullable(waiting.get().redirectUri())
            .orElseGet(() -> app.redirectUris().iterator().next());
    pages.write(response, 200, "consent.html", tenant.companyName(), values, Optional.of(redirect));
  }

  /// Where one ends up who signs in for no app.
  @GetMapping(SIGNED_IN)
  void afterSignIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<Callers.Caller> caller = browser(request, callers);
    if (caller.isEmpty()) {
      go(response, PATH);
      return;
    }
    People.Person person = caller.get().person();
    pages.write(
        response,
        200,
        "signedin.html",
        people.tenant(person.account()).map(People.Tenant::companyName).orElse(""),
        Map.of("title", "You are signed in", "user", person.name(), "email", person.email()),
        Optional.empty());
  }

  @GetMapping("/oauth/signout")
  void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<Callers.Caller> caller = browser(request, callers);
    if (caller.isEmpty()) {
      go(response, "/oauth/signedout");
      return;
    }
    pages.write(
        response,
        200,
        "signout.html",
        people.tenant(caller.get().person().account()).map(People.Tenant::companyName).orElse(""),
        Map.of(
            "title",
            "Sign out",
            "csrf",
            FormGuard.token(request),
            "user",
            caller.get().person().name()),
        Optional.empty());
  }

  @PostMapping("/oauth/signout")
  void signedOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Cookies.read(request).flatMap(callers::bySession).ifPresent(grants::close);
    Cookies.clear(request, response);
    go(response, "/oauth/signedout");
  }

  @GetMapping("/oauth/signedout")
  void afterSignOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.write(
        response,
        200,
        "signedout.html",
        people.forHost(Hosts.of(request)).map(People.Tenant::companyName).orElse(""),
        Map.of("title", "You are signed out"),
        Optional.empty());
  }

  @GetMapping(Apps.COMPLETION_PAGE)
  void completed(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean failed = asked(request).has("error");
    pages.error(
        request,
        response,
        200,
        failed ? "Access was not given" : "You are signed in",
        failed
            ? "The app was not allowed to use your account. You can close this window."
            : "You can close this window and go back to the app.");
  }

  /// One of our pages with the query that this one was asked with.
  static String withQuery(String path, HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? path : path + "?" + query;
  }

  static Form asked(HttpServletRequest request) {
    try {
      return Form.parse(request.getQueryString(), "");
    } catch (IllegalArgumentException e) {
      return Form.parse(null, "");
    }
  }

  /// The account to sign in to: the one that a client names (`subdomain`) [docs], else the host's.
  static Optional<People.Tenant> tenant(People people, HttpServletRequest request, Form asked) {
    String host = Hosts.of(request);
    Optional<People.Tenant> named =
        people.namesAccount(host)
            ? Optional.empty()
            : asked.get("subdomain").filter(it -> !it.isEmpty()).flatMap(people::bySubdomain);
    return named.isPresent() ? named : people.forHost(host);
  }

  /// Who is signed in with this browser; an app's session does not count, or an app could let
  /// others in.
  static Optional<Callers.Caller> browser(HttpServletRequest request, Callers callers) {
    return Cookies.read(request).flatMap(callers::bySession).filter(Callers.Caller::byBrowser);
  }

  private static void go(HttpServletResponse response, String path) {
    response.setStatus(303);
    response.setHeader("Location", path);
    response.setHeader("Cache-Control", "no-store");
  }
}
