package valise.hub.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import valise.platform.net.Header;
import valise.platform.secrets.Secret;

/// What a receiver knows us by.
///
/// @param key signs; any text, or `whsec_` and base64
/// @param previous a key that was in use before and still signs, until then
/// @param headers further ones for each request
public record Credentials(
    Optional<Secret<String>> key,
    Optional<Previous> previous,
    Optional<Basic> basic,
    List<Header> headers) {

  public static final Credentials NONE =
      new Credentials(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  public Credentials {
    headers = List.copyOf(headers);
  }

  public record Previous(Secret<String> key, Instant until) {}

  public record Basic(String username, Secret<String> password) {}

  public static Credentials signedWith(String key) {
    return new Credentials(
        Optional.of(Secret.of(key)), Optional.empty(), Optional.empty(), List.of());
  }

  /// These after they were `before`: a key that was changed signs on until `overlap`.
  Credentials replacing(Credentials before, Instant overlap) {
    boolean same = key.equals(before.key());
    return new Credentials(
        key,
        same || before.key().isEmpty()
            ? before.previous()
            : Optional.of(new Previous(before.key().get(), overlap)),
        basic,
        headers);
  }
}
