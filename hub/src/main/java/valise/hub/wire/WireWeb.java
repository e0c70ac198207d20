package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurationSupport;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementCaller;
import valise.hub.ids.InstanceId;
import valise.hub.ids.Visitor;
import valise.platform.Refusal;
import valise.platform.watch.WideLine;

/// Joins [Endpoint]s to Spring MVC: who may call them, what their methods can take, and what
/// becomes of their failures. Lives in a context of its own below the features'.
@Configuration(proxyBeanMethods = false)
public class WireWeb extends WebMvcConfigurationSupport {

  static final String CALLER = "valise.hub.caller";

  private final Door door;
  private final ObjectProvider<InstanceRoutes> routes;
  private final List<HandlerMethodArgumentResolver> arguments;
  private final Postponing postponing;

  /// @param arguments what features let their methods take besides
  WireWeb(
      Door door,
      ObjectProvider<InstanceRoutes> routes,
      List<HandlerMethodArgumentResolver> arguments,
      Background background) {
    this.door = door;
    this.routes = routes;
    this.arguments = arguments;
    this.postponing = new Postponing(background);
  }

  @Bean
  HandlerMapping instanceMapping(ObjectProvider<RequestMappingHandlerMapping> platform) {
    InstanceMapping mapping = new InstanceMapping(door, routes, postponing, platform::getObject);
    mapping.setInterceptors(new Entrance());
    return mapping;
  }

  @Override
  protected RequestMappingHandlerMapping createRequestMappingHandlerMapping() {
    RequestMappingHandlerMapping mapping = super.createRequestMappingHandlerMapping();
    mapping.setDetectHandlerMethodsInAncestorContexts(true);
    return mapping;
  }

  @Override
  protected void configurePathMatch(PathMatchConfigurer paths) {
    PathPatternParser parser = new PathPatternParser();
    parser.setCaseSensitive(false);
    paths.setPatternParser(parser);
  }

  @Override
  protected void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters.registerDefaults().withJsonConverter(new BoundedJson());
  }

  @Override
  protected void configureHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
    resolvers.add(new Failures());
  }

  @Override
  protected void addInterceptors(InterceptorRegistry interceptors) {
    interceptors.addInterceptor(new Entrance());
  }

  /// What every request is asked first.
  private final class Entrance implements HandlerInterceptor {

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler)
        throws HttpMediaTypeNotSupportedException, IOException {
      requireOneType(request);
      requireNoNul(request);
      if (handler instanceof HandlerMethod method
          && method.getBeanType().isAnnotationPresent(Endpoint.class)
          && (!method.hasMethodAnnotation(Anonymous.class) || takes(method, Visitor.class))) {
        Object admitted = admit(request, method);
        request.setAttribute(CALLER, admitted);
        if (admitted instanceof ElementCaller caller) {
          response.setHeader("Elements-Element-Instance-Id", caller.instance().toString());
          return !postponing.takes(request, response, caller);
        }
      }
      return true;
    }
  }

  /// Spring takes a wildcard for a mistake of ours.
  private static void requireOneType(HttpServletRequest request)
      throws HttpMediaTypeNotSupportedException {
    String type = request.getContentType();
    if (type != null && type.contains("*")) {
      throw new HttpMediaTypeNotSupportedException("a wildcard is no type");
    }
  }

  /// No value of ours has one, and PostgreSQL cannot even look for it.
  private static void requireNoNul(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query != null && query.contains("%00")) {
      throw Refusal.malformed("BAD_ENCODING", "A parameter has the character U+0000 in it.");
    }
  }

  private Object admit(HttpServletRequest request, HandlerMethod method) {
    String header = request.getHeader("Authorization");
    Credentials shown = header == null ? Credentials.NONE : Credentials.parse(header);
    Object admitted =
        takes(method, Visitor.class)
            ? visitor(shown)
            : takes(method, ElementCaller.class)
                ? elementCaller(request, shown)
                : door.caller(shown);
    note(request, admitted);
    return admitted;
  }

  /// Writes who asks into the request's line.
  static void note(HttpServletRequest request, Object admitted) {
    if (request.getAttribute(WideLine.ATTRIBUTE) instanceof WideLine line) {
      note(line, admitted);
    }
  }

  /// Whom the instance's own addresses were looked for already.
  private ElementCaller elementCaller(HttpServletRequest request, Credentials shown) {
    return request.getAttribute(CALLER) instanceof ElementCaller known
        ? known
        : door.elementCaller(shown);
  }

  private static boolean takes(HandlerMethod method, Class<?> type) {
    return Arrays.stream(method.getMethodParameters())
        .anyMatch(parameter -> parameter.getParameterType() == type);
  }

  private Visitor visitor(Credentials shown) {
    if (shown.organization().isPresent()) {
      return new Visitor(Optional.of(door.caller(shown)));
    }
    return new Visitor(
        shown.element().isPresent()
            ? Optional.of(door.elementCaller(shown).caller())
            : Optional.empty());
  }

  private static void note(WideLine line, Object admitted) {
    switch (admitted) {
      case Caller caller ->
          line.put("user", caller.user().toString()).put("account", caller.account().toString());
      case ElementCaller(Caller caller, InstanceId instance) -> {
        note(line, caller);
        line.put("instance", instance.toString());
      }
      case Visitor visitor -> visitor.caller().ifPresent(caller -> note(line, caller));
      default -> throw new IllegalStateException("nobody is admitted as " + admitted);
    }
  }

  @Override
  protected void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new Admitted());
    resolvers.add(new Pages());
    resolvers.addAll(arguments);
  }

  /// Hands a method who was admitted.
  private static final class Admitted implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Caller.class
          || parameter.getParameterType() == Visitor.class
          || parameter.getParameterType() == ElementCaller.class;
    }

    @Override
    public @Nullable Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      return Objects.requireNonNull(
          Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class))
              .getAttribute(CALLER),
          "an anonymous route has no caller");
    }
  }

  /// Reads [PageRequest]s.
  private static final class Pages implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == PageRequest.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      return PageRequest.of(
          Optional.ofNullable(request.getParameter("pageSize")),
          Optional.ofNullable(request.getParameter("page")),
          Optional.ofNullable(request.getParameter("nextPage")));
    }
  }
}
