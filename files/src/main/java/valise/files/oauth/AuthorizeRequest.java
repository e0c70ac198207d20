package valise.files.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;

/// An authorization on its way from the sign-in page to its tokens.
///
/// @param redirectUri as the app gave it; none when it left that out
/// @param state the app's own, given back unchanged
/// @param codeChallenge of PKCE
record AuthorizeRequest(
    String id,
    AppId app,
    AccountId account,
    UserId user,
    long securityNo,
    Flow flow,
    @Nullable String redirectUri,
    @Nullable String state,
    @Nullable String codeChallenge,
    @Nullable String codeChallengeMethod,
    Instant expiresAt) {

  /// What the app asked the browser to bring.
  enum Flow {
    /// A code, in the query.
    CODE("code"),
    /// The tokens themselves, in the fragment.
    TOKEN("token");

    private final String wireName;

    Flow(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }

    static Flow of(@Nullable String responseType) {
      return TOKEN.wireName.equals(responseType) ? TOKEN : CODE;
    }
  }
}
