package valise.files.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import valise.files.ids.AccountId;
import valise.platform.secrets.SigningKey;

/// Where an account's chain ends.
///
/// @param seq how many events there are
/// @param at when the last was put down
/// @param hash of the last
/// @param signature over the others, in base64
record Head(AccountId account, long seq, Instant at, String hash, String signature) {

  static Head sign(AccountId account, long seq, Instant at, String hash, SigningKey key) {
    byte[] signature = key.sign(message(account.value(), seq, at, hash));
    return new Head(account, seq, at, hash, Base64.getEncoder().encodeToString(signature));
  }

  /// What is signed: five lines.
  static byte[] message(String account, long seq, Instant at, String hash) {
    return "valise-ledger-head-1\n%s\n%d\n%s\n%s\n"
        .formatted(account, seq, at, hash)
        .getBytes(StandardCharsets.UTF_8);
  }

  boolean signedBy(SigningKey key) {
    return key.made(message(account.value(), seq, at, hash), decoded(signature));
  }

  /// Nothing for what is no base64, which is nobody's signature.
  static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
