package valise.thumbnailer;

import java.nio.file.Path;
import java.util.Map;

/// What [Main] serves. An interface so that the misbehaviour a parent must survive can be served by
/// a test's own program, and none of it need exist in this one.
public interface Renders {

  /// Writes one thumbnail of a page of `input` to each of the given files, keyed by the bound of
  /// its longest side in pixels.
  ///
  /// @param page the first is 0; what is not a document has no other
  /// @param mark what is written across it; empty text for nothing
  Outcome render(Path input, int page, String mark, Map<Integer, Path> outputsBySize);
}
