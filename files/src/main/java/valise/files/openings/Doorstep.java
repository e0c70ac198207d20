package valise.files.openings;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.downloads.Fetcher;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.EmailAddress;
import valise.files.oauth.FormGuard;
import valise.files.oauth.SignInPages;
import valise.files.odata.Call;
import valise.files.odata.ErrorBody;
import valise.files.pages.Page;
import valise.files.pages.Template;
import valise.files.shares.Entrance;
import valise.files.shares.Opening;
import valise.files.shares.Share;
import valise.files.shares.Visitor;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.Refusal;

/// Where everybody with a link stands first. Whoever may come in is let through; everybody else
/// gets a page that says what to do, or the one page of links that lead nowhere.
@Component
final class Doorstep {

  private final Entrance entrance;
  private final Accounts accounts;
  private final Users users;

  Doorstep(Entrance entrance, Accounts accounts, Users users) {
    this.entrance = entrance;
    this.accounts = accounts;
    this.users = users;
  }

  /// One request to a page of a share.
  ///
  /// @param id of a share or of a recipient, as it stands in the link
  record Visit(Call call, HttpServletRequest request, HttpServletResponse response, String id) {

    Fetcher from() {
      return new Fetcher(call.remoteAddress(), call.userAgent());
    }

    Visitor visitor() {
      return new Visitor(call.caller(), UnlockCookie.read(request), from());
    }

    String path(Share.Kind kind) {
      return Doorstep.path(kind)
          + AliasId.parse(id).map(AliasId::value).orElseThrow(IllegalStateException::new);
    }

    void write(Page page) throws IOException {
      page.write(response);
    }

    /// To another page of ours, to be fetched with GET.
    void go(String path) {
      response.setStatus(303);
      response.setHeader("Location", path);
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("Referrer-Policy", "no-referrer");
    }
  }

  /// Who shares something.
  record Sender(String name, String company) {}

  /// What a guest says of themselves.
  private record Said(String email, String first, String last, String company) {

    static final Said NOTHING = new Said("", "", "", "");

    static Said of(HttpServletRequest request) {
      return new Said(
          field(request, "email"),
          field(request, "first"),
          field(request, "last"),
          field(request, "company"));
    }

    private static String field(HttpServletRequest request, String name) {
      return Objects.requireNonNullElse(request.getParameter(name), "").strip();
    }

    /// In the words of the form; empty text when there is none.
    String problem(boolean companyToo) {
      if (EmailAddress.parse(email).isEmpty()) {
        return "Enter your e-mail address, like ada@example.com.";
      }
      if (first.isEmpty() && last.isEmpty()) {
        return "Enter your name.";
      }
      return companyToo && company.isEmpty() ? "Enter your company." : "";
    }
  }

  private static String path(Share.Kind kind) {
    return switch (kind) {
      case SEND -> "/d/";
      case REQUEST -> "/r/";
    };
  }

  /// Lets a visitor in, or shows them why not.
  ///
  /// @return empty when the request is answered
  Optional<Opening.Open> admit(Visit visit, Share.Kind kind) throws IOException {
    Opening opening = open(visit);
    Optional<Share> share = share(opening);
    if (share.isEmpty()) {
      nowhere(visit);
      return Optional.empty();
    }
    if (share.get().kind() != kind) {
      visit.go(visit.path(share.get().kind()));
      return Optional.empty();
    }
    return switch (opening) {
      case Opening.Open open -> Optional.of(open);
      case Opening.NeedsUserInfo(Share asked, boolean companyToo) -> {
        whoAreYou(visit, asked, companyToo, Said.NOTHING, "");
        yield Optional.empty();
      }
      case Opening.NeedsLogin(Share asked, boolean wrongUser) -> {
        signIn(visit, asked, wrongUser);
        yield Optional.empty();
      }
      case Opening.Unknown unknown -> Optional.empty();
    };
  }

  /// What there is for a visitor at this host. One that names an account knows no other's shares,
  /// and what was downloaded as often as it may be is not there any more.
  Opening open(Visit visit) {
    Opening opening = entrance.open(visit.id(), visit.visitor());
    boolean here =
        share(opening)
            .filter(it -> isAt(visit.request().getServerName(), it.account()))
            .isPresent();
    boolean usedUp = opening instanceof Opening.Open open && open.usedUp();
    return here && !usedUp ? opening : new Opening.Unknown();
  }

