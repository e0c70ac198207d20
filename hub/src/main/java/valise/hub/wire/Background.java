package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import valise.hub.ids.ElementCaller;
import valise.platform.Refusal;

/// Takes calls that are to be done in the background.
public interface Background {

  /// Asks for that [docs].
  String HEADER = "Elements-Async-Request";

  /// Keeps a call, durably, to be done later.
  ///
  /// @return its number, under which somebody is told what came of it
  /// @throws Refusal when it cannot be done so
  long take(HttpServletRequest request, ElementCaller caller) throws IOException;
}
