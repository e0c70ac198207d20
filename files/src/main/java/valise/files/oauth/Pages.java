package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/// The pages a person meets on the way in and out: plain HTML, one style sheet, no script.
///
/// A template is a file beside this class. `{{name}}` is replaced by the value, escaped;
/// `{{#name}}...{{/name}}` stays when there is a value, `{{^name}}...{{/name}}` when there is none.
@Component
final class Pages {

  private static final Pattern SECTION =
      Pattern.compile("\\{\\{([#^])(\\w+)}}(.*?)\\{\\{/\\2}}", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern SOURCE =
      Pattern.compile("[a-z][a-z0-9+.-]{0,30}://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?");
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,60}");

  private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

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
    Map<String, String> all = new HashMap<>(values);
    all.put("account", account);
    response.setStatus(status);
    headers(response, formsMayLeadTo);
    response.getOutputStream().write(page(template, all).getBytes(StandardCharsets.UTF_8));
  }

  /// A page that says something to whoever comes, without the name of an account.
  static String message(String title, String text) {
    return page("message.html", Map.of("title", title, "text", text));
  }

  private static String page(String template, Map<String, String> values) {
    String body = fill(template(template), values);
    return fill(template("frame.html"), values).replace("<!--body-->", body);
  }

  /// What keeps a page from being framed, remembered, or used to send something elsewhere.
  static void headers(HttpServletResponse response, Optional<String> formsMayLeadTo) {
    response.setContentType("text/html; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self'"
            + formsMayLeadTo.flatMap(Pages::source).map(source -> " " + source).orElse(""));
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
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

  private static String fill(String template, Map<String, String> values) {
    String kept =
        SECTION
            .matcher(template)
            .replaceAll(section -> {
              boolean given = !values.getOrDefault(section.group(2), "").isEmpty();
              boolean wanted = section.group(1).equals("#");
              return given == wanted ? Matcher.quoteReplacement(section.group(3)) : "";
            });
    return VALUE
        .matcher(kept)
        .replaceAll(value ->
            Matcher.quoteReplacement(
                HtmlUtils.htmlEscape(values.getOrDefault(value.group(1), ""), "UTF-8")));
  }

  private static String template(String name) {
    return TEMPLATES.computeIfAbsent(
        name, missing -> new String(file(missing), StandardCharsets.UTF_8));
  }

  /// A file beside this class.
  static byte[] file(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
