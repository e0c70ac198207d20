package valise.files.ids;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address as its owner writes it. Two addresses that differ only in case are one.
public record EmailAddress(String text) {

  /// What SMTP can carry.
  public static final int MAX_LENGTH = 254;

  private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
  private static final String LABEL =
      "[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
  private static final Pattern FORM =
      Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")*");

  public EmailAddress {
    text = Normalizer.normalize(text, Normalizer.Form.NFC);
    if (!hasForm(text)) {
      throw new IllegalArgumentException("not an e-mail address");
    }
  }

  /// Reads what somebody typed, without blanks around it; empty when it is not an address.
  public static Optional<EmailAddress> parse(String text) {
    if (text.length() > 2 * MAX_LENGTH) {
      return Optional.empty();
    }
    String bare = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    return hasForm(bare) ? Optional.of(new EmailAddress(bare)) : Optional.empty();
  }

  private static boolean hasForm(String text) {
    return text.length() <= MAX_LENGTH
        && folded(text).length() <= MAX_LENGTH
        && text.indexOf('@') <= 64
        && FORM.matcher(text).matches();
  }

  /// What addresses are compared by.
  public String key() {
    return folded(text);
  }

  /// What follows the `@`, in lower case.
  public String domain() {
    String key = key();
    return key.substring(key.lastIndexOf('@') + 1);
  }

  private static String folded(String text) {
    return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  @Override
  public String toString() {
    return text;
  }
}
