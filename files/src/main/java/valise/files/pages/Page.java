package valise.files.pages;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One page in the common frame.
///
/// @param template of what is between the frame's heading and its end
/// @param company whose name stands above; empty text for none
/// @param values for the template; `title` is the page's own
/// @param formsMayLeadTo a source in the words of a content security policy to which sending a form
///   may finally lead, beside this server
/// @param script that makes the page better; it may ask this server for more
/// @param wide for lists rather than for a few lines
public record Page(
    int status,
    Template template,
    String company,
    Map<String, ?> values,
    Optional<String> formsMayLeadTo,
    Optional<PageFile> script,
    boolean wide) {

  private static final Template FRAME = Template.beside(Page.class, "frame.html");

  public static Page of(Template template, String company, Map<String, ?> values) {
    return new Page(200, template, company, values, Optional.empty(), Optional.empty(), false);
  }

  public Page withStatus(int other) {
    return new Page(other, template, company, values, formsMayLeadTo, script, wide);
  }

  public Page withFormsTo(Optional<String> source) {
    return new Page(status, template, company, values, source, script, wide);
  }

  public Page withScript(PageFile file) {
    return new Page(status, template, company, values, formsMayLeadTo, Optional.of(file), wide);
  }

  public Page asWide() {
    return new Page(status, template, company, values, formsMayLeadTo, script, true);
  }

  public void write(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    headers(response);
    response.getOutputStream().write(html().getBytes(StandardCharsets.UTF_8));
  }

  /// The whole of it.
  public String html() {
    Map<String, Object> all = new HashMap<>(values);
    all.put("company", company);
    all.put("body", template.fill(all));
    all.put("style", PageFiles.STYLE.address());
    all.put("icon", PageFiles.ICON.address());
    all.put("wide", wide);
    script.ifPresent(file -> all.put("script", file.address()));
    return FRAME.fill(all);
  }

  /// Sets the headers under which nothing runs or is loaded that is not ours, nobody frames it,
  /// nobody keeps it, and no link tells where it was found.
  public void headers(HttpServletResponse response) {
    response.setContentType("text/html; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + (script.isPresent() ? " script-src 'self'; connect-src 'self';" : "")
            + " frame-ancestors 'none'; form-action 'self'"
            + formsMayLeadTo.map(source -> " " + source).orElse(""));
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
  }
}
