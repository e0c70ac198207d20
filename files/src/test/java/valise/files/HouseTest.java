package valise.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import valise.files.db.generated.Tables;
import valise.platform.house.House;

/// The rules of the house that a compiler does not hold: who imports whom, who owns which table,
/// how things are called, and where time comes from.
class HouseTest {

  private static final String ROOT = "valise.files";

  private static final JavaClasses CODE = House.code();

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
  void idsImportNothingOfOurs() {
    HOUSE.idsStandAlone().check(CODE);
  }

  @Test
  void theEnvelopeKnowsNoFeature() {
    HOUSE.knowsNoFeature("odata").check(CODE);
  }

  @Test
  void thePlatformKnowsNeitherProduct() {
    House.apart("valise.platform", "valise.files..", "valise.hub..", "valise.server..").check(CODE);
    House.apart("valise.files", "valise.hub..", "valise.server..").check(CODE);
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
    stolen.replaceAll((table, owner) -> "accounts");
    assertThatThrownBy(() -> HOUSE.ownTables(stolen).check(CODE))
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
    assertThat(MAY_IMPORT.keySet())
        .allSatisfy(feature -> assertThat(HOUSE.reach(feature)).doesNotContain(feature))
        .doesNotContain("ids", "odata");
  }
}
