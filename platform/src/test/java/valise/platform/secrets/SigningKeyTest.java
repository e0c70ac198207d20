package valise.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void aKeyIsMadeOnceForItsOwnerOnlyAndReadAgain() throws Exception {
    Path file = folder.resolve("ledger-key");
    SigningKey made = SigningKey.inFile(file);
    byte[] signature = made.sign(MESSAGE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SigningKey.inFile(file).made(MESSAGE, signature)).isTrue();
    assertThat(SigningKey.verify(made.publicPem(), MESSAGE, signature)).isTrue();
    assertThat(SigningKey.fingerprintOf(made.publicPem())).isEqualTo(made.fingerprint());
    assertThat(made.toString()).doesNotContain(Files.readAllLines(file).get(1));
  }

  @Test
  void anotherKeysSignatureOrAnotherMessageDoesNotPass() {
    SigningKey key = SigningKey.random();
    assertThat(key.made(MESSAGE, SigningKey.random().sign(MESSAGE))).isFalse();
    assertThat(key.made(new byte[] {1}, key.sign(MESSAGE))).isFalse();
    assertThat(key.made(MESSAGE, new byte[0])).isFalse();
    assertThat(key.made(MESSAGE, new byte[64])).isFalse();
  }

  @Test
  void aDamagedFileIsRefusedWithoutTellingItsContent() throws Exception {
    Path file = folder.resolve("ledger-key");
    Path other = folder.resolve("other-key");
    SigningKey.inFile(file);
    SigningKey.inFile(other);
    String text = Files.readString(file);
    String foreign = Files.readString(other);
    int split = text.indexOf("-----BEGIN PUBLIC");
    int at = foreign.indexOf("-----BEGIN PUBLIC");
    for (String damaged :
        new String[] {
          "",
          text.substring(0, split),
          text.substring(split),
          text.substring(0, split) + foreign.substring(at)
        }) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> SigningKey.inFile(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is damaged")
          .hasNoCause();
    }
    assertThatThrownBy(() -> SigningKey.fingerprintOf("no key"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