  private static Optional<Share> share(Opening opening) {
    return switch (opening) {
      case Opening.Open open -> Optional.of(open.share());
      case Opening.NeedsUserInfo needs -> Optional.of(needs.share());
      case Opening.NeedsLogin needs -> Optional.of(needs.share());
      case Opening.Unknown unknown -> Optional.empty();
    };
  }

  private boolean isAt(String host, AccountId account) {
    return !accounts.namesAccount(host)
        || accounts.forHost(host).map(Account::id).filter(account::equals).isPresent();
  }

  /// The one answer to a link that is unknown, expired, used up, taken back, asked for at the wrong
  /// host, or whose creator may no longer: the same bytes for all of them.
  void nowhere(Visit visit) throws IOException {
    visit.write(
        Page.of(template("nowhere.html"), "", Map.of("title", "This link does not work"))
            .withStatus(404));
  }

  private void signIn(Visit visit, Share share, boolean wrongUser) throws IOException {
    Account account = accounts.find(share.account()).orElseThrow();
    Map<String, Object> values = new HashMap<>();
    values.put("title", "Sign in to open this");
    values.put("sends", share.sends());
    values.put("sender", sender(share));
    values.put("signIn", SignInPages.address(account.subdomain(), visit.path(share.kind())));
    if (wrongUser) {
      values.put(
          "wrongUser",
          visit
              .call()
              .caller()
              .flatMap(it -> users.find(it.user()))
              .map(User::fullName)
              .orElse(""));
    }
    visit.write(Page.of(template("signin.html"), account.companyName(), values));
  }

  // --- saying who one is -------------------------------------------------------------------------

  private void whoAreYou(Visit visit, Share share, boolean companyToo, Said said, String problem)
      throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("said", said);
    values.put("title", problem.isEmpty() ? "Who are you?" : "Error: who are you?");
    values.put("sends", share.sends());
    values.put("sender", sender(share));
    values.put("companyToo", companyToo);
    values.put("problem", problem);
    values.put("action", visit.path(share.kind()) + "/who");
    values.put("csrf", FormGuard.token(visit.request()));
    visit.write(
        Page.of(template("who.html"), companyOf(share), values)
            .withStatus(problem.isEmpty() ? 200 : 400));
  }

  /// A guest has said who they are.
  void identify(Visit visit, Share.Kind kind) throws IOException {
    if (!(open(visit) instanceof Opening.NeedsUserInfo(Share share, boolean companyToo))) {
      if (admit(visit, kind).isPresent()) {
        visit.go(visit.path(kind));
      }
      return;
    }
    Said said = Said.of(visit.request());
    String problem = said.problem(companyToo);
    if (!problem.isEmpty()) {
      whoAreYou(visit, share, companyToo, said, problem);
      return;
    }
    try {
      switch (entrance.identify(
          visit.id(), said.email(), said.first(), said.last(), said.company(), visit.from())) {
        case Entrance.Unlocking.Unlocked(String ticket, AliasId alias) -> {
          UnlockCookie.set(visit.request(), visit.response(), visit.path(share.kind()), ticket);
          visit.go(visit.path(share.kind()));
        }
        case Entrance.Unlocking.Refused refused -> nowhere(visit);
      }
    } catch (Refusal refusal) {
      whoAreYou(visit, share, companyToo, said, refusal.text());
    }
  }

  // --- what pages have in common -----------------------------------------------------------------

  Sender sender(Share share) {
    Optional<User> creator = users.find(share.creator());
    String account = companyOf(share);
    return new Sender(
        creator.map(User::fullName).orElse(""),
        creator.map(User::company).filter(company -> !company.isEmpty()).orElse(account));
  }

  String companyOf(Share share) {
    return accounts.find(share.account()).map(Account::companyName).orElse("");
  }

  /// Says what is in the way of somebody who is in.
  ///
  /// @param back to where a link leads
  void refuse(Visit visit, Opening.Open open, Refusal refusal, String back) throws IOException {
    refusal
        .retryAfter()
        .ifPresent(wait ->
            visit
                .response()
                .setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    visit.write(
        Page.of(
                template("message.html"),
                companyOf(open.share()),
                Map.of("title", "That did not work", "text", refusal.text(), "back", back))
            .withStatus(ErrorBody.statusOf(refusal.kind())));
  }

  static Template template(String name) {
    return Template.beside(Doorstep.class, name);
  }
}
