package valise.files.users;

import valise.platform.mail.Address;
import valise.platform.secrets.Secret;

/// What mails to people say of this server.
///
/// @param publicUrl where people reach this server in a browser, without a trailing slash; links
///   never take a request's Host header, which a stranger could choose
/// @param from whom mails are from
public record UserMailSettings(String publicUrl, Address from) {

  /// The page of the sign-in front that takes a `code` and a new password.
  public static final String PASSWORD_PATH = "/choose-password";

  /// The page that takes a `code` and confirms an address.
  public static final String ADDRESS_PATH = "/confirm-address";

  public UserMailSettings {
    publicUrl =
        publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
  }

  String passwordPage(Secret<String> code) {
    return publicUrl + PASSWORD_PATH + "?code=" + code.reveal();
  }

  String addressPage(Secret<String> code) {
    return publicUrl + ADDRESS_PATH + "?code=" + code.reveal();
  }
}
