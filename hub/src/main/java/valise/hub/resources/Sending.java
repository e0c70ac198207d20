package valise.hub.resources;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import valise.hub.instances.CallRequest;
import valise.hub.mapping.Arriving;
import valise.hub.wire.WireJson;
import valise.platform.net.StreamedBody;

/// Makes an [Outgoing] the request it is.
final class Sending {

  private static final int MOST_REDIRECTS = 3;

  private Sending() {}

  static CallRequest request(Outgoing outgoing) {
    boolean patient = outgoing.file.isPresent() || outgoing.method.equals("GET");
    CallRequest request =
        CallRequest.of(outgoing.method, target(outgoing))
            .patiently(
                patient
                    ? CallRequest.LONG.following(outgoing.method.equals("GET") ? MOST_REDIRECTS : 0)
                    : CallRequest.BRIEF);
    boolean accepts = false;
    for (Map.Entry<String, String> header : outgoing.headers.entrySet()) {
      accepts |= header.getKey().equalsIgnoreCase("Accept");
      if (!header.getKey().equalsIgnoreCase("Content-Type")) {
        request = request.with(header.getKey(), header.getValue());
      }
    }
    if (!accepts && !outgoing.silent("Accept")) {
      request = request.with("Accept", "application/json");
    }
    if (outgoing.token.isPresent()) {
      request = request.showing(outgoing.token.get());
    }
    Optional<CallRequest.Body> body = body(outgoing);
    return body.isPresent() ? request.sending(body.get()) : request;
  }

  private static String target(Outgoing outgoing) {
    String path = outgoing.path;
    String whole =
        path.startsWith("http://") || path.startsWith("https://") || path.startsWith("/")
            ? path
            : "/" + path;
    String query =
        outgoing.query.entrySet().stream()
            .flatMap(entry ->
                entry.getValue().stream()
                    .map(value -> encoded(entry.getKey()) + "=" + encoded(value)))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? whole : whole + (whole.contains("?") ? "&" : "?") + query;
  }

  private static String encoded(String text) {
    return UriUtils.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<CallRequest.Body> body(Outgoing outgoing) {
    @Nullable String type = outgoing.headers.get("Content-Type");
    if (outgoing.file.isPresent()) {
      Arriving.Upload file = outgoing.file.get();
      return Optional.of(
          new CallRequest.Body.Streamed(
              outgoing
                  .part
                  .map(part -> parts(outgoing, file, part))
                  .orElseGet(() ->
                      new StreamedBody(
                          file.content().bytes(),
                          file.content().length(),
                          Optional.of(
                              type != null
                                  ? type
                                  : file.type().orElse("application/octet-stream"))))));
    }
    if (!outgoing.form.isEmpty()) {
      return Optional.of(
          held(
              outgoing.form.entrySet().stream()
                  .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                  .collect(Collectors.joining("&")),
              "application/x-www-form-urlencoded"));
    }
    if (outgoing.body == null || outgoing.method.equals("GET") || outgoing.method.equals("HEAD")) {
      return Optional.empty();
    }
    return Optional.of(
        held(
            outgoing.body instanceof String text ? text : json(outgoing.body),
            type != null ? type : "application/json"));
  }

  static String json(Object value) {
    return WireJson.MAPPER.writeValueAsString(value);
  }

  private static CallRequest.Body held(String text, String type) {
    return new CallRequest.Body.Held(text.getBytes(StandardCharsets.UTF_8), type);
  }

  /// A form in parts with the fields first and the file last, which passes through.
  private static StreamedBody parts(Outgoing outgoing, Arriving.Upload file, String part) {
    String boundary = UUID.randomUUID().toString();
    StringBuilder head = new StringBuilder();
    outgoing.form.forEach((name, value) ->
        head.append("--")
            .append(boundary)
            .append("\r\nContent-Disposition: form-data; name=\"")
            .append(quoted(name))
            .append("\"\r\n\r\n")
            .append(value)
            .append("\r\n"));
    head.append("--")
        .append(boundary)
        .append("\r\nContent-Disposition: form-data; name=\"")
        .append(quoted(part))
        .append("\"; filename=\"")
        .append(quoted(file.name().orElse("file")))
        .append("\"\r\nContent-Type: ")
        .append(
            file.type()
                .filter(type -> type.matches("[\\x20-\\x7e]{3,200}"))
                .filter(type -> !type.startsWith("multipart/"))
                .orElse("application/octet-stream"))
        .append("\r\n\r\n");
    byte[] before = head.toString().getBytes(StandardCharsets.UTF_8);
    byte[] after = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
    OptionalLong inner = file.content().length();
    InputStream all =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    new ByteArrayInputStream(before),
                    file.content().bytes(),
                    new ByteArrayInputStream(after))));
    return new StreamedBody(
        all,
        inner.isPresent()
            ? OptionalLong.of(before.length + inner.getAsLong() + after.length)
            : OptionalLong.empty(),
        Optional.of("multipart/form-data; boundary=" + boundary));
  }

  /// As browsers write names in such forms (RFC 7578).
  private static String quoted(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
