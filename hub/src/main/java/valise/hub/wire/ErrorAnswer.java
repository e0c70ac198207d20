package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import valise.platform.Refusal;

/// How the hub says no: `{requestId, message, providerMessage?}` [docs], and our stable code.
final class ErrorAnswer {

  private static final List<String> OF_CONTENT =
      List.of("Content-Disposition", "Content-Range", "Accept-Ranges");

  private ErrorAnswer() {}

  static int statusOf(Refusal.Kind kind) {
    return switch (kind) {
      case MALFORMED, UNPROCESSABLE -> 400;
      case NOT_SIGNED_IN -> 401;
      case NOT_ALLOWED, QUOTA_EXCEEDED -> 403;
      case NO_SUCH_THING -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case TIMED_OUT -> 408;
      case CONFLICT, LOCKED -> 409;
      case GONE -> 410;
      case TOO_LARGE -> 413;
      case TOO_FAST -> 429;
      case UNAVAILABLE -> 503;
      case OUT_OF_SPACE -> 507;
    };
  }

  static void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    refusal
        .retryAfter()
        .ifPresent(wait ->
            response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    write(request, response, statusOf(refusal.kind()), refusal.code(), refusal.text(), Map.of());
  }

  static void write(
      HttpServletRequest request, HttpServletResponse response, ProviderFailure failure)
      throws IOException {
    failure
        .retryAfter()
        .ifPresent(wait ->
            response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    write(
        request,
        response,
        failure.status(),
        failure.code(),
        failure.text(),
        failure
            .providerMessage()
            .map(words -> Map.of("providerMessage", words))
            .orElseGet(Map::of));
  }

  static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String code,
      String text,
      Map<String, String> more)
      throws IOException {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("requestId", Envelope.requestId(request));
    body.put("message", text);
    body.putAll(more);
    body.put("valiseCode", code);
    byte[] bytes = WireJson.MAPPER.writeValueAsBytes(body);
    response.resetBuffer();
    // What was said already of an answer that then was not to be had.
    OF_CONTENT.forEach(name -> response.setHeader(name, null));
    response.setStatus(status);
    response.setContentLength(bytes.length);
    response.setContentType("application/json; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(bytes);
  }
}
