package valise.platform.net;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// An answer whose head has come. Its body is read as it comes, and breaks off with an
/// [java.io.IOException] when the stranger does or our patience ends. Must be closed, which hangs
/// up on what has not been read.
public final class Opened implements Opening, AutoCloseable {

  private final int status;
  private final List<Header> headers;
  private final InputStream body;
  private final Runnable hangUp;

  Opened(int status, List<Header> headers, InputStream body, Runnable hangUp) {
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = body;
    this.hangUp = hangUp;
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  /// The first header of that name, in any case.
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /// The bytes of the answer, undecoded.
  public InputStream body() {
    return body;
  }

  @Override
  public void close() {
    hangUp.run();
  }
}
