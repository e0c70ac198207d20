package valise.files.downloads;

import java.util.List;
import java.util.Optional;
import valise.files.ids.Principal;
import valise.platform.http.ByteRange;
import valise.platform.http.Delivery;
import valise.platform.http.Region;
import valise.platform.http.Representation;

/// One use of a link.
public interface Passage {

  /// Whose rights decide what the link leads to now.
  Principal actor();

  /// The bytes as they are to be sent: for who must notice that they flow.
  default Region bytes(Region region) {
    return region;
  }

  /// What must be written across every picture that is large enough to be read.
  default Optional<String> mark() {
    return Optional.empty();
  }

  /// These parts are about to be sent; nothing is answered yet. Not called for an answer without
  /// bytes.
  ///
  /// @param parts none overlapping; empty for an empty file
  /// @throws valise.platform.Refusal when they may not be sent
  void begins(Representation what, List<ByteRange> parts);

  /// What came of it. Called once, whether [#begins] was or not.
  void ends(Representation what, Delivery.Outcome outcome);

  /// The bytes could not be read. Called in place of [#ends].
  void failed();
}
