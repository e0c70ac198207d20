package valise.files.oauth;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.security.oauth2.core.OAuth2Error;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// How the token endpoint says no: JSON with `error` and `error_description`, and always 400, for a
/// 401 makes .NET drop the error [net-sdk]. Only one who is to wait gets 429.
final class OAuthErrors {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  /// What to do about it; the library's own texts name the parameter at best.
  private static final Map<String, String> ADVICE =
      Map.of(
          "invalid_client", "The client id or the client secret is wrong.",
          "invalid_grant", "The credentials, the code or the token are wrong, used or expired.",
          "unauthorized_client", "This app may not use this grant type.",
          "unsupported_grant_type",
              "Known grant types are authorization_code, refresh_token, password and"
                  + " client_credentials.",
          "invalid_scope", "Leave the scope out.");

  private OAuthErrors() {}

  static void write(HttpServletResponse response, OAuth2Error error) throws IOException {
    String given = error.getDescription();
    String advice = ADVICE.get(error.getErrorCode());
    write(
        response,
        400,
        error.getErrorCode(),
        advice != null ? advice : given == null ? "The request is malformed." : given);
  }

  static void tooFast(HttpServletResponse response, Duration wait) throws IOException {
    response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
    write(
        response,
        429,
        "slow_down",
        "Too many wrong passwords. Try again in " + Math.max(1, wait.toSeconds()) + " seconds.");
  }

  static void write(HttpServletResponse response, int status, String error, String description)
      throws IOException {
    response.setStatus(status);
    try (JsonGenerator json = open(response)) {
      json.writeStartObject();
      json.writeStringProperty("error", error);
      json.writeStringProperty("error_description", description);
      json.writeEndObject();
    }
  }

  static JsonGenerator open(HttpServletResponse response) throws IOException {
    response.setContentType("application/json; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Pragma", "no-cache");
    return FACTORY.createGenerator(ObjectWriteContext.empty(), response.getOutputStream());
  }
}
