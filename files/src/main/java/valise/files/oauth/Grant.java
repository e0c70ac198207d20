package valise.files.oauth;

import java.time.Instant;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;

/// What one sign-in through an app allows. Its access and refresh tokens are a family: they end
/// together.
///
/// @param securityNo the user's own when it began; once theirs has changed it is worth nothing
/// @param type the OAuth grant type it began with
record Grant(
    String id,
    AppId app,
    AccountId account,
    UserId user,
    long securityNo,
    String type,
    Instant createdAt) {}
