package valise.hub.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import valise.platform.Refusal;
import valise.platform.http.BodyTooLargeException;
import valise.platform.http.IncomingBody;

/// JSON bodies of a bounded size, without U+0000, which PostgreSQL cannot store.
final class BoundedJson extends JacksonJsonHttpMessageConverter {

  private static final long MOST = 4L << 20;
  private static final String NUL = "\\u0000";

  BoundedJson() {
    super(WireJson.MAPPER);
  }

  @Override
  public Object read(
      ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    try {
      return super.read(type, bounded(message), hints);
    } catch (BodyTooLargeException e) {
      throw Refusal.tooLarge("BODY_TOO_LARGE", "The body is larger than 4 MiB.");
    }
  }

  private static HttpInputMessage bounded(HttpInputMessage message) throws IOException {
    long length = message.getHeaders().getContentLength();
    byte[] body =
        IncomingBody.of(
                message.getBody(),
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                MOST)
            .readAllBytes();
    requireNoNul(body);
    return new HttpInputMessage() {
      @Override
      public InputStream getBody() {
        return new ByteArrayInputStream(body);
      }

      @Override
      public HttpHeaders getHeaders() {
        return message.getHeaders();
      }
    };
  }

  /// Within JSON it can only stand escaped.
  private static void requireNoNul(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    for (int at = text.indexOf(NUL); at >= 0; at = text.indexOf(NUL, at + 1)) {
      int first = at;
      while (first > 0 && text.charAt(first - 1) == '\\') {
        first--;
      }
      // After an odd number of backslashes this one is itself escaped.
      if ((at - first) % 2 == 0) {
        throw Refusal.malformed("BAD_BODY", "A text must not have the character U+0000 in it.");
      }
    }
  }
}
