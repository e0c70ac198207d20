package valise.files.odata;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import valise.platform.Refusal;

/// How this front says no: the vendor's error body with the HTTP status name as `code`, which .NET
/// parses as an enumeration [net-sdk], its own `reason`, and our stable code as `valiseCode`.
public final class ErrorBody {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  /// The vendor's `ExceptionReason` where it says more than the status.
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("FILE_UPLOAD_CONFLICT", "FileUploadConflict"),
          Map.entry("FILE_TOO_LARGE", "FileTooLarge"),
          Map.entry("INVALID_PASSWORD", "InvalidPassword"),
          Map.entry("FEATURE_DISABLED", "FeatureDisabled"),
          Map.entry("INVALID_TARGET", "InvalidTarget"),
          Map.entry("DOWNLOAD_LIMIT_REACHED", "DownloadLimitReached"),
          Map.entry("NO_PREVIEW", "VosPreviewNotAvailable"),
          Map.entry("PREVIEW_PENDING", "VosPreviewNotAvailable"),
          Map.entry("NOT_CONFIRMED_CODE", "InvalidValidationCode"));

  private ErrorBody() {}

  /// Status, status name and reason of one kind of refusal. Names that older .NET enumerations lack
  /// are written as numbers, which they parse too.
  private record Status(int status, String name, String reason) {}

  private static Status status(Refusal.Kind kind) {
    return switch (kind) {
      case MALFORMED -> new Status(400, "BadRequest", "BadRequest");
      case UNPROCESSABLE -> new Status(400, "BadRequest", "BadRequest");
      case NOT_SIGNED_IN -> new Status(401, "Unauthorized", "NotAuthenticated");
      case NOT_ALLOWED -> new Status(403, "Forbidden", "NotAuthorized");
      case QUOTA_EXCEEDED -> new Status(403, "Forbidden", "QuotaExceeded");
      case NO_SUCH_THING -> new Status(404, "NotFound", "NotFound");
      case METHOD_NOT_ALLOWED -> new Status(405, "MethodNotAllowed", "NotAllowed");
      case TIMED_OUT -> new Status(408, "RequestTimeout", "TemporaryConnectivityFailure");
      case CONFLICT -> new Status(409, "Conflict", "Conflict");
      case LOCKED -> new Status(409, "Conflict", "FileIsLocked");
      case GONE -> new Status(410, "Gone", "NotFound");
      case TOO_LARGE -> new Status(413, "RequestEntityTooLarge", "BadRequest");
      case TOO_FAST -> new Status(429, "429", "Throttled");
      case UNAVAILABLE -> new Status(503, "ServiceUnavailable", "ServiceUnavailable");
      case OUT_OF_SPACE -> new Status(507, "507", "InsufficientDiskSpace");
    };
  }

  /// The HTTP status that a kind of refusal answers with, for fronts with a body of their own.
  public static int statusOf(Refusal.Kind kind) {
    return status(kind).status();
  }

  /// The name of that status as .NET reads it, for answers that report several refusals.
  public static String statusNameOf(Refusal.Kind kind) {
    return status(kind).name();
  }

  /// Writes a refusal, with the challenge that makes the .NET SDK present its token [net-sdk].
  public static void write(HttpServletResponse response, Refusal refusal) throws IOException {
    Status status = status(refusal.kind());
    refusal
        .retryAfter()
        .ifPresent(wait ->
            response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    write(
        response,
        status,
        REASONS.getOrDefault(refusal.code(), status.reason()),
        refusal.code(),
        refusal.text());
  }

  /// Writes the one answer to a bug of ours: nothing of the inside shows, the request id finds the
  /// log line.
  public static void writeFailure(HttpServletResponse response) throws IOException {
    write(
        response,
        new Status(500, "InternalServerError", "Unspecified"),
        "Unspecified",
        "INTERNAL",
        "Something went wrong here. The server's log tells more under this request's id.");
  }

  private static void write(
      HttpServletResponse response, Status status, String reason, String code, String text)
      throws IOException {
    response.setStatus(status.status());
    if (status.status() == 401) {
      response.setHeader(
          "WWW-Authenticate",
          "Bearer realm=\"valise\""
              + (code.equals("INVALID_TOKEN") ? ", error=\"invalid_token\"" : ""));
    }
    response.setContentType("application/json; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), response.getOutputStream())) {
      json.writeStartObject();
      json.writeStringProperty("code", status.name());
      json.writeObjectPropertyStart("message");
      json.writeStringProperty("lang", "en-US");
      json.writeStringProperty("value", text);
      json.writeEndObject();
      json.writeStringProperty("reason", reason);
      json.writeStringProperty("valiseCode", code);
      json.writeEndObject();
    }
  }
}
