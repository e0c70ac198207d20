package valise.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import valise.files.odata.ErrorBody;
import valise.platform.Refusal;
import valise.platform.Refusal.Kind;

/// The answer when nothing else answered: in the API's dialect below its address, a short page for
/// browsers, a line of text for others. Nothing of the inside shows; what failed was logged by whoever
/// caught it.
public final class LastResort extends ErrorReportValve {

  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      answer(request, response, status);
      response.finishResponse();
    } catch (IOException e) {
      LOG.debug("nobody read the answer", e);
    }
  }

  private static void answer(Request request, Response response, int status) throws IOException {
    Object id = request.getAttribute(RequestLines.ID);
    String path = String.valueOf(request.getDecodedRequestURI()).toLowerCase(Locale.ROOT);
    if (path.startsWith("/sf/")) {
      if (status >= 500) {
        ErrorBody.writeFailure(response.getResponse());
      } else {
        ErrorBody.write(response.getResponse(), refusal(request, status));
      }
      return;
    }
    String says = says(status);
    boolean browser = String.valueOf(request.getHeader("Accept")).contains("text/html");
    response.setContentType(browser ? "text/html" : "text/plain");
    response.setCharacterEncoding("utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    String reference = status >= 500 && id != null ? " Reference: " + id : "";
    String body =
        browser
            ? """
            <!doctype html>
            <html lang="en">
            <meta name="viewport" content="width=device-width">
            <title>%1$s</title>
            <body style="font: 18px/1.5 system-ui, sans-serif; max-width: 34em; margin: 15vh auto; padding: 0 1em">
            <h1 style="font-size: 1.4em">%1$s</h1>
            <p>%2$s</p>
            """
                .formatted(says, status + "." + reference)
            : says + reference + "\n";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static Refusal refusal(Request request, int status) {
    return switch (status) {
      case 401 -> Refusal.notSignedIn("Sign in to use this.");
      case 403 -> Refusal.notAllowed("This is not allowed.");
      case 404 -> Refusal.noSuchThing("This address");
      case 405 ->
          Refusal.of(
              Kind.METHOD_NOT_ALLOWED,
              "METHOD_NOT_ALLOWED",
              "This address does not answer to " + request.getMethod() + ".");
      case 413 -> Refusal.tooLarge("BODY_TOO_LARGE", "The body is too large.");
      default -> Refusal.malformed("BAD_REQUEST", says(status));
    };
  }

  private static String says(int status) {
    return switch (status) {
      case 401 -> "Sign in to see this.";
      case 403 -> "This is not for you to see.";
      case 404 -> "There is nothing here.";
      case 405 -> "This address is used in another way.";
      case 413 -> "That was too large.";
      case 503 -> "The server is busy. Try again in a moment.";
      default ->
          status < 500
              ? "The request could not be understood."
              : "Something went wrong here. It was not your fault.";
    };
  }
}
