package valise.files.users;

import valise.platform.mail.Address;

/// What mails to people say of this server.
///
/// @param publicUrl where people reach this server in a browser, without a trailing slash; links
///   never take a request's Host header, which a stranger could choose
/// @param from whom mails are from
public record UserMailSettings(String publicUrl, Address from) {

  /// The page of the sign-in front that takes a code and a new password.
  static final String PASSWORD_PAGE = "/choose-password?code=";

  /// The page that takes a code and confirms an address.
  static final String ADDRESS_PAGE = "/confirm-address?code=";

  public UserMailSettings {
    publicUrl =
        publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
  }
}
