package valise.files.oauth;

import java.io.IOException;
import java.io.Writer;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import valise.files.pages.Page;

/// What is said when Tomcat itself refuses a request, or when nothing else has said anything about
/// an error: the API's error body under `/sf/v3`, the hub's under `/elements`, a page to a browser,
/// one line of text to others. Never what went wrong inside.
///
/// Public, and with a public constructor, because Tomcat makes one by its name.
public final class BareErrors extends ErrorReportValve {

  private static final Logger LOG = LoggerFactory.getLogger(BareErrors.class);
  private static final String REQUEST_ID = "Elements-Request-Id";
  private static final Pattern LINE = Pattern.compile("\\s*[!-~]+ +(/[^\\s?]*)");
  private static final int LINE_BEGIN = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  public BareErrors() {
    setShowReport(false);
    setShowServerInfo(false);
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    String path = path(request).toLowerCase(Locale.ROOT);
    boolean hub = path.startsWith("/elements/");
    // Where not even the address can be read: most who come here use the API.
    boolean api =
        hub || path.isEmpty() || path.startsWith("/sf/v3") || path.startsWith("/valise/v1");
    Said said = said(status);
    // Whatever came of it on the way out, a body that could not be read is the sender's.
    if (request.getCoyoteRequest().getErrorException() instanceof IOException cut) {
      boolean late = cut instanceof SocketTimeoutException;
      response.setStatus(late ? 408 : 400);
      said =
          new Said(
              late ? "RequestTimeout" : "BadRequest",
              late ? "TemporaryConnectivityFailure" : "BadRequest",
              "BODY_CUT",
              "The request's body could not be read to its end.");
    }
    Optional<Page> page =
        !api && wantsPage(request)
            ? Optional.of(Pages.message(said.title(), said.text()))
            : Optional.empty();
    try {
      if (page.isPresent()) {
        page.get().headers(response);
      } else {
        response.setContentType(
            api ? "application/json; charset=utf-8" : "text/plain; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
      }
      Writer writer = response.getReporter();
      if (writer != null) {
        String json = hub ? said.hubJson(requestId(response)) : said.json();
        writer.write(page.isPresent() ? page.get().html() : api ? json : said.text());
        response.finishResponse();
      }
    } catch (IOException e) {
      LOG.info("an error could not be told: {}", e.toString());
    }
  }

  /// The address that was asked; of a request line that could not be read to its end, for its
  /// length or for a letter in it, what came of it.
  private static String path(Request request) {
    String path = request.getRequestURI();
    if (path != null && !path.isEmpty()) {
      return path;
    }
    if (request.getCoyoteRequest().getInputBuffer() instanceof ApplicationBufferHandler head
        && head.getByteBuffer() != null) {
      byte[] begin = new byte[Math.min(LINE_BEGIN, head.getByteBuffer().limit())];
      head.getByteBuffer().get(0, begin);
      Matcher line = LINE.matcher(new String(begin, StandardCharsets.ISO_8859_1));
      if (line.lookingAt()) {
        return line.group(1);
      }
    }
    return "";
  }

  private static boolean wantsPage(Request request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }

  /// The one that the request has already, or as the hub makes them.
  private static String requestId(Response response) {
    String given = response.getHeader(REQUEST_ID);
    if (given != null) {
      return given;
    }
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    response.setHeader(REQUEST_ID, id);
    return id;
  }

  private record Said(String name, String reason, String code, String text) {
    String title() {
      return switch (code) {
        case "NOT_FOUND" -> "There is nothing here";
        case "UNAVAILABLE" -> "Not now";
        case "INTERNAL" -> "That went wrong";
        default -> "That is not possible";
      };
    }

    String hubJson(String requestId) {
      return "{\"requestId\":\"%s\",\"message\":\"%s\",\"valiseCode\":\"%s\"}"
          .formatted(requestId, text, code);
    }

    String json() {
      return "{\"code\":\""
          + name
          + "\",\"message\":{\"lang\":\"en-US\",\"value\":\""
          + text
          + "\"},\"reason\":\""
          + reason
          + "\",\"valiseCode\":\""
          + code
          + "\"}";
    }
  }

  private static Said said(int status) {
    return switch (status) {
      case 404 -> new Said("NotFound", "NotFound", "NOT_FOUND", "This address was not found.");
      case 405, 501 ->
          new Said(
              "MethodNotAllowed",
              "NotAllowed",
              "METHOD_NOT_ALLOWED",
              "This address does not answer to that method.");
      case 503 ->
          new Said(
              "ServiceUnavailable", "ServiceUnavailable", "UNAVAILABLE", "Try again in a moment.");
      default ->
          status < 500
              ? new Said(
                  "BadRequest",
                  "BadRequest",
                  "BAD_PATH",
                  "The path has characters or parts that are not accepted in addresses.")
              : new Said(
                  "InternalServerError",
                  "Unspecified",
                  "INTERNAL",
                  "Something went wrong here. The server's log tells more.");
    };
  }
}
