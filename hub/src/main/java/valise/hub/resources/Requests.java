package valise.hub.resources;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import valise.hub.mapping.Arriving;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.http.BodyCutException;
import valise.platform.http.BodyTooLargeException;
import valise.platform.http.IncomingBody;

/// Reads what callers send. JSON and forms are held; everything else passes through.
final class Requests {

  private static final long MOST = 4L << 20;

  private Requests() {}

  /// @param use what is done with the request; a file can be read only in there
  static <T> T read(HttpServletRequest request, OwnElement.Match match, Function<Incoming, T> use) {
    String type = Optional.ofNullable(request.getContentType()).orElse("").toLowerCase(Locale.ROOT);
    boolean empty =
        request.getContentLengthLong() == 0
            || (request.getContentLengthLong() < 0
                && request.getHeader("Transfer-Encoding") == null);
    if (empty) {
      return use.apply(incoming(request, match, null, Map.of(), Optional.empty()));
    }
    if (type.contains("json")) {
      return use.apply(incoming(request, match, json(request), Map.of(), Optional.empty()));
    }
    if (type.startsWith("application/x-www-form-urlencoded")) {
      Map<String, String> form = new LinkedHashMap<>();
      query(text(request), Requests::formDecoded)
          .forEach((name, values) -> form.put(name, values.getFirst()));
      return use.apply(incoming(request, match, null, form, Optional.empty()));
    }
    Function<Arriving.Upload, T> passing =
        upload -> use.apply(incoming(request, match, null, Map.of(), Optional.of(upload)));
    boolean unpacks =
        match.resource().parameters().stream()
            .anyMatch(it ->
                switch (it.from()) {
                  case FORM, MULTIPART, FILE, BODY -> !it.response();
                  default -> false;
                });
    return unpacks
        ? Arriving.read(request, Optional.empty(), passing)
        : Arriving.whole(request, passing);
  }

  private static Incoming incoming(
      HttpServletRequest request,
      OwnElement.Match match,
      @Nullable Object body,
      Map<String, String> form,
      Optional<Arriving.Upload> file) {
    Map<String, String> headers = new LinkedHashMap<>();
    Collections.list(request.getHeaderNames())
        .forEach(name -> headers.put(name, request.getHeader(name)));
    return new Incoming(
        request.getRequestURI().substring(request.getContextPath().length()),
        match.variables(),
        query(Optional.ofNullable(request.getQueryString()).orElse(""), Requests::formDecoded),
        headers,
        body,
        form,
        file);
  }

  private static Object json(HttpServletRequest request) {
    try {
      return WireJson.MAPPER.readValue(text(request), Object.class);
    } catch (JacksonException e) {
      throw Refusal.malformed("BAD_BODY", "The body cannot be read as JSON.");
    }
  }

  private static String text(HttpServletRequest request) {
    try {
      return new String(IncomingBody.of(request, MOST).readAllBytes(), StandardCharsets.UTF_8);
    } catch (BodyTooLargeException e) {
      throw Refusal.tooLarge("BODY_TOO_LARGE", "The body is larger than 4 MiB.");
    } catch (BodyCutException e) {
      throw Refusal.malformed("BODY_CUT", "The body ended before its end.");
    } catch (IOException e) {
      throw Refusal.malformed("BAD_BODY", "The body cannot be read.");
    }
  }

  /// In a query that is written into a configuration, a plus is a plus.
  static Map<String, List<String>> polled(String query) {
    return query(query, text -> UriUtils.decode(text, StandardCharsets.UTF_8));
  }

  private static String formDecoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, List<String>> query(String text, UnaryOperator<String> decode) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    try {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        if (!pair.isEmpty()) {
          String name = decode.apply(equals < 0 ? pair : pair.substring(0, equals));
          String value = equals < 0 ? "" : decode.apply(pair.substring(equals + 1));
          query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
      }
      return query;
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed(
          "BAD_ENCODING", "A parameter cannot be read: a malformed %-escape, or no name.");
    }
  }
}
