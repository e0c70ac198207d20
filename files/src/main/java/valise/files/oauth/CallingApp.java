package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/// The app through which a request comes, for features that keep something about it.
public final class CallingApp {

  /// The request attribute under which sign-in leaves the [AppId].
  public static final String ATTRIBUTE = "valise.app";

  private CallingApp() {}

  /// Empty for a browser's own session.
  public static Optional<AppId> of(HttpServletRequest request) {
    return Optional.ofNullable((AppId) request.getAttribute(ATTRIBUTE));
  }
}
