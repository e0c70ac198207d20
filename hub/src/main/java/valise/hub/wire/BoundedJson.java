package valise.hub.wire;

import java.io.IOException;
import java.io.InputStream;
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

/// JSON bodies of a bounded size.
final class BoundedJson extends JacksonJsonHttpMessageConverter {

  private static final long MOST = 4L << 20;

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
    InputStream body =
        IncomingBody.of(
            message.getBody(), length < 0 ? OptionalLong.empty() : OptionalLong.of(length), MOST);
    return new HttpInputMessage() {
      @Override
      public InputStream getBody() {
        return body;
      }

      @Override
      public HttpHeaders getHeaders() {
        return message.getHeaders();
      }
    };
  }
}
