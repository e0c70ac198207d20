package valise.hub.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A provider's answer, whose body is still on its way.
///
/// @param headers by name, in any case
/// @param length of the body in bytes, when the provider says it
public record ProviderAnswer(
    int status, Map<String, String> headers, OptionalLong length, InputStream body)
    implements AutoCloseable {

  public ProviderAnswer {
    Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    folded.putAll(headers);
    headers = folded;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
