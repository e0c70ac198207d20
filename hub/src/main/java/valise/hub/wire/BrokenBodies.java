package valise.hub.wire;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import valise.platform.Refusal;

/// Answers those whose request breaks off in the middle of its body, if they still listen.
///
/// When a body cannot be read, Tomcat takes the answer into its own hands, and makes of it a page
/// that says 500. Here, outside of what it does so for, the answer is ours again.
public final class BrokenBodies extends ValveBase {

  private static final String SAID = "valise.hub.broken-body";

  public BrokenBodies() {
    super(true);
  }

  /// Whether the container could not read the body.
  static boolean broke(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
  }

  /// Leaves what is to be said about it.
  static void say(HttpServletRequest request, Refusal refusal) {
    request.setAttribute(SAID, refusal);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
    if (request.getAttribute(SAID) instanceof Refusal refusal && !response.isCommitted()) {
      request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
      response.setSuspended(false);
      response.setErrorReported();
      // What is left of the body cannot be told from the next request.
      response.setHeader("Connection", "close");
      ErrorAnswer.write(request, response, refusal);
      response.finishResponse();
    }
  }
}
