package valise.files.shares;

/// A recipient as one caller sees them.
///
/// @param consumed whether they have had everything as often as allowed
record AliasView(Alias alias, Share share, boolean consumed) {}
