package valise.acceptance;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One server for all tests that only talk to it: each works in a folder of its own. It starts with
/// the first test that has it as a parameter and stops with the run.
final class TheServer implements ParameterResolver {

  /// The settings of servers that are tested by many at once: what one caller may do in a second is
  /// measured elsewhere.
  static final Map<String, String> GENEROUS =
      Map.of(
          "VALISE_LIMITS_CALLS_PER_SECOND", "100000",
          "VALISE_LIMITS_CALLS_AT_ONCE", "100000",
          "VALISE_LIMITS_GUESSES_PER_ADDRESS", "100000");

  /// Started, or the reason why not, so that a server that cannot start is not tried by every test.
  record Started(@Nullable PackagedServer server, @Nullable String failure)
      implements AutoCloseable {

    static Started by(Starting starting) {
      try {
        return new Started(starting.start(), null);
      } catch (IOException | RuntimeException | AssertionError e) {
        return new Started(null, e.toString());
      }
    }

    PackagedServer orElseFail() {
      if (server == null) {
        throw new AssertionError(failure);
      }
      return server;
    }

    @Override
    public void close() throws IOException {
      if (server != null) {
        server.close();
      }
    }
  }

  interface Starting {
    PackagedServer start() throws IOException;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PackagedServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(TheServer.class))
        .computeIfAbsent(
            "server",
            missing -> Started.by(() -> PackagedServer.fresh("shared", GENEROUS)),
            Started.class)
        .orElseFail();
  }
}
