package valise.files.users;

import java.util.List;
import valise.platform.mail.Letter;

/// What mails about a person's own access say.
public final class UserLetters {

  private static final int MOST = 50;

  private UserLetters() {}

  /// Somebody was made a user.
  ///
  /// @param message what the one who made them adds, or empty
  public static Letter welcome(String house, String name, String message, String link) {
    return Letter.of(house, "Welcome to " + house)
        .preview("Choose a password, and you are in.")
        .title("Welcome, " + name)
        .paragraph(house + " has made a user for you.")
        .words(message)
        .button("Choose a password", link)
        .aside("The link is good for seven days and works once.")
        .footnote("You get this because somebody at " + house + " added your address.");
  }

  /// Somebody, probably they, forgot their password.
  public static Letter forgotten(String house, String name, String link) {
    return Letter.of(house, "Your password at " + house)
        .preview("Choose a new password within two hours.")
        .title("Choose a new password")
        .paragraph("Hello " + name + ",")
        .paragraph(
            "Somebody, probably you, asked for a new password at "
                + house
                + ". Choose one within two hours.")
        .button("Choose a new password", link)
        .aside("If it was not you, nothing has changed and you need do nothing.")
        .footnote("You get this because a new password was asked for with your address.");
  }

  /// An address is to be confirmed.
  public static Letter confirmAddress(String house, String name, String link) {
    return Letter.of(house, "Confirm your address at " + house)
        .preview("Is this your address?")
        .title("Is this your address?")
        .paragraph("Hello " + name + ",")
        .paragraph("Please confirm within a day that this is your address at " + house + ".")
        .button("Confirm the address", link)
        .aside("If you did not expect this, ignore it.")
        .footnote("You get this because your address was added at " + house + ".");
  }

  /// A password was changed.
  public static Letter passwordChanged(String house, String name) {
    return Letter.of(house, "Your password at " + house + " was changed")
        .preview("If you did not expect that, tell your administrator.")
        .title("Your password was changed")
        .paragraph("Hello " + name + ",")
        .paragraph(
            "Your password at "
                + house
                + " was changed. If you did not expect that, tell your administrator.")
        .footnote("You get this with every change of your password.");
  }

  /// The accounts of an address.
  ///
  /// @param accounts name and subdomain of each
  public static Letter accounts(String house, List<Letter.Thing> accounts) {
    return Letter.of(house, "Your accounts")
        .preview("The accounts that your address belongs to.")
        .title("Your accounts")
        .paragraph("You asked which accounts your address belongs to.")
        .things(accounts, MOST)
        .footnote("You get this because the accounts of your address were asked for.");
  }
}
