package valise.hub.simulators.dropbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The one registered app, its codes and its tokens. An access token lives for four hours; a
/// refresh token until it is revoked, and is not rotated [docs].
final class OAuth {

  static final Duration ACCESS = Duration.ofHours(4);
  private static final Duration CODE = Duration.ofMinutes(10);

  private record Code(String redirectUri, boolean offline, Instant expires) {}

  private final InstantSource clock;
  private final String key;
  private final String secret;
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Instant> access = new HashMap<>();
  private final Set<String> refresh = new HashSet<>();
  private int refreshes;

  OAuth(InstantSource clock, String key, String secret) {
    this.clock = clock;
    this.key = key;
    this.secret = secret;
  }

  String key() {
    return key;
  }

  String secret() {
    return secret;
  }

  synchronized String code(String redirectUri, boolean offline) {
    String code = Drive.newId() + Drive.newId();
    codes.put(code, new Code(redirectUri, offline, clock.instant().plus(CODE)));
    return code;
  }

  synchronized ObjectNode token(Map<String, String> form, String accountId) {
    if (!key.equals(form.get("client_id")) || !secret.equals(form.get("client_secret"))) {
      throw Problem.oauth("invalid_client", "Invalid client_id or client_secret");
    }
    return switch (form.getOrDefault("grant_type", "")) {
      case "authorization_code" -> exchange(form, accountId);
      case "refresh_token" -> renew(form);
      default -> throw Problem.oauth("unsupported_grant_type", "grant_type is not supported");
    };
  }

  private ObjectNode exchange(Map<String, String> form, String accountId) {
    Code code = codes.remove(form.getOrDefault("code", ""));
    if (code == null || code.expires().isBefore(clock.instant())) {
      throw Problem.oauth("invalid_grant", "code doesn't exist or has expired");
    }
    if (!code.redirectUri().equals(form.get("redirect_uri"))) {
      throw Problem.oauth("invalid_grant", "redirect_uri mismatch");
    }
    ObjectNode answer = access();
    if (code.offline()) {
      String token = "rt." + Drive.newId() + Drive.newId();
      refresh.add(token);
      answer.put("refresh_token", token);
    }
    answer.put(
        "scope",
        "account_info.read files.content.read files.content.write files.metadata.read files.metadata.write");
    answer.put("uid", DropboxSimulator.UID);
    answer.put("account_id", accountId);
    return answer;
  }

  private ObjectNode renew(Map<String, String> form) {
    if (!refresh.contains(form.getOrDefault("refresh_token", ""))) {
      throw Problem.oauth("invalid_grant", "refresh token is invalid or revoked");
    }
    refreshes++;
    return access();
  }

  private ObjectNode access() {
    String token = "sl." + Drive.newId() + Drive.newId();
    access.put(token, clock.instant().plus(ACCESS));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("access_token", token);
    answer.put("token_type", "bearer");
    answer.put("expires_in", ACCESS.toSeconds());
    return answer;
  }

  /// @throws Problem when the header shows no token that counts
  synchronized void admit(Optional<String> header) {
    String token =
        header
            .filter(it -> it.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(it -> it.substring(7).strip())
            .orElseThrow(() ->
                Problem.text(
                    401,
                    "Error in call to API function: Must provide HTTP header \"Authorization\"."));
    Instant expires = access.get(token);
    if (expires == null) {
      throw Problem.unauthorized("invalid_access_token");
    }
    if (!expires.isAfter(clock.instant())) {
      throw Problem.unauthorized("expired_access_token");
    }
  }

  synchronized int refreshes() {
    return refreshes;
  }

  /// Every access token expires at once; refresh tokens live on.
  synchronized void expireAccess() {
    access.replaceAll((_, _) -> Instant.EPOCH);
  }

  /// The person takes back their consent.
  synchronized void revoke() {
    access.clear();
    refresh.clear();
  }
}
