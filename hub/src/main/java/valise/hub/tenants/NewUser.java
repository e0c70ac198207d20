package valise.hub.tenants;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import valise.platform.Refusal;
import valise.platform.secrets.Secret;

/// A user to be made.
///
/// @param password none means that the user cannot prove themselves by one
public record NewUser(
    String email,
    String firstName,
    String lastName,
    Optional<Secret<String>> password,
    Set<Role> roles) {

  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,255}");
  private static final int LONGEST_NAME = 200;
  private static final int SHORTEST_PASSWORD = 8;

  /// @throws Refusal when the address is none, or a name is too long
  public NewUser {
    if (!EMAIL.matcher(email).matches()) {
      throw Refusal.malformed("BAD_EMAIL", "'" + email + "' is no e-mail address.");
    }
    if (firstName.length() > LONGEST_NAME || lastName.length() > LONGEST_NAME) {
      throw Refusal.malformed("BAD_FIELD", "A name has at most " + LONGEST_NAME + " characters.");
    }
    roles = Set.copyOf(roles);
  }

  /// For passwords that come over the wire.
  static void requireLongEnough(Secret<String> password) {
    if (password.reveal().length() < SHORTEST_PASSWORD) {
      throw Refusal.malformed(
          "BAD_PASSWORD", "A password has at least " + SHORTEST_PASSWORD + " characters.");
    }
  }
}
