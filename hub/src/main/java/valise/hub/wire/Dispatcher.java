package valise.hub.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Serial;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.NoHandlerFoundException;

/// Spring's, but that it warns nobody of an address that is not there: anybody at all could fill
/// the log with that. The request's own line tells it.
public final class Dispatcher extends DispatcherServlet {

  @Serial private static final long serialVersionUID = 1L;

  public Dispatcher(WebApplicationContext routes) {
    super(routes);
  }

  @Override
  protected void noHandlerFound(HttpServletRequest request, HttpServletResponse response)
      throws NoHandlerFoundException {
    throw new NoHandlerFoundException(
        request.getMethod(),
        request.getRequestURI(),
        new ServletServerHttpRequest(request).getHeaders());
  }
}
