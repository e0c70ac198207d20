package valise.hub.instances;

import java.time.Instant;
import java.util.Optional;
import valise.platform.secrets.Secret;

/// The leave that a provider gave.
///
/// @param version counts renewals, from 1
/// @param refresh none when the provider gives none: then it ends with the access token
/// @param expiresAt when the access token ends; none when the provider did not say
record Grant(
    long version,
    Secret<String> access,
    Optional<Secret<String>> refresh,
    Optional<Instant> expiresAt,
    Instant renewedAt) {

  private static final int LONGEST_ACCESS = 16_000;

  /// Whether an access token can stand in a header (RFC 6749, appendix A.12).
  static boolean canBeShown(String access) {
    return !access.isEmpty()
        && access.length() <= LONGEST_ACCESS
        && access.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
