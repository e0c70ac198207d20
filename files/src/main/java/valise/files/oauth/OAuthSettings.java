package valise.files.oauth;

import java.time.Duration;

/// How long sign-ins last and how fast callers may be.
///
/// @param accessToken how long an access token is good for; default 8 hours
///   [client:pennersr/django-allauth]
/// @param refreshToken how long a refresh token is good for after it was issued, where the account
///   sets no `OAuth2RefreshTokenLifetimeMinutes`; default 30 days. Each use issues a new one
/// @param refreshGrace how long a refresh token may be sent again after its use, for a client that
///   never got the answer; default 1 minute, at most 10
/// @param code how long an authorization code, or a consent page, is good for; default 5 minutes
/// @param recheck how long a caller's roles and state may be trusted before they are read again, so
///   that a change made by another node is seen; default 2 seconds. A change made by this process
///   is seen at once
/// @param callsPerSecond how many API calls one caller may go on making each second; default 2,000
/// @param callsAtOnce how many more may come in a burst; default 10,000
/// @param guessesPerAddress wrong passwords from one address before it has to wait; default 20
public record OAuthSettings(
    Duration accessToken,
    Duration refreshToken,
    Duration refreshGrace,
    Duration code,
    Duration recheck,
    int callsPerSecond,
    int callsAtOnce,
    int guessesPerAddress) {

  public static final OAuthSettings DEFAULT =
      new OAuthSettings(
          Duration.ofHours(8),
          Duration.ofDays(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          2_000,
          10_000,
          20);

  public OAuthSettings {
    within("accessToken", accessToken, Duration.ofMinutes(1), Duration.ofDays(3_650));
    within("refreshToken", refreshToken, Duration.ofMinutes(1), Duration.ofDays(3_650));
    within("refreshGrace", refreshGrace, Duration.ZERO, Duration.ofMinutes(10));
    within("code", code, Duration.ofSeconds(30), Duration.ofMinutes(10));
    within("recheck", recheck, Duration.ZERO, Duration.ofMinutes(1));
    atLeastOne("callsPerSecond", callsPerSecond);
    atLeastOne("callsAtOnce", callsAtOnce);
    atLeastOne("guessesPerAddress", guessesPerAddress);
  }

  public OAuthSettings withCalls(int perSecond, int atOnce) {
    return new OAuthSettings(
        accessToken,
        refreshToken,
        refreshGrace,
        code,
        recheck,
        perSecond,
        atOnce,
        guessesPerAddress);
  }

  private static void within(String what, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(what + " must be from " + min + " to " + max);
    }
  }

  private static void atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1");
    }
  }
}
