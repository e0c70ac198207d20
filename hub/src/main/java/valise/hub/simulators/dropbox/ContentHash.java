package valise.hub.simulators.dropbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The vendor's `content_hash`: SHA-256 over the SHA-256 of each block of 4 MiB.
final class ContentHash {

  private static final int BLOCK = 4 * 1024 * 1024;

  private final MessageDigest whole = sha256();
  private final MessageDigest block = sha256();
  private int inBlock;

  void update(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      int n = Math.min(length - at, BLOCK - inBlock);
      block.update(bytes, at, n);
      at += n;
      inBlock += n;
      if (inBlock == BLOCK) {
        endBlock();
      }
    }
  }

  String hex() {
    if (inBlock > 0) {
      endBlock();
    }
    return HexFormat.of().formatHex(whole.digest());
  }

  private void endBlock() {
    whole.update(block.digest());
    inBlock = 0;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
