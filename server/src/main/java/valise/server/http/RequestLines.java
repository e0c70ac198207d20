package valise.server.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;
import valise.files.ids.Principal;
import valise.files.odata.Call;
import valise.platform.secrets.Tokens;
import valise.platform.watch.Journal;
import valise.platform.watch.WideLine;

/// One line for each request, written when its last byte is out, and its id on the way in.
///
/// It sits in the server's own pipeline, outside of every filter: what never reaches the
/// application, such as a malformed request line, is written down too.
public final class RequestLines extends ValveBase implements AccessLog {

  static final String ID = "valise.request-id";
  static final String ID_HEADER = "X-Request-Id";

  private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  private final Journal journal;
  private volatile RequestMeter meter = (method, route, status, nanos, in, out) -> {};
  private final LongAdder running = new LongAdder();

  public RequestLines(Journal journal) {
    super(true);
    this.journal = journal;
  }

  /// From now on requests are counted here.
  public void count(RequestMeter by) {
    meter = by;
  }

  /// How many requests are being answered.
  public long running() {
    return running.sum();
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String given = request.getHeader(ID_HEADER);
    String id =
        given != null && SANE_ID.matcher(given).matches() ? given : Tokens.random128().reveal();
    request.setAttribute(ID, id);
    request.setAttribute(WideLine.ATTRIBUTE, journal.begin("request"));
    response.setHeader(ID_HEADER, id);
    running.increment();
    try {
      getNext().invoke(request, response);
    } finally {
      running.decrement();
    }
  }

  @Override
  public void log(Request request, Response response, long nanos) {
    // What never got here has no line yet, and took no time worth telling.
    WideLine line =
        request.getAttribute(WideLine.ATTRIBUTE) instanceof WideLine begun
            ? begun
            : journal.begin("request");
    String method = String.valueOf(request.getMethod());
    String route = route(request);
    int status = response.getStatus();
    long in = request.getCoyoteRequest().getBytesRead();
    long out = response.getBytesWritten(false);
    line.put("method", method)
        .put("route", route)
        .put("path", Redaction.path(request.getRequestURI()));
    String query = Redaction.query(request.getQueryString());
    if (!query.isEmpty()) {
      line.put("query", query);
    }
    line.put("status", status).put("in", in).put("out", out);
    if (request.getAttribute(Call.PRINCIPAL) instanceof Principal principal) {
      line.put("user", principal.user().value()).put("account", principal.account().value());
    }
    if (request.getAttribute(ID) instanceof String id) {
      line.put("id", id);
    }
    line.put("tool", tool(request)).put("from", String.valueOf(request.getRemoteAddr()));
    line.write();
    meter.count(known(method), route, status, nanos, in, out);
  }

  /// The pattern that answered. What nothing answered is one route, or strangers could fill the
  /// metrics with names.
  private static String route(Request request) {
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return pattern == null ? "-" : pattern.toString();
  }

  private static String known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "other";
    };
  }

  private static String tool(Request request) {
    String tool = header(request, "X-SFAPI-Tool");
    String said = tool.isEmpty() ? header(request, "User-Agent") : tool;
    return said.length() <= 100 ? said : said.substring(0, 100);
  }

  private static String header(Request request, String name) {
    @Nullable String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /// The valve is asked for addresses as the proxy told them, which Tomcat's own valve for that
  /// leaves in the request itself.
  @Override
  public void setRequestAttributesEnabled(boolean enabled) {}

  @Override
  public boolean getRequestAttributesEnabled() {
    return false;
  }

  /// What becomes of a request in the metrics.
  public interface RequestMeter {
    void count(String method, String route, int status, long nanos, long in, long out);
  }
}
