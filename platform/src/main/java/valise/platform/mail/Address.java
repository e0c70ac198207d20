package valise.platform.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.util.Objects;

/// Who a message is from or to. `name` is what is shown, or empty.
public record Address(String email, String name) {

  private static final int LONGEST_NAME = 100;

  public Address {
    Header.check("An address", email);
    Header.check("A name", name);
    try {
      // One address and nothing beside it: no list, no group, no comment.
      InternetAddress parsed = new InternetAddress(email, true);
      if (!email.equals(parsed.getAddress()) || email.indexOf('@') < 1) {
        throw new IllegalArgumentException("This is no e-mail address");
      }
      ascii(email);
    } catch (AddressException e) {
      throw new IllegalArgumentException("This is no e-mail address", e);
    }
  }

  public static Address of(String email) {
    return new Address(email, "");
  }

  public static Address of(String email, String name) {
    return new Address(Objects.requireNonNull(email), name);
  }

  /// With a name that comes from somewhere: what does not fit into a header is left out.
  public static Address named(String email, String name) {
    return new Address(email, Header.line(name, LONGEST_NAME));
  }

  /// As mail servers know it: a domain of any script in its ASCII form. What stands before the `@`
  /// only its own server may change.
  String onTheWire() {
    return ascii(email);
  }

  private static String ascii(String email) {
    int at = email.lastIndexOf('@');
    return email.substring(0, at + 1) + IDN.toASCII(email.substring(at + 1));
  }
}
