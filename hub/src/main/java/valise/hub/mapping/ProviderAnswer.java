package valise.hub.mapping;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.springframework.http.ContentDisposition;
import valise.hub.wire.ProviderFailure;

/// A provider's answer, whose body is still on its way.
///
/// @param headers by name, in any case
/// @param length of the body in bytes, when the provider says it
public record ProviderAnswer(
    int status, Map<String, String> headers, OptionalLong length, InputStream body)
    implements AutoCloseable {

  private static final int BUFFER = 16 << 10;

  public ProviderAnswer {
    Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    folded.putAll(headers);
    headers = folded;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// Sends a file on as it comes. A file that breaks off at the provider breaks off here, so that
  /// nobody takes the part for the whole.
  ///
  /// @param name what it is to be called
  /// @throws ProviderFailure when the provider breaks off
  public void passOn(String name, HttpServletResponse response) throws IOException {
    try (this) {
      response.setStatus(status == 206 ? 206 : 200);
      response.setContentType(
          header("Content-Type")
              .filter(type -> type.matches("[\\x20-\\x7e]{3,200}"))
              .orElse("application/octet-stream"));
      response.setHeader(
          "Content-Disposition",
          ContentDisposition.attachment()
              .filename(name, StandardCharsets.UTF_8)
              .build()
              .toString());
      // A stranger's page must not run here, whatever it says it is.
      response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
      header("Content-Range").ifPresent(it -> response.setHeader("Content-Range", it));
      header("Accept-Ranges").ifPresent(it -> response.setHeader("Accept-Ranges", it));
      length.ifPresent(response::setContentLengthLong);
      OutputStream out = response.getOutputStream();
      byte[] some = new byte[BUFFER];
      for (int n = read(some); n >= 0; n = read(some)) {
        out.write(some, 0, n);
      }
    }
  }

  private int read(byte[] into) {
    try {
      return body.read(into);
    } catch (IOException e) {
      throw ProviderFailure.of(
          502, "PROVIDER_CUT", "The provider broke off before the end of the file.");
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
