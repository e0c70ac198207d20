package valise.files.odata;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import valise.platform.Refusal;

/// What no route of the API answers to gets the API's own error body: an unknown path 404, a wrong
/// verb 405. Clients cannot read an empty one [net-sdk] [java-sdk].
@Component
final class Misses implements HandlerExceptionResolver, Ordered {

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception exception) {
    String path = request.getRequestURI().toLowerCase(Locale.ROOT);
    if (!path.startsWith("/sf/v3") && !path.startsWith("/valise/v1")) {
      return null;
    }
    Refusal refusal =
        switch (exception) {
          case NoResourceFoundException missing -> Refusal.noSuchThing("This address");
          case NoHandlerFoundException missing -> Refusal.noSuchThing("This address");
          case HttpRequestMethodNotSupportedException wrong -> {
            String[] supported = wrong.getSupportedMethods();
            if (supported != null) {
              response.setHeader("Allow", String.join(", ", supported));
            }
            yield Refusal.of(
                Refusal.Kind.METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "This address does not answer to " + request.getMethod() + ".");
          }
          case HttpMediaTypeException wrong ->
              Refusal.malformed("BAD_BODY", "This address does not read or write that media type.");
          default -> null;
        };
    if (refusal == null) {
      return null;
    }
    try {
      ErrorBody.write(response, refusal);
      return new ModelAndView();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
