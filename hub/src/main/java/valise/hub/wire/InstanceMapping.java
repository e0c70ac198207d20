package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.UriUtils;
import valise.hub.ids.ElementCaller;
import valise.platform.Refusal;

/// Finds the addresses that only an instance's own element knows, before all others are looked at.
/// Without `/hubs/{hub}` before it, a name that is the platform's stays the platform's.
final class InstanceMapping extends AbstractHandlerMapping {

  private final Door door;
  private final ObjectProvider<InstanceRoutes> routes;
  private final Postponing postponing;
  private final Supplier<RequestMappingHandlerMapping> platform;
  private volatile @Nullable Set<String> taken;

  InstanceMapping(
      Door door,
      ObjectProvider<InstanceRoutes> routes,
      Postponing postponing,
      Supplier<RequestMappingHandlerMapping> platform) {
    this.door = door;
    this.routes = routes;
    this.postponing = postponing;
    this.platform = platform;
    setOrder(-1);
  }

  @Override
  protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    List<String> path = path(request);
    if (header == null || path.isEmpty()) {
      return null;
    }
    boolean prefixed = path.size() > 2 && path.getFirst().equalsIgnoreCase("hubs");
    if (!prefixed && taken().contains(path.getFirst().toLowerCase(Locale.ROOT))) {
      return null;
    }
    ElementCaller caller;
    try {
      Credentials shown = Credentials.parse(header);
      if (shown.element().isEmpty()) {
        return null;
      }
      caller = door.elementCaller(shown);
      request.setAttribute(WireWeb.CALLER, caller);
    } catch (Refusal refused) {
      // Whoever would answer otherwise says so, if anybody does.
      return null;
    }
    List<String> names = prefixed ? path.subList(2, path.size()) : path;
    return routes
        .orderedStream()
        .flatMap(some -> some.find(caller, names, request).stream())
        .findFirst()
        .map(handler -> announcing(caller, handler))
        .orElse(null);
  }

  private HttpRequestHandler announcing(ElementCaller caller, HttpRequestHandler handler) {
    return (request, response) -> {
      WireWeb.note(request, caller);
      response.setHeader("Elements-Element-Instance-Id", caller.instance().toString());
      if (!postponing.takes(request, response, caller)) {
        handler.handleRequest(request, response);
      }
    };
  }

  /// The names in the path; none when it is no path.
  private static List<String> path(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    try {
      return Arrays.stream(path.substring(Math.min(1, path.length())).split("/", -1))
          .map(name -> UriUtils.decode(name, StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /// The names with which the platform's own addresses begin.
  private Set<String> taken() {
    Set<String> known = taken;
    if (known == null) {
      known =
          platform.get().getHandlerMethods().entrySet().stream()
              .filter(
                  route -> !route.getValue().getBeanType().isAnnotationPresent(HubResource.class))
              .flatMap(route -> route.getKey().getPatternValues().stream())
              .map(pattern -> pattern.replaceFirst("^/", "").replaceFirst("/.*", ""))
              .map(name -> name.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
      taken = known;
    }
    return known;
  }
}
