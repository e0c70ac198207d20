package valise.platform.db;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

final class EveryDatabaseExtension implements ClassTemplateInvocationContextProvider {

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    List<String> components =
        List.of(
            AnnotationSupport.findAnnotation(context.getRequiredTestClass(), EveryDatabase.class)
                .orElseThrow()
                .value());
    return Arrays.stream(DatabaseWorld.values()).map(world -> new Run(world, components));
  }

  private record Run(DatabaseWorld world, List<String> components)
      implements ClassTemplateInvocationContext {

    @Override
    public String getDisplayName(int invocationIndex) {
      return world.name();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Parameters(world, components));
    }
  }

  private record Parameters(DatabaseWorld world, List<String> components)
      implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(EveryDatabaseExtension.class);

    /// The constructor's database is the test's.
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(
        ExtensionContext rootContext) {
      return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == Database.class
          || type == DatabaseSettings.class
          || type == DatabaseWorld.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      if (type == DatabaseWorld.class) {
        return world;
      }
      FreshDatabase fresh =
          context
              .getStore(NAMESPACE)
              .computeIfAbsent(
                  FreshDatabase.class,
                  key -> world.fresh(components.toArray(String[]::new)),
                  FreshDatabase.class);
      return type == Database.class ? fresh.database() : fresh.settings();
    }
  }
}
