package valise.files.shares;

/// A share as one caller sees it.
///
/// @param share with the policy in force
/// @param alias the recipient the caller is; else the share's own link
/// @param own whether the caller made it
/// @param consumed whether that recipient, or for the creator anybody at all, has had everything as
///   often as allowed
record ShareView(Share share, Alias alias, boolean own, boolean consumed) {}
