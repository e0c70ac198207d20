package valise.server.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.springframework.web.servlet.HandlerMapping;

/// Whether the server can do its work, in the form that load balancers know from Spring's own
/// health endpoint: `UP` or `DOWN`, and nothing more to strangers.
public final class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient BooleanSupplier up;

  public HealthServlet(BooleanSupplier up) {
    this.up = up;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, request.getServletPath());
    boolean well = up.getAsBoolean();
    response.setStatus(well ? 200 : 503);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(well ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
  }
}
