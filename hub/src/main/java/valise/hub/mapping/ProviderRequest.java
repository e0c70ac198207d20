package valise.hub.mapping;

import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/// A request to a provider.
///
/// @param base the name of the base address that `target` lies below
/// @param target a path with its query; an absolute address stands for itself
/// @param anonymous whether it goes without the instance's credentials: addresses that the provider
///   names carry their own right, and may be anybody's
public record ProviderRequest(
    String method,
    String base,
    String target,
    Map<String, String> headers,
    Body body,
    boolean anonymous,
    boolean transfers) {

  public ProviderRequest {
    headers = Map.copyOf(headers);
  }

  /// What is sent.
  public sealed interface Body {

    record None() implements Body {}

    /// A command.
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
    record Bytes(String type, byte[] bytes) implements Body {}

    /// A file, or a piece of one, which can be read once.
    ///
    /// @param length in bytes, when it is known before
    record Stream(String type, InputStream bytes, OptionalLong length) implements Body {}
  }
}
