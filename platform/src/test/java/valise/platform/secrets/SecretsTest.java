package valise.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.platform.ScriptedClock;

class SecretsTest {

  private static final PasswordHashes.Cost CHEAP = new PasswordHashes.Cost(64, 1, 1);

  private record Login(String user, Secret<String> password) {}

  @Test
  void aSecretIsNeverPrinted() {
    Login login = new Login("me", Secret.of("hunter2"));

    assertThat(login.toString()).contains("[REDACTED]").doesNotContain("hunter2");
    assertThat(login.password().reveal()).isEqualTo("hunter2");
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
  }

  @Test
  void tokensAreLettersAndDigitsAndNeverTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(Tokens.random128().reveal()).matches("[0-9A-Za-z]{22}");
      String token = Tokens.random256().reveal();
      assertThat(token).matches("[0-9A-Za-z]{43}");
      seen.add(token);
    }
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void aTokensHashIsSha256() {
    assertThat(Tokens.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Tokens.same("abc", "abc")).isTrue();
    assertThat(Tokens.same("abc", "abd")).isFalse();
    assertThat(Tokens.same("abc", "abcd")).isFalse();
  }

  @Test
  void aPasswordMatchesItsOwnHashOnly() {
    PasswordHashes hashes = new PasswordHashes(CHEAP);
    String hash = hashes.hash(Secret.of("correct horse"));

    assertThat(hash).startsWith("$argon2id$").hasSizeLessThan(200).doesNotContain("correct");
    assertThat(hashes.hash(Secret.of("correct horse"))).isNotEqualTo(hash);
    assertThat(hashes.matches(Secret.of("correct horse"), hash)).isTrue();
    assertThat(hashes.matches(Secret.of("correct horsf"), hash)).isFalse();
    assertThat(hashes.matchesNobody(Secret.of("correct horse"))).isFalse();
  }

  @Test
  void nobodysHashIsReadAsOneOfTheSameCost() {
    // What cannot be read is refused at once, and what is cheaper is outdated: both would tell.
    PasswordHashes hashes = new PasswordHashes(CHEAP);
    String nobodys = PasswordHashes.nobodys(CHEAP);

    assertThat(hashes.outdated(nobodys)).isFalse();
    assertThat(nobodys).hasSameSizeAs(hashes.hash(Secret.of("correct horse")));
    assertThat(hashes.matches(Secret.of("correct horse"), nobodys)).isFalse();
  }

  @Test
  void aPasswordTypedOnAnotherSystemsKeyboardIsTheSamePassword() {
    PasswordHashes hashes = new PasswordHashes(CHEAP);
    String hash = hashes.hash(Secret.of("caf\u00e9"));

    assertThat(hashes.matches(Secret.of("cafe\u0301"), hash)).isTrue();
  }

  @Test
  void aHashOfALowerCostIsOutdatedAndStillMatches() {
    String old = new PasswordHashes(CHEAP).hash(Secret.of("p"));
    PasswordHashes dearer = new PasswordHashes(new PasswordHashes.Cost(128, 2, 1));

    assertThat(dearer.outdated(old)).isTrue();
    assertThat(dearer.matches(Secret.of("p"), old)).isTrue();
    assertThat(dearer.outdated(dearer.hash(Secret.of("p")))).isFalse();
  }

  private static Secret<String> keyText(int... fill) {
    StringBuilder text = new StringBuilder();
    for (int b : fill) {
      byte[] key = new byte[32];
      key[0] = (byte) b;
      text.append(Base64.getEncoder().encodeToString(key)).append(' ');
    }
    return Secret.of(text.toString());
  }

  @Test
  void whatIsSealedOpensInItsPlaceOnly() {
    Sealing sealing = new Sealing(KeyRing.random());
    String sealed = sealing.sealText(Secret.of("the pass\u00e9"), "smtp.password");

    assertThat(sealing.openText(sealed, "smtp.password").reveal()).isEqualTo("the pass\u00e9");
    assertThat(sealing.sealText(Secret.of("the pass\u00e9"), "smtp.password")).isNotEqualTo(sealed);
    assertThatThrownBy(() -> sealing.openText(sealed, "other.place"))
        .isInstanceOf(UnsealingException.class);
    assertThatThrownBy(() -> new Sealing(KeyRing.random()).openText(sealed, "smtp.password"))
        .isInstanceOf(UnsealingException.class)
        .hasMessageContaining("key file");
    assertThatThrownBy(() -> sealing.openText("?", "smtp.password"))
        .isInstanceOf(UnsealingException.class);
  }

  @Test
  void noBitOfASealedValueMayChange() {
    Sealing sealing = new Sealing(KeyRing.random());
    byte[] sealed = sealing.seal("value".getBytes(StandardCharsets.UTF_8), "p");

    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> sealing.open(changed, "p"))
          .as("bit %d", bit)
          .isInstanceOf(UnsealingException.class);
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> sealing.open(cut, "p")).isInstanceOf(UnsealingException.class);
    }
  }

  @Test
  void anOldKeyOpensWhatItSealedUntilItIsTakenAway() {
    byte[] sealed =
        new Sealing(KeyRing.of(keyText(1))).seal("v".getBytes(StandardCharsets.UTF_8), "p");
    Sealing rotated = new Sealing(KeyRing.of(keyText(2, 1)));

    assertThat(rotated.open(sealed, "p")).isEqualTo("v".getBytes(StandardCharsets.UTF_8));
    assertThat(rotated.outdated(sealed)).isTrue();
    assertThat(rotated.outdated(rotated.seal(new byte[0], "p"))).isFalse();
    assertThatThrownBy(() -> new Sealing(KeyRing.of(keyText(2))).open(sealed, "p"))
        .isInstanceOf(UnsealingException.class);
  }

  @Test
  void theKeyFileIsMadeOnceForItsOwnerOnly(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("keys");
    byte[] sealed = new Sealing(KeyRing.inFile(file)).seal(new byte[] {7}, "p");
    byte[] text = Files.readAllBytes(file);

    assertThat(new Sealing(KeyRing.inFile(file)).open(sealed, "p")).containsExactly(7);
    assertThat(Files.readAllBytes(file)).isEqualTo(text);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aDamagedKeyFileIsToldWithoutRepeatingIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("keys");
    for (String text : List.of("", "# nothing\n", "c2hvcnQ=\n", "not*base64\n")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> KeyRing.inFile(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("damaged")
          .hasMessageNotContainingAny("c2hvcnQ", "not*base64");
    }
  }

  private final ScriptedClock clock = new ScriptedClock();
  private final SignedTickets tickets = new SignedTickets(KeyRing.of(keyText(1)), clock);
  private final Instant inAnHour = clock.instant().plus(Duration.ofHours(1));

  @Test
  void aTicketIsGoodForItsPurposeUntilItExpires() {
    String ticket = tickets.issue("upload", "session=\u00fc", inAnHour);

    assertThat(ticket).matches("[0-9A-Za-z_-]+");
    assertThat(tickets.read("upload", ticket)).contains("session=\u00fc");
    assertThat(tickets.read("download", ticket)).isEmpty();
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(tickets.read("upload", ticket)).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(tickets.read("upload", ticket)).isEmpty();
  }

  @Test
  void aForgedTicketIsLikeAnExpiredOne() {
    String ticket = tickets.issue("upload", "payload", inAnHour);

    for (int i = 0; i < ticket.length(); i++) {
      for (char c : new char[] {'A', 'B', '-', '=', '!', '\u00e9'}) {
        if (ticket.charAt(i) != c) {
          String forged = ticket.substring(0, i) + c + ticket.substring(i + 1);
          assertThat(tickets.read("upload", forged)).as(forged).isEmpty();
        }
      }
      assertThat(tickets.read("upload", ticket.substring(0, i))).isEmpty();
    }
    assertThat(tickets.read("upload", ticket + "=")).isEmpty();
    assertThat(tickets.read("upload", "A".repeat(1_000_000))).isEmpty();
    assertThat(new SignedTickets(KeyRing.of(keyText(2)), clock).read("upload", ticket)).isEmpty();
    assertThat(new SignedTickets(KeyRing.of(keyText(2, 1)), clock).read("upload", ticket))
        .contains("payload");
  }
}
