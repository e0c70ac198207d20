package valise.hub.elements;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.support.RequestContextUtils;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.Caller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// `/docs`: Swagger 2.0 of the platform, of a hub, or of one of the platform's resources [docs].
@Endpoint
final class DocsEndpoint {

  private final ApiDocs docs;
  private final Elements elements;

  DocsEndpoint(ApiDocs docs, Elements elements) {
    this.docs = docs;
    this.elements = elements;
  }

  /// @param name `all`, `all_platform`, a hub or a resource
  /// @param provider the element whose operations of a hub are wanted; none: those of any
  @GetMapping("/docs/{name}")
  ObjectNode describe(
      Caller caller,
      @PathVariable("name") String name,
      @RequestParam(name = "provider", required = false) @Nullable String provider,
      HttpServletRequest request) {
    Optional<Element> element =
        Optional.ofNullable(provider)
            .filter(key -> !key.isBlank())
            .map(key -> elements.find(caller, key));
    String wanted = name.toLowerCase(Locale.ROOT);
    boolean all = wanted.equals("all");
    ObjectNode swagger =
        ApiDocs.document(
            WireJson.MAPPER.createObjectNode().put("title", wanted).put("version", "api-v2"));
    docs.hubs().stream()
        .filter(hub -> all || hub.equals(wanted))
        .forEach(hub -> docs.describe(hub, element, swagger));
    platform(request)
        .describe(
            resource -> all || wanted.equals("all_platform") || resource.equals(wanted), swagger);
    if (swagger.path("paths").isEmpty()) {
      throw Refusal.noSuchThing("The description '" + name + "'");
    }
    return swagger;
  }

  /// The routes are made below the features: only the request knows them.
  private PlatformDocs platform(HttpServletRequest request) {
    return new PlatformDocs(
        Objects.requireNonNull(RequestContextUtils.findWebApplicationContext(request))
            .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class),
        docs.hubs());
  }
}
