package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as the authorization server's library expects it: its method, its plain path and its
/// fields, wherever the client had put them.
final class FormRequest extends HttpServletRequestWrapper {

  private final String method;
  private final String path;
  private final @Nullable String query;
  private final Form form;
  private final Map<String, String[]> parameters;

  private FormRequest(
      HttpServletRequest request, String method, String path, @Nullable String query, Form form) {
    super(request);
    this.method = method;
    this.path = path;
    this.query = query;
    this.form = form;
    this.parameters = Collections.unmodifiableMap(form.parameters());
  }

  /// The library takes fields from the query for none of the body's, so a form has no query.
  static FormRequest post(HttpServletRequest request, String path, Form form) {
    return new FormRequest(request, "POST", path, null, form);
  }

  static FormRequest get(HttpServletRequest request, String path, Form form) {
    return new FormRequest(request, "GET", path, form.encoded(), form);
  }

  Form form() {
    return form;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public String getRequestURI() {
    return path;
  }

  @Override
  public String getServletPath() {
    return path;
  }

  @Override
  public StringBuffer getRequestURL() {
    return new StringBuffer(getScheme())
        .append("://")
        .append(Hosts.of((HttpServletRequest) getRequest()))
        .append(path);
  }

  @Override
  public @Nullable String getQueryString() {
    return query;
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = parameters.get(name);
    return values == null ? null : values[0];
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return parameters;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = parameters.get(name);
    return values == null ? null : values.clone();
  }

  /// No client here binds its tokens to a key (DPoP); the library would try if the header came.
  @Override
  public @Nullable String getHeader(String name) {
    return name.equalsIgnoreCase("DPoP") ? null : super.getHeader(name);
  }
}
