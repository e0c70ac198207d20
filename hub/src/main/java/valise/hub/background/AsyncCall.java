package valise.hub.background;

import java.net.URI;
import java.util.Optional;
import valise.hub.ids.InstanceId;
import valise.platform.secrets.Secret;

/// One call.
///
/// @param target path and query
/// @param body JSON
/// @param authorization the header that its caller showed
/// @param callback who is told what came of it
/// @param began whether it was sent already, by somebody who then died
/// @param result none until it was done
record AsyncCall(
    long id,
    InstanceId instance,
    String method,
    String target,
    Optional<Secret<String>> body,
    Secret<String> authorization,
    URI callback,
    boolean began,
    Optional<Result> result) {

  /// @param answer JSON
  record Result(int status, String answer) {}

  /// Whether to do it twice is to do it once.
  boolean repeatable() {
    return !method.equals("POST");
  }
}
