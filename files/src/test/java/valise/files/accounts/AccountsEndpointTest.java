package valise.files.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.files.ids.AccountId;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;

class AccountsEndpointTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Caller admin = SERVER.as(office.admin().id());
  private final Caller stranger =
      SERVER.anonymous().through(office.account().subdomain() + ".localhost");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void oneSeesOnesOwnAccountAndNoOther() {
    Reply own = admin.get("/Accounts?$select=CompanyName,subdomain,Id");
    assertThat(own.at("Id").asString()).isEqualTo(office.account().id().value());
    assertThat(own.at("Subdomain").asString()).isEqualTo(office.account().subdomain());
    Reply other = admin.get("/Accounts(" + Office.in(SERVER).account().id() + ")");
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.text()).isEqualTo(admin.get("/Accounts(" + AccountId.mint() + ")").text());
    assertThat(admin.get("/Accounts/Tenants").values()).hasSize(1);
  }

  @Test
  void everyPartOfAnAccountExpands() {
    Reply whole =
        admin.get(
            "/Accounts?$expand=Preferences,DiskSpace,UserUsage,SSO,ProductDefaults,"
                + "MobileSecuritySettings,RootItem");
    assertThat(whole.at("Preferences").path("EnableSSO").asBoolean(true)).isFalse();
    assertThat(whole.at("UserUsage").path("EmployeeCount").asInt()).isEqualTo(1);
    assertThat(whole.at("DiskSpace").path("Used").asInt(-1)).isZero();
    assertThat(whole.at("RootItem").path("Id").asString()).isEqualTo(office.account().id().value());
  }

  @Test
  void preferencesAreSetWithinTheirBoundsByWhoMay() {
    assertThat(admin.get("/Accounts/Preferences").at("LoginFailMaxAttempts").asInt()).isEqualTo(5);
    Reply changed =
        admin.patch(
            "/Accounts/Preferences",
            "{\"LoginFailMaxAttempts\":9,\"EnableHomeFolders\":\"false\",\"EnableSSO\":true}");
    assertThat(changed.at("LoginFailMaxAttempts").asInt()).as(changed.text()).isEqualTo(9);
    assertThat(changed.at("EnableHomeFolders").asBoolean(true)).isFalse();
    assertThat(changed.at("EnableSSO").asBoolean(true)).isFalse();
    assertThat(admin.patch("/Accounts/Preferences", "{\"LoginFailMaxAttempts\":0}").code())
        .isEqualTo("BAD_FIELD");
    assertThat(admin.patch("/Accounts/Preferences", "{\"EnableHomeFolders\":\"maybe\"}").status())
        .isEqualTo(400);
    Caller plain = SERVER.as(office.employee("plain").id());
    assertThat(plain.patch("/Accounts/Preferences", "{\"LoginFailMaxAttempts\":1}").status())
        .isEqualTo(403);
  }

  @Test
  void brandingIsForStrangersAndSafe() {
    admin.patch(
        "/Accounts/Branding",
        "{\"CompanyName\":\"New Name\",\"LogoURL\":\"https://logo.example/a.png\"}");
    Reply shown = stranger.get("/Accounts/Branding");
    assertThat(shown.at("CompanyName").asString()).as(shown.text()).isEqualTo("New Name");
    assertThat(shown.at("LogoURL").asString()).isEqualTo("https://logo.example/a.png");
    for (String url : List.of("javascript:alert(1)", "data:text/html,x", "https://u:p@h/", "x")) {
      assertThat(admin.patch("/Accounts/Branding", "{\"LogoURL\":\"" + url + "\"}").code())
          .as(url)
          .isEqualTo("BAD_FIELD");
    }
    assertThat(admin.patch("/Accounts/Branding", "{\"CompanyName\":\"\"}").code())
        .isEqualTo("FIELD_MISSING");
    assertThat(SERVER.anonymous().through("nobody.localhost").get("/Accounts/Branding").status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Login", "Folder"})
  void domainListsAreReplacedMergedAndShortened(String rule) {
    String path = "/Accounts/" + rule + "AccessControlDomains";
    Reply set =
        admin.post(
            path, "{\"AccessControlType\":\"DisallowDomains\",\"Domains\":[\"Evil.example\"]}");
    assertThat(set.at("Domains").path(0).asString()).as(set.text()).isEqualTo("evil.example");
    assertThat(admin.patch(path, "{\"Domains\":[\"worse.example\"]}").at("Domains").size())
        .isEqualTo(2);
    assertThat(admin.delete(path, "{\"Domains\":[\"EVIL.example\"]}").status()).isEqualTo(204);
    assertThat(admin.get(path).at("Domains").size()).isEqualTo(1);
    assertThat(admin.post(path, "{\"Domains\":[\"no domain\"]}").code()).isEqualTo("BAD_FIELD");
  }

  @Test
  void nobodyLocksThemselvesOut() {
    String path = "/Accounts/LoginAccessControlDomains";
    assertThat(
            admin
                .post(path, "{\"AccessControlType\":\"AllowDomains\",\"Domains\":[\"x.example\"]}")
                .code())
        .isEqualTo("LOCKS_YOU_OUT");
    assertThat(admin.get(path).at("Domains").size()).isZero();
  }

  @Test
  void noAnswerToAStrangerTellsWhoExists() {
    Reply known =
        stranger.post("/Accounts/GetByUser?username=admin@example.com", "{\"Password\":\"no\"}");
    Reply unknown =
        stranger.post("/Accounts/GetByUser?username=nobody@example.com", "{\"Password\":\"no\"}");
    assertThat(known.values()).isEmpty();
    assertThat(known.text()).isEqualTo(unknown.text());
    assertThat(stranger.post("/Accounts/SendToEmail?email=admin@example.com", "").status())
        .isEqualTo(204);
    assertThat(stranger.post("/Accounts/SendToEmail?email=nobody@example.com", "").status())
        .isEqualTo(204);
    assertThat(stranger.get("/Accounts/RequireSubdomain?username=admin@example.com").text())
        .isEqualTo(stranger.get("/Accounts/RequireSubdomain?username=nobody@example.com").text());
    assertThat(stranger.get("/Accounts/SSOInfo?subdomain=" + office.account().subdomain()).text())
        .isEqualTo(stranger.get("/Accounts/SSOInfo?subdomain=nobody").text());
  }

  @Test
  void theRightPasswordFindsTheAccount() {
    Reply found =
        stranger.post(
            "/Accounts/FindSubdomain",
            "{\"UsernameShort\":\"admin@example.com\",\"Password\":\"correct horse 1\"}");
    assertThat(found.at("Subdomain").asString())
        .as(found.text())
        .isEqualTo(office.account().subdomain());
    assertThat(
            stranger
                .post(
                    "/Accounts/FindSubdomain",
                    "{\"UsernameShort\":\"admin@example.com\",\"Password\":\"wrong\"}")
                .status())
        .isEqualTo(404);
  }

  @Test
  void thereIsOneZoneWithThisServerInIt() {
    Reply zones = admin.get("/Zones?services=StorageZone&includeDisabled=false");
    assertThat(zones.values()).hasSize(1);
    String id = zones.values().getFirst().path("Id").asString();
    assertThat(id).startsWith("z").hasSize(36);
    assertThat(admin.get("/Zones(" + id + ")").at("ZoneType").asString())
        .isEqualTo("CitrixManaged");
    assertThat(admin.get("/Zones(" + id + ")/StorageCenters").values()).hasSize(1);
    assertThat(admin.get("/Zones(zp000000-0000-4000-8000-000000000009)").status()).isEqualTo(404);
    assertThat(admin.get("/Zones?services=SharepointConnector").values()).isEmpty();
  }

  @Test
  void whatClientsAskForAtTheStartIsThere() {
    assertThat(
            SERVER.anonymous().get("/Capabilities").values().stream()
                .map(capability -> capability.path("Name").asString()))
        .contains("StandardUploadRaw", "ThreadedUploadRaw", "DownloadSpecification");
    for (String path :
        List.of(
            "/Users/Info",
            "/Accounts/ProductDefaults",
            "/Accounts/MobileSecuritySettings",
            "/Accounts/OutlookInformation",
            "/Accounts/SSO",
            "/Users/TopFolders",
            "/Users/AllSharedFolders",
            "/Users/NetworkShareConnectors",
            "/Devices")) {
      assertThat(admin.get(path).status()).as(path).isEqualTo(200);
    }
    assertThat(admin.get("/Devices(x)").status()).isEqualTo(404);
  }

  @Test
  void whatIsAlwaysSoCannotBeSet() {
    Reply changed =
        admin.patch(
            "/Accounts/Preferences",
            "{\"EnableVersioning\":false,\"DefaultMaxVersions\":3,\"ExpirationDays\":1,"
                + "\"CreatorCanDelete\":true}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.at("EnableVersioning").asBoolean(false)).isTrue();
    assertThat(changed.at("DefaultMaxVersions").asInt()).isEqualTo(-1);
    assertThat(changed.at("ExpirationDays").asInt()).isEqualTo(-1);
    assertThat(changed.at("CreatorCanDelete").asBoolean(true)).isFalse();
  }

  /// Nothing here makes somebody signed in on pages of a web application that is not there.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Accounts/WebAppAdmin",
        "/Users/WebAppLink",
        "/Users/WebAppManageUsers",
        "/Users/WebAppAddEmployee",
        "/Items(home)/WebAppLink"
      })
  void thereAreNoLinksToAWebApplication(String path) {
    Reply reply = admin.post(path, "{}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(404);
    assertThat(reply.code()).isNotEmpty();
  }
}
