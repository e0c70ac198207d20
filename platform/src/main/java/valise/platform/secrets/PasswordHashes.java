package valise.platform.secrets;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/// Passwords kept as Argon2id hashes.
///
/// A hash names its own cost, so a higher cost may be configured at any time: [#outdated] tells
/// which hashes to make anew at the next sign-in.
public final class PasswordHashes {

  /// What one hash costs. The defaults take some tens of milliseconds.
  ///
  /// @param memoryKib at least 8 for each lane
  /// @param passes over that memory
  /// @param lanes that could be computed at the same time
  public record Cost(int memoryKib, int passes, int lanes) {
    public Cost {
      if (lanes < 1 || passes < 1 || memoryKib < 8 * lanes) {
        throw new IllegalArgumentException("Argon2 needs a lane, a pass and 8 KiB for each lane");
      }
    }

    /// 19 MiB, two passes, one lane: what OWASP recommends as the least.
    public static Cost usual() {
      return new Cost(19 * 1024, 2, 1);
    }
  }

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final Cost cost;
  private final String nobodys;
  // Made when first needed: its library comes in a signed jar, and to check that takes as long as
  // much of a server's start.
  private volatile @Nullable Argon2PasswordEncoder encoder;
  // Each hash takes its memory and a processor: sign-ins wait here rather than exhaust both.
  private final Semaphore atOnce =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

  public PasswordHashes(Cost cost) {
    this.cost = cost;
    nobodys = nobodys(cost);
  }

  private Argon2PasswordEncoder encoder() {
    Argon2PasswordEncoder known = encoder;
    if (known == null) {
      // Two at once make two, of which one is kept; they are alike.
      known =
          new Argon2PasswordEncoder(
              SALT_BYTES, HASH_BYTES, cost.lanes(), cost.memoryKib(), cost.passes());
      encoder = known;
    }
    return known;
  }

  /// In the form of a hash, but of no password: random bytes. Making a real one would take as long
  /// as a sign-in, at each start of the server.
  static String nobodys(Cost cost) {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.passes(),
            cost.lanes(),
            randomBase64(SALT_BYTES),
            randomBase64(HASH_BYTES));
  }

  private static String randomBase64(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64.getEncoder().withoutPadding().encodeToString(random);
  }

  /// The hash to store, at most 200 characters. The same password gives another one each time.
  public String hash(Secret<String> password) {
    return bounded(() -> String.valueOf(encoder().encode(normal(password))));
  }

  public boolean matches(Secret<String> password, String hash) {
    return bounded(() -> encoder().matches(normal(password), hash));
  }

  /// False, after as long as [#matches] takes: for a user who does not exist, so that the time does
  /// not tell.
  public boolean matchesNobody(Secret<String> password) {
    return matches(password, nobodys);
  }

  /// Whether a hash was made at a lower cost than today's.
  public boolean outdated(String hash) {
    return encoder().upgradeEncoding(hash);
  }

  /// The same characters may arrive composed or not, depending on the keyboard's system.
  private static String normal(Secret<String> password) {
    return Normalizer.normalize(password.reveal(), Normalizer.Form.NFC);
  }

  private <T> T bounded(Supplier<T> work) {
    atOnce.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      atOnce.release();
    }
  }
}
