package valise.files.pages;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import valise.platform.secrets.Tokens;

/// A file of ours that pages load: a style sheet, a script, a picture. Its address carries a mark
/// of its content, so that browsers keep it until it changes.
public final class PageFile {

  private final byte[] bytes;
  private final String contentType;
  private final String address;

  private PageFile(byte[] bytes, String contentType, String address) {
    this.bytes = bytes;
    this.contentType = contentType;
    this.address = address;
  }

  /// @param type the file lies beside it
  /// @param path where the file is served; its last part is the file's name
  public static PageFile beside(Class<?> type, String path) {
    byte[] bytes = read(type, path.substring(path.lastIndexOf('/') + 1));
    String mark = Tokens.hash(new String(bytes, StandardCharsets.UTF_8)).substring(0, 12);
    return new PageFile(bytes, contentType(path), path + "?v=" + mark);
  }

  private static String contentType(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("pages load no such thing: " + path);
    };
  }

  /// Where pages find it.
  public String address() {
    return address;
  }

  public void send(HttpServletResponse response) throws IOException {
    response.setContentType(contentType);
    response.setHeader("Cache-Control", "max-age=86400");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'");
    response.getOutputStream().write(bytes);
  }

  static byte[] read(Class<?> type, String name) {
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + name + " beside " + type.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
