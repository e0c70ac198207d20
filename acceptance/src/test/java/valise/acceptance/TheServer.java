package valise.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One server for all tests that only talk to it: each works in a folder of its own. It starts with
/// the first test that has it as a parameter and stops with the run.
final class TheServer implements ParameterResolver {

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
            missing -> {
              try {
                return PackagedServer.fresh("shared", GENEROUS);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            PackagedServer.class);
  }

  /// Limits on one caller's speed would only measure themselves here; BadInputTest has its own.
  static final Map<String, String> GENEROUS = Map.of();
}
