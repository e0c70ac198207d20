/// Doors: registered apps, sign-in, the pages that mails about passwords lead to, grants and
/// tokens, sessions, and the filters that turn a request's token or cookie into its
/// [valise.files.ids.Principal].
///
/// Start at [valise.files.oauth.Grants] for what a token is, at
/// [valise.files.oauth.PrincipalFilter] for how a request gets its caller, and at
/// [valise.files.oauth.AuthorizationServer] for the OAuth endpoints, which are Spring Security's
/// authorization server between our own store and pages.
///
/// Tables: `app`, `app_consent`, `oauth_request`, `oauth_grant`, `oauth_token`, `oauth_session`.
@org.jspecify.annotations.NullMarked
package valise.files.oauth;
