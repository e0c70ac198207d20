package valise.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import valise.hub.db.generated.Tables;
import valise.platform.house.House;

/// The rules of the house that a compiler does not hold: who imports whom, who owns which table,
/// how things are called, and where time comes from.
class HouseTest {

  private static final String ROOT = "valise.hub";

  private static final JavaClasses CODE = House.code();

  /// What every feature may import besides what stands below.
  private static final Set<String> COMMON = Set.of("ids", "wire", "ceql", "db");

  /// Each feature and those it may import; what it reaches through them it may import too. A new
  /// feature must be put here. The order of the house is from left to right:
  ///
  /// ```
  /// documents, resources, polling -> instances -> elements -> tenants
  /// resources -> hooks
  /// polling -> intake -> events <- delivery <- background
  /// polling, delivery -> notices -> instances
  /// adapters -> elements;  nobody imports adapters
  /// ```
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("tenants", Set.of()),
          Map.entry("elements", Set.of("tenants")),
          Map.entry("instances", Set.of("elements", "mapping")),
          Map.entry("mapping", Set.of()),
          Map.entry("simulators", Set.of()),
          Map.entry("documents", Set.of("instances", "mapping")),
          Map.entry("hooks", Set.of()),
          Map.entry("resources", Set.of("instances", "mapping", "hooks", "intake")),
          Map.entry("events", Set.of("instances")),
          Map.entry("intake", Set.of("events", "mapping")),
          Map.entry("notices", Set.of("instances")),
          Map.entry("polling", Set.of("instances", "intake", "mapping", "notices")),
          Map.entry("delivery", Set.of("events", "notices")),
          Map.entry("background", Set.of("delivery")));

  /// At the very left: they may import anything, and nobody may import them.
  private static final Set<String> FRONTS = Set.of("adapters");

  /// Whose each table is, by the beginning of its name; the longest that fits counts. A table that
  /// nobody owns fails.
  private static final Map<String, String> OWNERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("number", "ids"),
              Map.entry("organization", "tenants"),
              Map.entry("account", "tenants"),
              Map.entry("member", "tenants"),
              Map.entry("element", "elements"),
              Map.entry("instance", "instances"),
              Map.entry("event", "events"),
              Map.entry("subscription", "delivery"),
              Map.entry("delivery", "delivery"),
              Map.entry("notification", "delivery"),
              Map.entry("redelivery", "delivery"),
              Map.entry("notice", "notices"),
              Map.entry("ledger", "intake"),
              Map.entry("door", "intake"),
              Map.entry("poll", "polling"),
              Map.entry("async", "background")));

  private static final House HOUSE =
      new House(ROOT, Tables.class, COMMON, MAY_IMPORT, FRONTS, OWNERS);

  @Test
  void featuresImportOnlyWhatIsToTheirRight() {
    HOUSE.graph().check(CODE);
  }

  @Test
  void thereAreNoCyclesBetweenFeatures() {
    HOUSE.noCycles().check(CODE);
  }

  @Test
  void idsImportNothingOfOursButTheirTable() {
    HOUSE.idsStandAlone("valise.platform.db", ROOT + ".db.generated").check(CODE);
  }

  @Test
  void theEnvelopeKnowsNoFeature() {
    HOUSE.knowsNoFeature("wire").check(CODE);
  }

  @Test
  void theHubKnowsNothingOfTheFileSide() {
    House.apart("valise.hub", "valise.files..", "valise.server..").check(CODE);
  }

  @Test
  void everyTableHasOneOwnerAndNobodyElseUsesIt() {
    assertThat(HOUSE.tablesAndOwners()).isNotEmpty().doesNotContainValue("nobody");
    HOUSE.ownTables(HOUSE.tablesAndOwners()).check(CODE);
  }

  @Test
  void namesSayWhatAThingIs() {
    HOUSE.names().check(CODE);
  }

  @Test
  void nobodyLooksAtTheClockAlone() {
    House.timeIsInjected().check(CODE);
  }

  @Test
  void aRuleThatIsBrokenFails() {
    JavaClasses broken = new ClassFileImporter().importClasses(LooksAtTheClock.class);

    assertThatThrownBy(() -> House.timeIsInjected().check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("LooksAtTheClock");
    Map<String, String> stolen = new TreeMap<>(HOUSE.tablesAndOwners());
    stolen.replaceAll((table, owner) -> "delivery");
    assertThatThrownBy(() -> HOUSE.ownTables(stolen).check(CODE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("valise.hub.ids");
  }

  /// Nothing but a breach.
  static final class LooksAtTheClock {
    Instant when() {
      return Instant.now();
    }
  }

  @Test
  void theMapOfTheHouseHasNoCycle() {
    assertThat(MAY_IMPORT.keySet())
        .allSatisfy(feature -> assertThat(HOUSE.reach(feature)).doesNotContain(feature))
        .doesNotContain("ids", "wire", "ceql");
  }
}
