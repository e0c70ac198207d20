package valise.platform.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The key with which this server signs what others shall be able to check: Ed25519, from the JDK.
///
/// It is kept as PEM, private part first, so that `openssl pkey -in FILE` reads it.
public final class SigningKey {

  private static final String ALGORITHM = "Ed25519";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([^-]+)-----END \\1 KEY-----");

  private final PrivateKey key;
  private final PublicKey publicKey;

  private SigningKey(PrivateKey key, PublicKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /// The key in `file`. If there is no such file it is made, with a new key and readable by its
  /// owner only, and is on the disk when this returns.
  public static SigningKey inFile(Path file) {
    try {
      if (Files.notExists(file)) {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        KeyFile.create(
            file,
            pem("PRIVATE", pair.getPrivate().getEncoded())
                + pem("PUBLIC", pair.getPublic().getEncoded()));
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read or make the key file " + file, e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Nothing of the file in the message: it is a secret.
      throw new IllegalArgumentException("The key file " + file + " is damaged.");
    }
  }

  /// A new key, for tests.
  public static SigningKey random() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has Ed25519", e);
    }
  }

  private static SigningKey parse(String text) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
    SigningKey read =
        new SigningKey(
            factory.generatePrivate(new PKCS8EncodedKeySpec(der("PRIVATE", text))),
            factory.generatePublic(new X509EncodedKeySpec(der("PUBLIC", text))));
    byte[] probe = {1};
    if (!verify(read.publicKey, probe, read.sign(probe))) {
      throw new IllegalArgumentException("the two parts do not belong together");
    }
    return read;
  }

  private static String pem(String part, byte[] der) {
    return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
        .formatted(part, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), part);
  }

  private static byte[] der(String part, String text) {
    Matcher block = PEM.matcher(text);
    while (block.find()) {
      if (block.group(1).equals(part)) {
        return Base64.getMimeDecoder().decode(block.group(2));
      }
    }
    throw new IllegalArgumentException("There is no " + part + " KEY");
  }

  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 did not sign", e);
    }
  }

  /// Whether this key made `signature`.
  public boolean made(byte[] message, byte[] signature) {
    return verify(publicKey, message, signature);
  }

  /// The public part, as PEM: for everybody.
  public String publicPem() {
    return pem("PUBLIC", publicKey.getEncoded());
  }

  /// The public part's SHA-256, by which people compare keys.
  public String fingerprint() {
    return fingerprint(publicKey);
  }

  private static String fingerprint(PublicKey key) {
    return HexFormat.of().formatHex(Tokens.sha256(key.getEncoded()));
  }

  /// The fingerprint of somebody's public key.
  ///
  /// @throws IllegalArgumentException if `pem` is no Ed25519 public key
  public static String fingerprintOf(String pem) {
    return fingerprint(publicKey(pem));
  }

  /// Whether the holder of a public key made `signature`.
  ///
  /// @throws IllegalArgumentException if `pem` is no Ed25519 public key
  public static boolean verify(String pem, byte[] message, byte[] signature) {
    return verify(publicKey(pem), message, signature);
  }

  private static PublicKey publicKey(String pem) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(der("PUBLIC", pem)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("This is no Ed25519 public key", e);
    }
  }

  private static boolean verify(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (java.security.SignatureException e) {
      // It has not even the form of one.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has Ed25519", e);
    }
  }

  /// Which key it is, never the key.
  @Override
  public String toString() {
    return "SigningKey " + fingerprint();
  }
}
