package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import valise.files.pages.Page;
import valise.files.pages.Template;

/// The pages a person meets on the way in and out. Their templates are files beside this class.
@Component
final class Pages {

  private static final Pattern SOURCE =
      Pattern.compile("[a-z][a-z0-9+.-]{0,30}://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?");
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,60}");

  private final People people;

  Pages(People people) {
    this.people = people;
  }

  /// Writes a page in the common frame.
  ///
  /// @param account whose name stands above; empty text for none
  /// @param formsMayLeadTo where sending a form may finally lead, beside this server
  void write(
      HttpServletResponse response,
      int status,
      String template,
      String account,
      Map<String, String> values,
      Optional<String> formsMayLeadTo)
      throws IOException {
    Page.of(Template.beside(Pages.class, template), account, values)
        .withStatus(status)
        .withFormsTo(formsMayLeadTo.flatMap(Pages::source))
        .write(response);
  }

  /// A page that says something to whoever comes, without the name of an account.
  static Page message(String title, String text) {
    return Page.of(
        Template.beside(Pages.class, "message.html"), "", Map.of("title", title, "text", text));
  }

  /// Says what went wrong and what to do.
  void error(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String title,
      String text)
      throws IOException {
    String account = people.forHost(Hosts.of(request)).map(People.Tenant::companyName).orElse("");
    write(
        response,
        status,
        "message.html",
        account,
        Map.of("title", title, "text", text),
        Optional.empty());
  }

  /// Browsers hold a form's redirects to the policy too, and the last one goes to the app.
  private static Optional<String> source(String redirectUri) {
    try {
      URI uri = new URI(redirectUri);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      if (!SCHEME.matcher(scheme).matches()) {
        return Optional.empty();
      }
      if (!scheme.equals("http") && !scheme.equals("https")) {
        return Optional.of(scheme + ":");
      }
      String source = scheme + "://" + uri.getRawAuthority();
      return SOURCE.matcher(source).matches() ? Optional.of(source) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
