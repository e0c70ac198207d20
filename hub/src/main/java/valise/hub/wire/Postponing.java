package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import valise.hub.ids.ElementCaller;
import valise.platform.Refusal;

/// Leaves calls to the background whose callers ask for that.
record Postponing(Background background) {

  /// Whether the call is left to the background, and its caller answered so.
  ///
  /// @throws Refusal when it is wanted and cannot be
  boolean takes(HttpServletRequest request, HttpServletResponse response, ElementCaller caller)
      throws IOException {
    if (!"true".equalsIgnoreCase(request.getHeader(Background.HEADER))) {
      return false;
    }
    long id = background.take(request, caller);
    response.setContentType("application/json; charset=utf-8");
    response
        .getWriter()
        .write(
            WireJson.MAPPER
                .createObjectNode()
                .put("eventId", id)
                .put("eventStatus", "dispatched")
                .toString());
    return true;
  }
}
