package valise.files.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.files.ids.GroupId;
import valise.files.ids.Role;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;

class GroupsEndpointTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Caller admin = SERVER.as(office.admin().id());

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static List<String> emails(Reply feed) {
    return feed.values().stream().map(contact -> contact.path("Email").asString()).toList();
  }

  private String superUserGroup() {
    return admin.get("/Groups").values().stream()
        .filter(group -> group.path("Name").asString().equals("Super User Group"))
        .map(group -> "/Groups(" + group.path("Id").asString() + ")")
        .findFirst()
        .orElseThrow();
  }

  private static String ref(User user) {
    return "[{\"Id\":\"" + user.id() + "\"}]";
  }

  @Test
  void aGroupIsMadeWithItsContactsAndUnknownAddressesBecomeClients() {
    office.client("carl");
    Reply made =
        admin.post(
            "/Groups",
            """
            {"Name":"Team","IsShared":true,
             "Contacts":[{"Email":"carl@client.example"},{"Email":"new@client.example"}]}\
            """);
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.at("Id").asString()).startsWith("g");
    assertThat(made.at("NumberOfContacts").asInt()).isEqualTo(2);
    String path = "/Groups(" + made.at("Id").asString() + ")";
    assertThat(emails(admin.get(path + "/Contacts")))
        .containsExactlyInAnyOrder("carl@client.example", "new@client.example");
    assertThat(admin.get(path + "?$expand=Contacts,Owner").at("Contacts").size()).isEqualTo(2);
    assertThat(admin.get("/Users?emailAddress=new@client.example").status()).isEqualTo(200);

    Reply fewer =
        admin.delete(
            path + "/Contacts",
            "[{\"Email\":\"carl@client.example\"},{\"Email\":\"nobody@client.example\"}]");
    assertThat(emails(fewer)).containsExactly("new@client.example");
    Reply more = admin.post(path + "/Contacts", ref(office.admin()));
    assertThat(emails(more)).contains("admin@example.com");
    assertThat(
            admin.patch(path, "{\"Name\":\"Crew\",\"Contacts\":[]}").at("NumberOfContacts").asInt())
        .isEqualTo(2);
    assertThat(admin.delete(path).status()).isEqualTo(204);
    assertThat(admin.get(path).status()).isEqualTo(404);
  }

  @Test
  void aGroupThatIsNotSharedIsItsOwnersOnly() {
    User owner = office.employee("owner");
    User other = office.employee("other");
    Caller mine = SERVER.as(owner.id());
    Reply made = mine.post("/Groups", "{\"Name\":\"Mine\"}");
    String path = "/Groups(" + made.at("Id").asString() + ")";
    assertThat(mine.get(path).status()).isEqualTo(200);
    assertThat(SERVER.as(other.id()).get(path).status()).isEqualTo(404);
    assertThat(SERVER.as(other.id()).get(path).text())
        .isEqualTo(SERVER.as(other.id()).get("/Groups(" + GroupId.mint() + ")").text());
    assertThat(mine.patch(path, "{\"IsShared\":true}").status()).isEqualTo(403);
    assertThat(mine.post("/Groups", "{\"Name\":\"x\",\"IsShared\":true}").status()).isEqualTo(403);
    assertThat(mine.post(path + "/Contacts", "[{\"Email\":\"stranger@client.example\"}]").status())
        .isEqualTo(403);
  }

  @Test
  void anotherAccountsGroupDoesNotExist() {
    Office other = Office.in(SERVER);
    Reply made =
        SERVER.as(other.admin().id()).post("/Groups", "{\"Name\":\"T\",\"IsShared\":true}");
    String path = "/Groups(" + made.at("Id").asString() + ")";
    assertThat(admin.get(path).status()).isEqualTo(404);
    assertThat(admin.delete(path).status()).isEqualTo(404);
    assertThat(admin.post(superUserGroup() + "/Contacts", ref(other.admin())).status())
        .isEqualTo(404);
  }

  @Test
  void theSuperUserGroupIsChangedOnlyByWhoMay() {
    User deputy =
        office.employee("deputy", Role.ADMIN_SHARED_DIST_GROUPS, Role.ADMIN_MANAGE_EMPLOYEES);
    Caller caller = SERVER.as(deputy.id());
    assertThat(caller.post(superUserGroup() + "/Contacts", ref(deputy)).status()).isEqualTo(403);
    assertThat(admin.post(superUserGroup() + "/Contacts", ref(deputy)).status()).isEqualTo(200);
    assertThat(SERVER.bean(Principals.class).of(deputy.id()).orElseThrow().superUser()).isTrue();
    assertThat(admin.post(superUserGroup() + "/Contacts", ref(office.client("carl"))).code())
        .isEqualTo("BAD_FIELD");
    assertThat(admin.delete(superUserGroup()).code()).isEqualTo("SUPER_USER_GROUP");
    assertThat(admin.delete(superUserGroup() + "/Contacts", ref(office.admin())).code())
        .isEqualTo("LAST_SUPER_USER");
    assertThat(SERVER.bean(Principals.class).of(office.admin().id()).orElseThrow().superUser())
        .isTrue();
  }

  @Test
  void aSuperUserIsNotTakenOverByWhoManagesEmployees() {
    User superUser = office.employee("super");
    admin.post(superUserGroup() + "/Contacts", ref(superUser));
    Caller deputy = SERVER.as(office.employee("deputy", Role.ADMIN_MANAGE_EMPLOYEES).id());
    assertThat(
            deputy
                .post(
                    "/Users(" + superUser.id() + ")/ResetPassword",
                    "{\"NewPassword\":\"taken over 1\"}")
                .status())
        .isEqualTo(403);
  }

  @Test
  void ownGroupsAreListedAndGroupsPassToTheHeir() {
    User owner = office.employee("owner");
    User heir = office.employee("heir");
    Caller mine = SERVER.as(owner.id());
    Reply made = mine.post("/Groups", "{\"Name\":\"Mine\",\"Contacts\":" + ref(heir) + "}");
    String path = "/Groups(" + made.at("Id").asString() + ")";
    assertThat(
            SERVER.as(heir.id()).get("/Users(" + heir.id() + ")/Groups").values().stream()
                .map(group -> group.path("Name").asString()))
        .containsExactly("Mine");
    admin.delete("/Users(" + owner.id() + ")?completely=true&groupsReassignTo=" + heir.id());
    JsonNode group = SERVER.as(heir.id()).get(path + "?$expand=Owner").json();
    assertThat(group.path("Owner").path("Id").asString()).isEqualTo(heir.id().value());
  }

  @Test
  void principalsAreWrittenAsWhatTheyAre() {
    String group = superUserGroup().substring(8, 44);
    Reply asGroup = admin.get("/Principals(" + group + ")");
    assertThat(asGroup.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.Group");
    assertThat(asGroup.at("url").asString()).endsWith("/Groups(" + group + ")");
    Reply asUser = admin.get("/Principals(" + office.admin().id() + ")");
    assertThat(asUser.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.AccountUser");
    assertThat(asUser.at("url").asString()).endsWith("/Users(" + office.admin().id() + ")");
  }

  @Test
  void theAddressBookIsSearched() {
    office.client("carl");
    office.employee("eve");
    assertThat(emails(admin.get("/Accounts/AddressBook?type=shared&searchTerm=CARL")))
        .containsExactly("carl@client.example");
    assertThat(emails(admin.get("/Accounts/AddressBook"))).isEmpty();
    assertThat(admin.get("/Accounts/AddressBook?type=odd").status()).isEqualTo(400);
    assertThat(emails(admin.get("/Accounts/Employees?$select=Id,Name,Email")))
        .containsExactlyInAnyOrder("admin@example.com", "eve@example.com");
    assertThat(emails(admin.get("/Accounts/GetClients"))).containsExactly("carl@client.example");
    Caller client = SERVER.as(office.client("nosy").id());
    assertThat(client.get("/Accounts/Clients").status()).isEqualTo(403);
    assertThat(client.get("/Accounts/Employees").status()).isEqualTo(403);
    assertThat(emails(client.get("/Accounts/AddressBook?type=shared"))).isEmpty();
  }
}
