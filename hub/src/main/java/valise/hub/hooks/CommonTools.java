package valise.hub.hooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mozilla.javascript.EvaluatorException;

/// The vendor's object `CE`: random texts, digests and base64 [docs].
/// `CE.hmac(algorithm)(encoding)` is not there, its short forms are: `CE.hmacSha256Hex(secret,
/// text)`, `CE.hmacSha1Base64(...)`.
final class CommonTools {

  /// One function of texts.
  @FunctionalInterface
  interface Tool {
    String of(List<String> arguments);
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Map<String, String> DIGESTS =
      Map.of("Md5", "HmacMD5", "Sha1", "HmacSHA1", "Sha256", "HmacSHA256");

  private CommonTools() {}

  static Map<String, Tool> all() {
    Map<String, Tool> tools = new TreeMap<>();
    tools.put("randomString", arguments -> random());
    tools.put("randomEmail", arguments -> random() + "@example.com");
    tools.put("md5", arguments -> hex(md5(bytes(arguments, 0))));
    tools.put("b64", arguments -> base64(bytes(arguments, 0)));
    tools.put("decode64", arguments -> decoded(argument(arguments, 0)));
    DIGESTS.forEach((name, algorithm) -> {
      tools.put("hmac" + name + "Hex", arguments -> hex(hmac(algorithm, arguments)));
      tools.put("hmac" + name + "Base64", arguments -> base64(hmac(algorithm, arguments)));
    });
    return tools;
  }

  private static String argument(List<String> arguments, int at) {
    if (at >= arguments.size()) {
      throw new EvaluatorException("an argument is missing");
    }
    return arguments.get(at);
  }

  private static byte[] bytes(List<String> arguments, int at) {
    return argument(arguments, at).getBytes(StandardCharsets.UTF_8);
  }

  private static String random() {
    byte[] bytes = new byte[5];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] md5(byte[] text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }

  private static byte[] hmac(String algorithm, List<String> arguments) {
    byte[] secret = bytes(arguments, 0);
    if (secret.length == 0) {
      throw new EvaluatorException("a secret of no characters signs nothing");
    }
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      return mac.doFinal(bytes(arguments, 1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new EvaluatorException("that is not base64");
    }
  }
}
