package valise.platform.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Objects;

/// Who a message is from or to. `name` is what is shown, or empty.
public record Address(String email, String name) {

  public Address {
    Header.check("An address", email);
    Header.check("A name", name);
    try {
      // One address and nothing beside it: no list, no group, no comment.
      InternetAddress parsed = new InternetAddress(email, true);
      if (!email.equals(parsed.getAddress()) || email.indexOf('@') < 1) {
        throw new IllegalArgumentException("This is no e-mail address");
      }
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
}
