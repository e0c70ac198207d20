package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.ids.EmailAddress;
import valise.files.users.UserMail;
import valise.files.users.UserMailSettings;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;
import valise.platform.watch.Journal;
import valise.platform.watch.WideLine;

/// What people do about their own way in before they are in: ask for a new password, choose one
/// with a link from a mail, confirm an address.
///
/// Opening a link changes nothing, for mail programs open links to look at them; the button does. A
/// link that is unknown, used, expired or a disabled user's gets the same page.
@Controller
final class PasswordPages {

  static final String FORGOT = "/oauth/forgot";
  static final String CHOOSE = UserMailSettings.PASSWORD_PATH;
  static final String CONFIRM = UserMailSettings.ADDRESS_PATH;

  private static final int MAX_EMAIL = 254;

  private final Users users;
  private final UserMail mail;
  private final People people;
  private final Pages pages;
  private final Journal journal;

  PasswordPages(Users users, UserMail mail, People people, Pages pages, Journal journal) {
    this.users = users;
    this.mail = mail;
    this.people = people;
    this.pages = pages;
    this.journal = journal;
  }

  /// Whether a request is for one of the pages outside of `/oauth/`.
  static boolean serves(HttpServletRequest request) {
    String path = request.getRequestURI().toLowerCase(Locale.ROOT);
    return path.startsWith(CHOOSE) || path.startsWith(CONFIRM);
  }

  // --- asking for the mail -----------------------------------------------------------------------

  @GetMapping(FORGOT)
  void forgot(HttpServletRequest request, HttpServletResponse response) throws IOException {
    forgotPage(request, response, 200, "", "");
  }

  @PostMapping(FORGOT)
  void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String email = Objects.requireNonNullElse(request.getParameter("email"), "").strip();
    Optional<EmailAddress> address = EmailAddress.parse(email);
    if (address.isEmpty()) {
      forgotPage(request, response, 400, email, "Enter an e-mail address, like ada@example.com.");
      return;
    }
    Optional<People.Tenant> tenant = tenant(request);
    if (tenant.isEmpty()) {
      SignInPages.noAccount(pages, request, response);
      return;
    }
    String from = ClientFacts.of(request).remoteAddress();
    WideLine line =
        journal
            .begin("password_mail")
            .put("account", tenant.get().id().value())
            .put("name", address.get().text())
            .put("from", from);
    try {
      mail.forgotten(tenant.get().id(), address.get(), from);
      line.outcome("asked").write();
    } catch (Refusal refusal) {
      line.outcome(refusal.code()).write();
      refusal
          .retryAfter()
          .ifPresent(wait ->
              response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
      forgotPage(request, response, 429, email, refusal.text() + " Try again later.");
      return;
    }
    pages.write(
        response,
        200,
        "message.html",
        tenant.get().companyName(),
        Map.of(
            "title",
            "Look into your mail",
            "text",
            "If somebody here has the address "
                + address.get()
                + ", a link is on its way there. It works for two hours. If no mail comes, look"
                + " among the unwanted ones, or ask an administrator of your account.",
            "link",
            signIn(request),
            "linkText",
            "Back to sign-in"),
        Optional.empty());
  }

  private void forgotPage(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String email,
      String problem)
      throws IOException {
    Optional<People.Tenant> tenant = tenant(request);
    if (tenant.isEmpty()) {
      SignInPages.noAccount(pages, request, response);
      return;
    }
    Map<String, String> values = new HashMap<>();
    values.put("title", problem.isEmpty() ? "Forgot your password" : "Error: forgot your password");
    values.put("action", SignInPages.withQuery(FORGOT, request));
    values.put("signIn", signIn(request));
    values.put("csrf", FormGuard.token(request));
    values.put("email", email.length() > MAX_EMAIL ? email.substring(0, MAX_EMAIL) : email);
    values.put("problem", problem);
    pages.write(
        response, status, "forgot.html", tenant.get().companyName(), values, Optional.empty());
  }

  private Optional<People.Tenant> tenant(HttpServletRequest request) {
    return SignInPages.tenant(people, request, SignInPages.asked(request));
  }

  /// The way back to the request for access that one came from, if one did.
  private static String signIn(HttpServletRequest request) {
    return SignInPages.withQuery(SignInPages.PATH, request);
  }

  // --- choosing a password -----------------------------------------------------------------------

  @GetMapping(CHOOSE)
  void choose(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Secret<String> code = code(request);
    Optional<Users.Pending> pending = users.pendingPassword(code);
    if (pending.isEmpty()) {
      unusable(request, response);
      return;
    }
    choosePage(request, response, 200, code, pending.get(), "");
  }

