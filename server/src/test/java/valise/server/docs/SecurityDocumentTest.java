package valise.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import valise.files.odata.Anonymous;
import valise.files.odata.Endpoint;
import valise.hub.wire.Paths;

/// SECURITY.md lists every route that a stranger can reach, all of them and no others.
final class SecurityDocumentTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  /// Routes outside of Spring MVC: filters and servlets.
  private static final Set<String> OTHERS =
      Set.of("/actuator/health", "/oauth/authorize", "/oauth/token", "/oauth/revoke");

  @Test
  void listsEveryOpenRouteAndNoOther() throws ReflectiveOperationException {
    JavaClasses classes = new ClassFileImporter().importPackages("valise.files");
    Set<String> open = new TreeSet<>(OTHERS);
    open.addAll(openInTheHub());
    for (JavaClass controller : classes) {
      boolean endpoint = controller.isAnnotatedWith(Endpoint.class);
      if (!endpoint && !controller.isAnnotatedWith(Controller.class)) {
        continue;
      }
      for (JavaMethod method : controller.getMethods()) {
        RequestMapping mapping =
            AnnotatedElementUtils.findMergedAnnotation(method.reflect(), RequestMapping.class);
        if (mapping != null && (!endpoint || method.isAnnotatedWith(Anonymous.class))) {
          open.addAll(Stream.of(mapping.path()).toList());
        }
      }
    }

    Set<String> listed =
        ROW.matcher(Repository.read("SECURITY.md"))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).containsExactlyInAnyOrderElementsOf(open);
  }

  private static Set<String> openInTheHub() throws ReflectiveOperationException {
    Set<String> open = new TreeSet<>();
    for (JavaClass endpoint : new ClassFileImporter().importPackages("valise.hub")) {
      if (!endpoint.isAnnotatedWith(valise.hub.wire.Endpoint.class)) {
        continue;
      }
      for (JavaMethod method : endpoint.getMethods()) {
        RequestMapping mapping =
            AnnotatedElementUtils.findMergedAnnotation(method.reflect(), RequestMapping.class);
        if (mapping != null && method.isAnnotatedWith(valise.hub.wire.Anonymous.class)) {
          Stream.of(mapping.path()).map(path -> Paths.BASE + path).forEach(open::add);
        }
      }
    }
    return open;
  }
}
