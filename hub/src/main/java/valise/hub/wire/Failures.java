package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import valise.platform.Refusal;

/// Turns whatever stops a request into an [ErrorAnswer].
final class Failures implements HandlerExceptionResolver {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private static final Refusal CUT =
      Refusal.malformed("BODY_CUT", "The body ended before its end.");

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    if (BrokenBodies.broke(request)) {
      BrokenBodies.say(request, failure instanceof Refusal refusal ? refusal : CUT);
      return new ModelAndView();
    }
    if (response.isCommitted()) {
      // Out to the envelope and the container, which breaks the connection: half an answer must not
      // look whole.
      return null;
    }
    try {
      answer(request, response, failure);
      return new ModelAndView();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(
      HttpServletRequest request, HttpServletResponse response, Exception failure)
      throws IOException {
    switch (failure) {
      case Refusal refusal -> ErrorAnswer.write(request, response, refusal);
      case ProviderFailure provider -> ErrorAnswer.write(request, response, provider);
      case NoHandlerFoundException e -> noSuchAddress(request, response);
      case NoResourceFoundException e -> noSuchAddress(request, response);
      case HttpRequestMethodNotSupportedException e -> {
        Optional.ofNullable(e.getSupportedMethods())
            .ifPresent(known -> response.setHeader("Allow", String.join(", ", known)));
        say(
            request,
            response,
            405,
            "METHOD_NOT_ALLOWED",
            "This address does not answer to " + request.getMethod() + ".");
      }
      case HttpMediaTypeNotSupportedException e ->
          say(
              request,
              response,
              415,
              "UNSUPPORTED_MEDIA_TYPE",
              "This address does not read that media type; send application/json.");
      case HttpMediaTypeNotAcceptableException e ->
          say(
              request,
              response,
              406,
              "NOT_ACCEPTABLE",
              "This address does not answer in that media type.");
      case MissingServletRequestParameterException e ->
          say(
              request,
              response,
              400,
              "PARAMETER_MISSING",
              "The parameter '" + e.getParameterName() + "' is missing.");
      case MethodArgumentTypeMismatchException e ->
          say(
              request,
              response,
              400,
              "BAD_PARAMETER",
              "The parameter '" + e.getName() + "' has no such value.");
      case BindException e ->
          say(
              request,
              response,
              400,
              "BAD_PARAMETER",
              "The parameter '"
                  + Optional.ofNullable(e.getFieldError()).map(FieldError::getField).orElse("")
                  + "' has no such value.");
      // Not with its message, which quotes what may be a secret.
      case InvalidParameterException e ->
          say(
              request,
              response,
              400,
              "BAD_ENCODING",
              "A parameter cannot be read: a malformed %-escape, or no name.");
      case HttpMessageNotReadableException e -> unreadable(request, response, e);
      default -> {
        LOG.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), failure);
        say(
            request,
            response,
            500,
            "INTERNAL",
            "Something went wrong here. The server's log tells more under this request's id.");
      }
    }
  }

  private static void unreadable(
      HttpServletRequest request, HttpServletResponse response, HttpMessageNotReadableException e)
      throws IOException {
    if (e.getCause() instanceof Refusal refusal) {
      ErrorAnswer.write(request, response, refusal);
      return;
    }
    String why = e.getCause() instanceof JacksonException json ? brief(json) : "it is missing";
    say(request, response, 400, "BAD_BODY", "The body cannot be read as JSON: " + why);
  }

  /// What the reader says, without what our classes are called.
  private static String brief(JacksonException e) {
    String line =
        Optional.ofNullable(e.getOriginalMessage())
            .flatMap(text -> text.lines().findFirst())
            .orElse("it is none")
            .replaceAll("`?\\b(java|valise|tools)\\.[\\w.$<>]+`?", "the expected type")
            .replaceAll(" \\(token `JsonToken\\.\\w+`\\)", "")
            .replaceAll("`[\\w.]+(\\(\\))?`", "a rule");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }

  private static void noSuchAddress(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ErrorAnswer.write(request, response, Refusal.noSuchThing("This address"));
  }

  private static void say(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String code,
      String text)
      throws IOException {
    ErrorAnswer.write(request, response, status, code, text, Map.of());
  }
}
