package valise.files.odata;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.Principal;
import valise.platform.Refusal;
import valise.platform.json.Json;

/// One request to the API, parsed: who asks, with which parameters, and the body when asked for. An
/// endpoint method takes it as its first argument and never touches the servlet request.
public final class Call {

  /// The request attribute under which sign-in leaves the [Principal].
  public static final String PRINCIPAL = "valise.principal";

  /// Bodies are JSON commands, not files.
  private static final int MAX_BODY_BYTES = 4 << 20;

  private static final JsonMapper MAPPER = Json.lenient(Dates::parse);

  private final HttpServletRequest request;
  private final Params params;
  private final Instant now;
  private final String base;
  private @Nullable Options options;

  Call(HttpServletRequest request, Instant now) {
    this.request = request;
    this.params = Params.parse(request.getQueryString());
    this.now = now;
    this.base = origin(request) + "/sf/v3";
  }

  private static String origin(HttpServletRequest request) {
    StringBuffer url = request.getRequestURL();
    int path = url.indexOf("/", url.indexOf("://") + 3);
    return path < 0 ? url.toString() : url.substring(0, path);
  }

  /// The signed-in user.
  ///
  /// @throws Refusal when the caller is anonymous
  public Principal principal() {
    return caller().orElseThrow(() -> Refusal.notSignedIn("Sign in to use this."));
  }

  /// The signed-in user, if there is one.
  public Optional<Principal> caller() {
    return Optional.ofNullable((Principal) request.getAttribute(PRINCIPAL));
  }

  public Params params() {
    return params;
  }

  /// The instant at which the request was read; one answer has one now.
  public Instant now() {
    return now;
  }

  /// `$select`, `$expand` and the rest.
  public Options options() {
    Options parsed = options;
    if (parsed == null) {
      parsed = Options.parse(params);
      options = parsed;
    }
    return parsed;
  }

  /// This request's own address with one query parameter set to another value.
  String urlWith(String name, String value) {
    StringBuilder url = new StringBuilder(request.getRequestURL()).append('?');
    String query = request.getQueryString();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        String key = pair.split("=", 2)[0].replace("%24", "$");
        if (!pair.isEmpty() && !key.equalsIgnoreCase(name)) {
          url.append(pair).append('&');
        }
      }
    }
    return url.append(name).append('=').append(AnswerWriter.encode(value)).toString();
  }

  /// Scheme, host and port as the client sees them, without a trailing slash.
  public String origin() {
    return base.substring(0, base.length() - "/sf/v3".length());
  }

  /// The API's address, `https://host/sf/v3`.
  public String base() {
    return base;
  }

  /// The zone dates are written in: the `tz` parameter in minutes from UTC, else the user's own
  /// [seed]. The Java SDK drops the offset of what it reads, so it is always answered in UTC
  /// [java-sdk].
  public ZoneId zone() {
    Optional<Long> minutes = params.number("tz");
    if (minutes.isPresent()) {
      long offset = params.number("tz", 0, -900, 900);
      return ZoneOffset.ofTotalSeconds((int) offset * 60);
    }
    if (clientTool().startsWith("SFJavaSDK") || userAgent().contains("SFJavaSDK")) {
      return ZoneOffset.UTC;
    }
    return caller().map(Principal::zone).orElse(ZoneOffset.UTC);
  }

  public String userAgent() {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }

  /// What the client calls itself in `X-SFAPI-Tool`, or empty text [docs].
  public String clientTool() {
    String tool = request.getHeader("X-SFAPI-Tool");
    return tool == null ? "" : tool;
  }

  /// Whether the client announced a capability in `X-SF-ClientCapabilities` [java-sdk].
  public boolean clientCan(String capability) {
    java.util.Enumeration<String> headers = request.getHeaders("X-SF-ClientCapabilities");
    while (headers.hasMoreElements()) {
      for (String name : headers.nextElement().split("[,; ]+")) {
        if (name.equalsIgnoreCase(capability)) {
          return true;
        }
      }
    }
    return false;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  public String remoteAddress() {
    return request.getRemoteAddr();
  }

  /// Reads the JSON body. An absent body counts as `{}`, for .NET posts no body where Java posts
  /// `{}`.
  ///
  /// @throws Refusal when it is not JSON, too large, or does not fit `type`
  public <T> T body(Class<T> type) {
    return body(MAPPER.constructType(type), "{}");
  }

  /// Reads a JSON body of a generic type; an absent body counts as `[]`.
  public <T> T body(TypeReference<T> type) {
    return body(MAPPER.constructType(type), "[]");
  }

  private <T> T body(JavaType type, String whenAbsent) {
    byte[] bytes = bodyBytes();
    try {
      Json.requireDistinctNames(MAPPER, bytes);
      T value =
          bytes.length == 0 ? MAPPER.readValue(whenAbsent, type) : MAPPER.readValue(bytes, type);
      if (value == null) {
        throw Refusal.malformed("BAD_BODY", "The body must not be null.");
      }
      return value;
    } catch (MismatchedInputException e) {
      throw Refusal.malformed(
          "BAD_BODY", "The body does not fit at " + path(e) + ": " + brief(e) + ".");
    } catch (JacksonException e) {
      throw Refusal.malformed("BAD_JSON", "The body is not well-formed JSON: " + brief(e) + ".");
    }
  }

  private byte[] bodyBytes() {
    if (request.getContentLengthLong() > MAX_BODY_BYTES) {
      throw bodyTooLarge();
    }
    try (InputStream in = request.getInputStream()) {
      byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw bodyTooLarge();
      }
      int start = 0;
      boolean marked =
          bytes.length >= 3
              && (bytes[0] & 0xff) == 0xef
              && (bytes[1] & 0xff) == 0xbb
              && (bytes[2] & 0xff) == 0xbf;
      if (marked) {
        start = 3;
      }
      while (start < bytes.length && bytes[start] <= ' ' && bytes[start] >= 0) {
        start++;
      }
      return start == 0 ? bytes : java.util.Arrays.copyOfRange(bytes, start, bytes.length);
    } catch (IOException e) {
      throw Refusal.malformed("BODY_CUT", "The request's body could not be read to its end.");
    }
  }

  private static Refusal bodyTooLarge() {
    return Refusal.tooLarge("BODY_TOO_LARGE", "The body must not be larger than 4 MiB.");
  }

  private static String path(MismatchedInputException e) {
    StringBuilder path = new StringBuilder();
    e.getPath()
        .forEach(step -> {
          if (step.getPropertyName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
          } else {
            path.append('[').append(step.getIndex()).append(']');
          }
        });
    return path.isEmpty() ? "its top" : "'" + path + "'";
  }

  private static String brief(JacksonException e) {
    String text = e.getOriginalMessage();
    String line = text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
    line = line.replaceAll("`?(java|valise|tools)\\.[\\w.$<>]+`?", "the expected type");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
