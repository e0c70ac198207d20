package valise.platform.http;

import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The digests of a whole representation that are known without reading it, for `Repr-Digest` and
/// `Content-Digest` (RFC 9530).
///
/// SHA-256 is sent whenever it is known. MD5 is sent only to a caller who asks for it by
/// `Want-Repr-Digest` or `Want-Content-Digest`: the registry lists it as insecure, so nobody should
/// take it for protection, but it is what this protocol's clients compare, and it is known for
/// every file.
public final class Digests {

  /// Nothing known.
  public static final Digests NONE = new Digests(Map.of());

  private enum Algorithm {
    SHA_256("sha-256"),
    MD5("md5");

    private final String wireName;

    Algorithm(String wireName) {
      this.wireName = wireName;
    }
  }

  private final Map<Algorithm, String> known;

  private Digests(Map<Algorithm, String> known) {
    this.known = known;
  }

  /// These and the 16 bytes of an MD5.
  public Digests withMd5(byte[] digest) {
    return with(Algorithm.MD5, digest, 16);
  }

  /// These and the 32 bytes of a SHA-256.
  public Digests withSha256(byte[] digest) {
    return with(Algorithm.SHA_256, digest, 32);
  }

  private Digests with(Algorithm algorithm, byte[] digest, int length) {
    if (digest.length != length) {
      throw new IllegalArgumentException(algorithm.wireName + " has " + length + " bytes");
    }
    Map<Algorithm, String> more = new EnumMap<>(Algorithm.class);
    more.putAll(known);
    more.put(algorithm, Base64.getEncoder().encodeToString(digest));
    return new Digests(more);
  }

  /// The field to send to a caller whose `Want-…-Digest` field is `wanted` (empty text when there
  /// is none): the known algorithm wanted most, else SHA-256 when it is known and not refused.
  Optional<String> field(String wanted) {
    Algorithm best = Algorithm.SHA_256;
    int bestWeight = weight(wanted, Algorithm.SHA_256, 1);
    int md5Weight = weight(wanted, Algorithm.MD5, 0);
    if (md5Weight > 0
        && known.containsKey(Algorithm.MD5)
        && (md5Weight > bestWeight || !known.containsKey(Algorithm.SHA_256))) {
      best = Algorithm.MD5;
      bestWeight = md5Weight;
    }
    String digest = known.get(best);
    return digest == null || bestWeight == 0
        ? Optional.empty()
        : Optional.of(best.wireName + "=:" + digest + ":");
  }

  private static int weight(String wanted, Algorithm algorithm, int unsaid) {
    for (String member : wanted.split(",", -1)) {
      String[] pair = member.strip().split("=", 2);
      if (pair.length == 2 && pair[0].equals(algorithm.wireName) && pair[1].matches("10|[0-9]")) {
        return Integer.parseInt(pair[1]);
      }
    }
    return unsaid;
  }
}
