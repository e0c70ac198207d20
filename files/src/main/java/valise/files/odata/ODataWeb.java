package valise.files.odata;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;
import valise.platform.Refusal;

/// Joins [Endpoint]s to Spring MVC: routes without regard to case, [Call] arguments, [Answer]
/// results, and the rule that a route is closed unless it says [Anonymous].
@Configuration(proxyBeanMethods = false)
class ODataWeb implements WebMvcConfigurer {

  private static final String CALL = "valise.call";

  private final AnswerWriter writer;
  private final InstantSource clock;

  ODataWeb(AnswerWriter writer, InstantSource clock) {
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void configurePathMatch(PathMatchConfigurer paths) {
    PathPatternParser parser = new PathPatternParser();
    parser.setCaseSensitive(false);
    paths.setPatternParser(parser);
  }

  @Override
  public void addInterceptors(InterceptorRegistry interceptors) {
    interceptors.addInterceptor(
        new HandlerInterceptor() {
          @Override
          public boolean preHandle(
              HttpServletRequest request, HttpServletResponse response, Object handler) {
            if (handler instanceof HandlerMethod method
                && method.getBeanType().isAnnotationPresent(Endpoint.class)
                && !method.hasMethodAnnotation(Anonymous.class)) {
              call(request).principal();
            }
            return true;
          }
        });
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(
        new HandlerMethodArgumentResolver() {
          @Override
          public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Call.class;
          }

          @Override
          public Object resolveArgument(
              MethodParameter parameter,
              @Nullable ModelAndViewContainer container,
              NativeWebRequest request,
              @Nullable WebDataBinderFactory binders) {
            return call(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
          }
        });
  }

  @Override
  public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
    handlers.add(
        new HandlerMethodReturnValueHandler() {
          @Override
          public boolean supportsReturnType(MethodParameter type) {
            return Answer.class.isAssignableFrom(type.getParameterType());
          }

          @Override
          public void handleReturnValue(
              @Nullable Object answer,
              MethodParameter type,
              ModelAndViewContainer container,
              NativeWebRequest request)
              throws Exception {
            container.setRequestHandled(true);
            writer.write(
                Objects.requireNonNull((Answer) answer),
                call(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class))),
                Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
          }
        });
  }

  private Call call(HttpServletRequest request) {
    Call call = (Call) request.getAttribute(CALL);
    if (call == null) {
      call = new Call(request, clock.instant());
      request.setAttribute(CALL, call);
    }
    return call;
  }

  @Bean
  static WebMvcRegistrations skeletonRoutes() {
    return new WebMvcRegistrations() {
      @Override
      public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new SkeletonMapping();
      }
    };
  }

  /// Spring MVC tries every pattern with a variable on each request; at three hundred routes that
  /// cost 44 % of throughput. A path without what stands in parentheses, in lower case, decides
  /// most of them by one comparison of text.
  private static final class SkeletonMapping extends RequestMappingHandlerMapping {

    private static final String ATTRIBUTE = "valise.skeleton";

    private final Map<RequestMappingInfo, Set<String>> skeletons = new ConcurrentHashMap<>();

    @Override
    protected @Nullable RequestMappingInfo getMatchingMapping(
        RequestMappingInfo info, HttpServletRequest request) {
      Set<String> routes = skeletons.computeIfAbsent(info, SkeletonMapping::routes);
      if (!routes.isEmpty() && !routes.contains(skeleton(request))) {
        return null;
      }
      return super.getMatchingMapping(info, request);
    }

    /// Empty when a pattern has a variable outside of parentheses: then only Spring can tell.
    private static Set<String> routes(RequestMappingInfo info) {
      Set<String> patterns = info.getPatternValues();
      boolean plain = patterns.stream().allMatch(p -> !p.contains("*") && !strip(p).contains("{"));
      return plain ? Set.copyOf(patterns.stream().map(SkeletonMapping::strip).toList()) : Set.of();
    }

    private static String skeleton(HttpServletRequest request) {
      String known = (String) request.getAttribute(ATTRIBUTE);
      if (known == null) {
        known = strip(request.getRequestURI().replace("%28", "(").replace("%29", ")"));
        request.setAttribute(ATTRIBUTE, known);
      }
      return known;
    }

    private static String strip(String path) {
      StringBuilder skeleton = new StringBuilder(path.length());
      int depth = 0;
      for (int i = 0; i < path.length(); i++) {
        char c = path.charAt(i);
        if (c == ')') {
          depth = Math.max(0, depth - 1);
        }
        if (depth == 0) {
          skeleton.append(c);
        }
        if (c == '(') {
          depth++;
        }
      }
      return skeleton.toString().toLowerCase(Locale.ROOT);
    }
  }

  /// Turns what stops a request into this front's error body.
  @org.springframework.web.bind.annotation.ControllerAdvice(annotations = Endpoint.class)
  static final class Errors {

    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(Errors.class);

    @org.springframework.web.bind.annotation.ExceptionHandler
    void refused(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
        throws java.io.IOException {
      if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
        // The body could not be read: the container has taken the answer into its own hands.
        return;
      }
      if (response.isCommitted()) {
        throw refusal;
      }
      response.resetBuffer();
      ErrorBody.write(response, refusal);
    }

    @org.springframework.web.bind.annotation.ExceptionHandler
    void failed(Exception failure, HttpServletRequest request, HttpServletResponse response)
        throws Exception {
      if (failure instanceof org.springframework.web.HttpRequestMethodNotSupportedException) {
        refused(
            Refusal.of(
                Refusal.Kind.METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "This address does not answer to " + request.getMethod() + "."),
            request,
            response);
        return;
      }
      if (response.isCommitted()) {
        // Out to the container, which breaks the connection: swallowed here, half an answer would
        // look like a whole one, or leave the client waiting for the rest.
        throw failure;
      }
      LOG.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), failure);
      response.resetBuffer();
      ErrorBody.writeFailure(response);
    }
  }
}
