package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.web.HttpRequestHandler;
import valise.hub.ids.ElementCaller;

/// What only an instance's own element knows to answer.
public interface InstanceRoutes {

  /// @param path its names, decoded, without `hubs` and the hub's own
  Optional<HttpRequestHandler> find(
      ElementCaller caller, List<String> path, HttpServletRequest request);
}
