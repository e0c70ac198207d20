package valise.thumbnailer;

import java.nio.file.Path;
import java.util.Map;

/// What [Main] serves. An interface so that the misbehaviour a parent must survive can be served by
/// a test's own program, and none of it need exist in this one.
public interface Renders {

  /// Writes one thumbnail of `input` to each of the given files, keyed by the bound of its longest
  /// side in pixels.
  Outcome render(Path input, Map<Integer, Path> outputsBySize);
}
