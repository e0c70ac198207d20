package valise.files;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.Table;
import org.junit.jupiter.api.Test;
import valise.files.db.generated.Tables;

/// The rules of the house that a compiler does not hold: who imports whom, who owns which table,
/// how things are called, and where time comes from.
class HouseTest {

  private static final String ROOT = "valise.files";
  private static final String GENERATED = ROOT + ".db.generated";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("valise");

  /// What every feature may import besides what stands below.
  private static final Set<String> COMMON = Set.of("ids", "odata", "db", "pages");

  /// Each feature and those it may import; what it reaches through them it may import too. A new
  /// feature must be put here. The order of the house is from left to right:
  ///
  /// ```
  /// legacy, ftp, webhooks, notices, openings -> anything; nobody imports them
  /// recipients -> shares -> uploads, downloads -> items -> access, accounts
  /// oauth -> groups -> users -> items
  /// ```
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("accounts", Set.of()),
          Map.entry("access", Set.of()),
          Map.entry("items", Set.of("access", "accounts")),
          Map.entry("users", Set.of("items", "accounts")),
          Map.entry("groups", Set.of("users")),
          Map.entry("oauth", Set.of("groups")),
          Map.entry("recycle", Set.of("items")),
          Map.entry("operations", Set.of("items")),
          Map.entry("search", Set.of("items")),
          Map.entry("favorites", Set.of("items")),
          Map.entry("metadata", Set.of("items")),
          Map.entry("thumbnails", Set.of("items", "downloads")),
          Map.entry("uploads", Set.of("items")),
          Map.entry("downloads", Set.of("items")),
          Map.entry("grants", Set.of("groups")),
          Map.entry("ledger", Set.of()),
          Map.entry("capabilities", Set.of("items")),
          Map.entry("shares", Set.of("uploads", "downloads", "thumbnails", "groups", "ledger")),
          Map.entry("recipients", Set.of("shares")));

  /// At the very left: they may import anything, and nobody may import them.
  private static final Set<String> FRONTS =
      Set.of("legacy", "ftp", "webhooks", "notices", "openings");

  /// Whose each table is, by the beginning of its name; the longest that fits counts. A table that
  /// nobody owns fails.
  private static final Map<String, String> OWNERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("account", "accounts"),
              Map.entry("access_", "access"),
              Map.entry("item", "items"),
              Map.entry("item_metadata", "metadata"),
              Map.entry("tree", "items"),
              Map.entry("journal", "items"),
              Map.entry("file_lock", "items"),
              Map.entry("operation", "operations"),
              Map.entry("person", "users"),
              Map.entry("sign_in", "users"),
              Map.entry("person_group", "groups"),
              Map.entry("oauth_", "oauth"),
              Map.entry("app", "oauth"),
              Map.entry("upload", "uploads"),
              Map.entry("download", "downloads"),
              Map.entry("favorite", "favorites"),
              Map.entry("thumbnail", "thumbnails"),
              Map.entry("share", "shares"),
              Map.entry("recipient", "recipients"),
              Map.entry("webhook", "webhooks"),
              Map.entry("ledger", "ledger"),
              Map.entry("notice", "notices")));

  private static Optional<String> feature(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(ROOT + ".")) {
      return Optional.empty();
    }
    return Optional.of(name.substring(ROOT.length() + 1).split("\\.")[0]);
  }

  private static Set<String> reach(String feature) {
    Set<String> reach = new HashSet<>();
    for (String next : MAY_IMPORT.getOrDefault(feature, Set.of())) {
      reach.add(next);
      reach.addAll(reach(next));
    }
    return reach;
  }

  private static ArchCondition<JavaClass> importOnlyWhatIsToTheRight() {
    return new ArchCondition<>("import only features to their right") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = feature(type).orElseThrow();
        if (FRONTS.contains(from) || COMMON.contains(from)) {
          return;
        }
        if (!MAY_IMPORT.containsKey(from)) {
          events.add(SimpleConditionEvent.violated(type, from + " has no place in the house"));
          return;
        }
        Set<String> allowed = reach(from);
        type.getDirectDependenciesFromSelf()
            .forEach(dependency ->
                feature(dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> !to.equals(from) && !COMMON.contains(to))
                    .filter(to -> !allowed.contains(to))
                    .ifPresent(to ->
                        events.add(
                            SimpleConditionEvent.violated(type, dependency.getDescription()))));
      }
    };
  }

  private static DescribedPredicate<JavaClass> inAFeature() {
    return DescribedPredicate.describe("in a feature", type -> feature(type).isPresent());
  }

  @Test
  void featuresImportOnlyWhatIsToTheirRight() {
    classes().that(inAFeature()).should(importOnlyWhatIsToTheRight()).check(CODE);
  }

  @Test
  void thereAreNoCyclesBetweenFeatures() {
    slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            DescribedPredicate.describe("generated", t -> t.getPackageName().startsWith(GENERATED)))
        .check(CODE);
  }

  @Test
  void idsImportNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".ids..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "ours outside of ids",
                type ->
                    type.getPackageName().startsWith("valise")
                        && !type.getPackageName().startsWith(ROOT + ".ids")))
        .check(CODE);
  }

  @Test
  void theEnvelopeKnowsNoFeature() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".odata..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "a feature", type -> feature(type).filter(MAY_IMPORT::containsKey).isPresent()))
        .check(CODE);
  }

  @Test
  void thePlatformKnowsNeitherProduct() {
    noClasses()
        .that()
        .resideInAPackage("valise.platform..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("valise.files..", "valise.hub..", "valise.server..")
        .check(CODE);
    noClasses()
        .that()
        .resideInAPackage("valise.files..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("valise.hub..", "valise.server..")
        .check(CODE);
  }

  private static Map<String, String> tables() {
    Map<String, String> tables = new TreeMap<>();
    for (var field : Tables.class.getFields()) {
      try {
        if (field.get(null) instanceof Table<?> table) {
          tables.put(table.getName(), owner(table.getName()));
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return tables;
  }

  private static String owner(String table) {
    return OWNERS.keySet().stream()
        .filter(table::startsWith)
        .max(java.util.Comparator.comparingInt(String::length))
        .map(OWNERS::get)
        .orElse("nobody");
  }

  private static String className(String table) {
    StringBuilder name = new StringBuilder();
    for (String word : table.split("_")) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return name.toString();
  }

  private static ArchCondition<JavaClass> useOnlyTheirOwnTables(Map<String, String> tables) {
    Map<String, String> byClass = new TreeMap<>();
    tables.forEach((table, owner) -> {
      byClass.put(GENERATED + ".tables." + className(table), owner);
      byClass.put(GENERATED + ".tables.records." + className(table) + "Record", owner);
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
            .filter(access -> access.getTargetOwner().getName().equals(Tables.class.getName()))
            .map(JavaAccess::getTarget)
            .forEach(target -> {
              String table = target.getName().toLowerCase(java.util.Locale.ROOT);
              if (!from.equals(tables.get(table))) {
                events.add(SimpleConditionEvent.violated(type, type.getName() + " uses " + table));
              }
            });
      }
    };
  }

  private static DescribedPredicate<JavaClass> written() {
    return DescribedPredicate.describe(
        "written by hand",
        type ->
            type.getPackageName().startsWith(ROOT) && !type.getPackageName().startsWith(GENERATED));
  }

  @Test
  void everyTableHasOneOwnerAndNobodyElseUsesIt() {
    assertThat(tables()).isNotEmpty().doesNotContainValue("nobody");
    classes().that(written()).should(useOnlyTheirOwnTables(tables())).check(CODE);
  }

  @Test
  void namesSayWhatAThingIs() {
    List<String> vague = List.of("Service", "Manager", "Helper", "Util", "Utils", "Impl");
    noClasses()
        .that()
        .resideOutsideOfPackage(GENERATED + "..")
        .should(
            new ArchCondition<>("be called " + vague) {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean bad = vague.stream().anyMatch(type.getSimpleName()::endsWith);
                events.add(new SimpleConditionEvent(type, bad, type.getName()));
              }
            })
        .check(CODE);
  }

  private static ArchRule timeIsInjected() {
    return noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone");
  }

  @Test
  void nobodyLooksAtTheClockAlone() {
    timeIsInjected().check(CODE);
  }

  @Test
  void aRuleThatIsBrokenFails() {
    JavaClasses broken = new ClassFileImporter().importClasses(LooksAtTheClock.class);

    assertThatThrownBy(() -> timeIsInjected().check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("LooksAtTheClock");
    assertThatThrownBy(
            () -> {
              Map<String, String> stolen = new TreeMap<>(tables());
              stolen.replaceAll((table, owner) -> "accounts");
              classes().that(written()).should(useOnlyTheirOwnTables(stolen)).check(CODE);
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("valise.files.items");
  }

  /// Nothing but a breach.
  static final class LooksAtTheClock {
    Instant when() {
      return Instant.now();
    }
  }

  @Test
  void theMapOfTheHouseHasNoCycle() {
    Set<String> all = new TreeSet<>(MAY_IMPORT.keySet());
    assertThat(all).allSatisfy(feature -> assertThat(reach(feature)).doesNotContain(feature));
    assertThat(Arrays.asList("ids", "odata")).doesNotContainAnyElementsOf(all);
  }
}
