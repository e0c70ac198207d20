package valise.files.accounts;

/// Where files are kept: this server. There is just one, which all accounts share.
record Zone() {

  /// Clients tell a zone by the leading `z` [net-sdk].
  static final String ID = "zp000000-0000-4000-8000-000000000001";

  static final Zone THIS = new Zone();
}
