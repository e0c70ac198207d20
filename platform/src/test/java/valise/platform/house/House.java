package valise.platform.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.Table;

/// One product's side of the house: a root package with one package for each feature.
///
/// @param root such as `valise.files`
/// @param tables the generated `Tables` of its migrations
/// @param common what every feature may import besides what stands in `mayImport`
/// @param mayImport each feature and those it may import; what it reaches through them it may
///   import too
/// @param fronts features that may import anything, and that nobody may import
/// @param owners whose each table is, by the beginning of its name; the longest that fits counts
public record House(
    String root,
    Class<?> tables,
    Set<String> common,
    Map<String, Set<String>> mayImport,
    Set<String> fronts,
    Map<String, String> owners) {

  /// All that was written, generated or not, without tests.
  public static JavaClasses code() {
    return Code.ALL;
  }

  private static final class Code {
    static final JavaClasses ALL =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("valise");
  }

  private String generated() {
    return root + ".db.generated";
  }

  // --- who imports whom --------------------------------------------------------------------------

  private Optional<String> feature(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root + ".")) {
      return Optional.empty();
    }
    return Optional.of(name.substring(root.length() + 1).split("\\.")[0]);
  }

  /// What a feature may import, however many steps away.
  public Set<String> reach(String feature) {
    Set<String> reach = new HashSet<>();
    for (String next : mayImport.getOrDefault(feature, Set.of())) {
      reach.add(next);
      reach.addAll(reach(next));
    }
    return reach;
  }

  private ArchCondition<JavaClass> importOnlyWhatIsToTheRight() {
    return new ArchCondition<>("import only features to their right") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = feature(type).orElseThrow();
        if (fronts.contains(from) || common.contains(from)) {
          return;
        }
        if (!mayImport.containsKey(from)) {
          events.add(SimpleConditionEvent.violated(type, from + " has no place in the house"));
          return;
        }
        Set<String> allowed = reach(from);
        type.getDirectDependenciesFromSelf()
            .forEach(dependency ->
                feature(dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> !to.equals(from) && !common.contains(to))
                    .filter(to -> !allowed.contains(to))
                    .ifPresent(to ->
                        events.add(
                            SimpleConditionEvent.violated(type, dependency.getDescription()))));
      }
    };
  }

  /// Features import only what is to their right.
  public ArchRule graph() {
    return classes()
        .that(DescribedPredicate.describe("in a feature", type -> feature(type).isPresent()))
        .should(importOnlyWhatIsToTheRight());
  }

  /// There are no cycles between features.
  public ArchRule noCycles() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            DescribedPredicate.describe(
                "generated", type -> type.getPackageName().startsWith(generated())));
  }

  /// Ids import nothing of ours besides these packages.
  public ArchRule idsStandAlone(String... besides) {
    return noClasses()
        .that()
        .resideInAPackage(root + ".ids..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "ours outside of ids",
                type ->
                    type.getPackageName().startsWith("valise")
                        && !type.getPackageName().startsWith(root + ".ids")
                        && Arrays.stream(besides).noneMatch(type.getPackageName()::startsWith)));
  }

  /// What every feature shares knows none of them.
  public ArchRule knowsNoFeature(String shared) {
    return noClasses()
        .that()
        .resideInAPackage(root + "." + shared + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "a feature", type -> feature(type).filter(mayImport::containsKey).isPresent()));
  }

  // --- who owns which table ----------------------------------------------------------------------

  /// Every table with the feature it belongs to, or `nobody`.
  public Map<String, String> tablesAndOwners() {
    Map<String, String> all = new TreeMap<>();
    for (var field : tables.getFields()) {
      try {
        if (field.get(null) instanceof Table<?> table) {
          all.put(table.getName(), owner(table.getName()));
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return all;
  }

  private String owner(String table) {
    return owners.keySet().stream()
        .filter(table::startsWith)
        .max(Comparator.comparingInt(String::length))
        .map(owners::get)
        .orElse("nobody");
  }

  private static String className(String table) {
    StringBuilder name = new StringBuilder();
    for (String word : table.split("_")) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return name.toString();
  }

  private ArchCondition<JavaClass> useOnlyTheirOwnTables(Map<String, String> owned) {
    Map<String, String> byClass = new TreeMap<>();
    owned.forEach((table, owner) -> {
      byClass.put(generated() + ".tables." + className(table), owner);
      byClass.put(generated() + ".tables.records." + className(table) + "Record", owner);
    });
    return new ArchCondition<>("use only tables of their own feature") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = feature(type).orElse("");
        type.getDirectDependenciesFromSelf()
            .forEach(dependency -> {
              String to = byClass.get(dependency.getTargetClass().getBaseComponentType().getName());
              if (to != null && !to.equals(from)) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
              }
            });
        type.getFieldAccessesFromSelf().stream()
            .filter(access -> access.getTargetOwner().getName().equals(tables.getName()))
            .map(JavaAccess::getTarget)
            .forEach(target -> {
              String table = target.getName().toLowerCase(Locale.ROOT);
              if (!from.equals(owned.get(table))) {
                events.add(SimpleConditionEvent.violated(type, type.getName() + " uses " + table));
              }
            });
      }
    };
  }

  /// Nobody uses a table that is not their own, if these were the owners.
  public ArchRule ownTables(Map<String, String> owned) {
    return classes()
        .that(
            DescribedPredicate.describe(
                "written by hand",
                type ->
                    type.getPackageName().startsWith(root)
                        && !type.getPackageName().startsWith(generated())))
        .should(useOnlyTheirOwnTables(owned));
  }

  // --- what holds anywhere -----------------------------------------------------------------------

  /// Names say what a thing is.
  public ArchRule names() {
    List<String> vague = List.of("Service", "Manager", "Helper", "Util", "Utils", "Impl");
    return noClasses()
        .that()
        .resideOutsideOfPackage(generated() + "..")
        .should(
            new ArchCondition<>("be called " + vague) {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean bad = vague.stream().anyMatch(type.getSimpleName()::endsWith);
                events.add(new SimpleConditionEvent(type, bad, type.getName()));
              }
            });
  }

  /// Nobody looks at the clock alone.
  public static ArchRule timeIsInjected() {
    return noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone");
  }

  /// One does not know another.
  public static ArchRule apart(String one, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(one + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }
}
