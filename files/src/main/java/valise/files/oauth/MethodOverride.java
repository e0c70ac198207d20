package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Locale;
import java.util.Set;

/// A POST that stands for another method: the Java SDK never sends a real PATCH, nor a DELETE with
/// a body [java-sdk].
final class MethodOverride extends HttpServletRequestWrapper {

  private static final String HEADER = "X-HTTP-Method-Override";
  private static final Set<String> METHODS = Set.of("PATCH", "DELETE", "PUT", "GET", "POST");

  private final String method;

  private MethodOverride(HttpServletRequest request, String method) {
    super(request);
    this.method = method;
  }

  static HttpServletRequest of(HttpServletRequest request) {
    String override = request.getHeader(HEADER);
    if (override == null || !request.getMethod().equals("POST")) {
      return request;
    }
    String method = override.strip().toUpperCase(Locale.ROOT);
    return METHODS.contains(method) ? new MethodOverride(request, method) : request;
  }

  @Override
  public String getMethod() {
    return method;
  }
}
