package valise.hub.delivery;

import java.util.Arrays;
import java.util.Locale;
import valise.platform.Refusal;

/// How a subscriber is told.
public enum Channel {
  /// By a request to an address of theirs.
  WEBHOOK,
  /// By mail, of all that came together.
  EMAIL;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The vendor has two more, which need somebody who carries text messages.
  ///
  /// @throws Refusal when there is no such channel here
  static Channel parse(String code, String word) {
    return Arrays.stream(values())
        .filter(it -> it.word().equalsIgnoreCase(word.strip()))
        .findAny()
        .orElseThrow(() ->
            Refusal.malformed(
                code,
                "'channel' can be 'webhook' or 'email'; 'sms' and 'push' are not served here."));
  }
}
