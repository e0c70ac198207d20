package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/// Hands the methods of endpoints what a request says: its query as [Asked], which thing it means
/// as [Target], and whether that shall be a file or a folder as [Kind]. So one method serves an
/// operation by path and by id, and for both kinds.
@Component
final class Arguments implements HandlerMethodArgumentResolver {

  private static final Set<Class<?>> TYPES = Set.of(Asked.class, Target.class, Kind.class);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return TYPES.contains(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest web,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request =
        Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
    if (parameter.getParameterType() == Asked.class) {
      return new Asked(request);
    }
    return parameter.getParameterType() == Target.class ? target(request) : kind(request);
  }

  private static Target target(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                instanceof Map<?, ?> variables
            && variables.get("id") instanceof String id
        ? new Target.ById(id)
        : new Asked(request).path();
  }

  private static Kind kind(HttpServletRequest request) {
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return String.valueOf(pattern).contains("/folders") ? Kind.FOLDER : Kind.FILE;
  }
}