  @PostMapping(CHOOSE)
  void chosen(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Secret<String> code = code(request);
    Optional<Users.Pending> pending = users.pendingPassword(code);
    if (pending.isEmpty()) {
      unusable(request, response);
      return;
    }
    String password = Objects.requireNonNullElse(request.getParameter("password"), "");
    if (!password.equals(request.getParameter("again"))) {
      choosePage(
          request, response, 400, code, pending.get(), "The two passwords are not the same.");
      return;
    }
    Users.Redeemed redeemed;
    try {
      redeemed = users.choosePassword(code, Secret.of(password));
    } catch (Refusal weak) {
      choosePage(
          request,
          response,
          400,
          code,
          pending.get(),
          "This password does not keep to the rule below.");
      return;
    }
    switch (redeemed) {
      case Users.Redeemed.Invalid() -> unusable(request, response);
      case Users.Redeemed.Done done -> {
        note("password_chosen", request, pending.get());
        done(
            response,
            pending.get(),
            "Your password is set",
            "Sign in with it from now on. Whatever was signed in as you before has to sign in"
                + " again.");
      }
    }
  }

  private void choosePage(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      Secret<String> code,
      Users.Pending pending,
      String problem)
      throws IOException {
    Map<String, String> values = new HashMap<>();
    values.put("title", problem.isEmpty() ? "Choose a password" : "Error: choose a password");
    values.put("action", CHOOSE + "?code=" + Form.encode(code.reveal()));
    values.put("csrf", FormGuard.token(request));
    values.put("email", pending.address().text());
    values.put("rules", users.passwordRules(pending.user().account()));
    values.put("problem", problem);
    pages.write(response, status, "choose.html", company(pending), values, Optional.empty());
  }

  // --- confirming an address ---------------------------------------------------------------------

  @GetMapping(CONFIRM)
  void confirm(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Secret<String> code = code(request);
    Optional<Users.Pending> pending = users.pendingAddress(code);
    if (pending.isEmpty()) {
      unusable(request, response);
      return;
    }
    pages.write(
        response,
        200,
        "confirm.html",
        company(pending.get()),
        Map.of(
            "title",
            "Confirm your address",
            "action",
            CONFIRM + "?code=" + Form.encode(code.reveal()),
            "csrf",
            FormGuard.token(request),
            "email",
            pending.get().address().text()),
        Optional.empty());
  }

  @PostMapping(CONFIRM)
  void confirmed(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Secret<String> code = code(request);
    Optional<Users.Pending> pending = users.pendingAddress(code);
    Users.Redeemed redeemed;
    try {
      redeemed = pending.isPresent() ? users.confirmAddress(code) : new Users.Redeemed.Invalid();
    } catch (Refusal refusal) {
      pages.error(request, response, 409, "The address was not confirmed", refusal.text());
      return;
    }
    switch (redeemed) {
      case Users.Redeemed.Invalid() -> unusable(request, response);
      case Users.Redeemed.Done done -> {
        note("address_confirmed", request, pending.orElseThrow());
        done(
            response,
            pending.orElseThrow(),
            "The address is confirmed",
            pending.orElseThrow().address() + " is yours. You can sign in with it.");
      }
    }
  }

  // --- shared parts ------------------------------------------------------------------------------

  private static Secret<String> code(HttpServletRequest request) {
    return Secret.of(SignInPages.asked(request).get("code").orElse(""));
  }

  private String company(Users.Pending pending) {
    return tenantOf(pending).map(People.Tenant::companyName).orElse("");
  }

  private Optional<People.Tenant> tenantOf(Users.Pending pending) {
    return people.tenant(pending.user().account());
  }

  private void note(String event, HttpServletRequest request, Users.Pending pending) {
    journal
        .begin(event)
        .put("account", pending.user().account().value())
        .put("user", pending.user().id().value())
        .put("from", ClientFacts.of(request).remoteAddress())
        .outcome("ok")
        .write();
  }

  private void done(HttpServletResponse response, Users.Pending pending, String title, String text)
      throws IOException {
    // Which account is meant cannot be told from every host.
    String signIn =
        tenantOf(pending)
            .map(it -> SignInPages.PATH + "?subdomain=" + Form.encode(it.subdomain()))
            .orElse(SignInPages.PATH);
    pages.write(
        response,
        200,
        "message.html",
        company(pending),
        Map.of("title", title, "text", text, "link", signIn, "linkText", "Sign in"),
        Optional.empty());
  }

  private void unusable(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.write(
        response,
        404,
        "unusable.html",
        people.forHost(Hosts.of(request)).map(People.Tenant::companyName).orElse(""),
        Map.of("title", "This link cannot be used", "signIn", SignInPages.PATH, "forgot", FORGOT),
        Optional.empty());
  }
}
