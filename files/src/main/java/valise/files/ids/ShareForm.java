package valise.files.ids;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The form of the ids of shares and of their recipients.
final class ShareForm {

  private static final Pattern FORM = Pattern.compile("s[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private ShareForm() {}

  static String mint() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return "s" + HexFormat.of().formatHex(bits);
  }

  static boolean fits(String value) {
    return FORM.matcher(value).matches();
  }

  static void check(String value) {
    if (!fits(value)) {
      throw new IllegalArgumentException("not an id of a share");
    }
  }
}
