package valise.hub.wire;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.apache.coyote.CloseNowException;
import valise.platform.watch.WideLine;

/// What every request to the hub gets before it is looked at: an id, the headers that all answers
/// carry, and leave for pages of any origin to read them. Nothing here goes by cookies, so another
/// site's page can do nothing that its own script could not.
public final class Envelope implements Filter {

  private static final String ID = "valise.hub.request-id";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// As the vendor's [docs].
  private static final String EXPOSED =
      "Elements-Returned-Count, Elements-Total-Count, Elements-Request-Id,"
          + " Elements-Next-Page-Token, Elements-Trace-Id, Elements-Error, Content-Disposition";

  /// 24 lower-case hexadecimal digits [docs].
  static String requestId(HttpServletRequest request) {
    return request.getAttribute(ID) instanceof String known ? known : assign(request);
  }

  private static String assign(HttpServletRequest request) {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    request.setAttribute(ID, id);
    return id;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    HttpServletResponse response = (HttpServletResponse) answer;
    String id = assign(request);
    if (request.getAttribute(WideLine.ATTRIBUTE) instanceof WideLine line) {
      line.put("requestId", id);
    }
    response.setHeader("Elements-Request-Id", id);
    response.setHeader("Elements-Trace-Id", id);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    if (request.getMethod().equals("OPTIONS")) {
      String wanted = request.getHeader("Access-Control-Request-Headers");
      response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
      response.setHeader(
          "Access-Control-Allow-Headers",
          wanted == null ? "Authorization, Content-Type" : wanted.replaceAll("[\\r\\n]", " "));
      response.setHeader("Access-Control-Max-Age", "3600");
      return;
    }
    try {
      chain.doFilter(request, response);
    } catch (ServletException e) {
      if (response.isCommitted() && e.getCause() instanceof ProviderFailure failure) {
        hangUp(request, failure);
      }
      throw e;
    }
  }

  /// A provider broke off in the middle of what is sent on. That is no failure of ours and needs no
  /// trace of the stack: the request's line says it, and the connection ends, so that nobody takes
  /// the part for the whole.
  private static void hangUp(HttpServletRequest request, ProviderFailure failure)
      throws CloseNowException {
    if (request.getAttribute(WideLine.ATTRIBUTE) instanceof WideLine line) {
      line.outcome("failed").put("error", failure.code());
    }
    throw new CloseNowException(failure.text(), failure);
  }
}
