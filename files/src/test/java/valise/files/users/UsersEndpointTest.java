package valise.files.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.platform.secrets.Secret;

class UsersEndpointTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Caller admin = SERVER.as(office.admin().id());
  private final Users users = SERVER.bean(Users.class);

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static List<String> roles(JsonNode user) {
    return user.path("Roles").valueStream().map(JsonNode::asString).toList();
  }

  private SignIn signIn(String email, String password) {
    return users.signIn(office.account().id(), email, Secret.of(password), "127.0.0.1");
  }

  // --- reading -----------------------------------------------------------------------------------

  @Test
  void usersWithoutAnIdIsTheCallerAsAnAccountUser() {
    Reply me = admin.get("/Users");
    assertThat(me.status()).isEqualTo(200);
    assertThat(me.at("Id").asString()).isEqualTo(office.admin().id().value());
    assertThat(me.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.AccountUser");
    assertThat(me.at("Email").asString()).isEqualTo("admin@example.com");
    assertThat(me.at("FullName").asString()).isEqualTo("Ada Min");
    assertThat(me.at("FullNameShort").asString()).isEqualTo("A. Min");
    assertThat(roles(me.json())).contains("Employee", "MasterAdmin");
    assertThat(me.at("Security").isMissingNode()).isTrue();
  }

  @Test
  void strangersAreToldToSignIn() {
    assertThat(SERVER.anonymous().get("/Users").status()).isEqualTo(401);
  }

  @Test
  void anotherAccountsUserAnswersLikeOneThatDoesNotExist() {
    UserId foreign = Office.in(SERVER).employee("foreign").id();
    for (String path : List.of("/Users(%s)", "/Users(%s)/Security", "/Users(%s)/Preferences")) {
      Reply known = admin.get(path.formatted(foreign));
      Reply unknown = admin.get(path.formatted(UserId.mint()));
      assertThat(known.status()).isEqualTo(404);
      assertThat(known.text()).isEqualTo(unknown.text());
    }
    assertThat(admin.patch("/Users(" + foreign + ")", "{\"FirstName\":\"X\"}").status())
        .isEqualTo(404);
    assertThat(admin.delete("/Users(" + foreign + ")?completely=true").status()).isEqualTo(404);
    assertThat(admin.get("/Users(nonsense)").status()).isEqualTo(404);
    assertThat(users.find(foreign).orElseThrow().deleted()).isFalse();
  }

  @Test
  void anEmployeeWithoutRolesReadsOnlyThemselvesAndCannotProbeAddresses() {
    User plain = office.employee("plain");
    office.client("carl");
    Caller caller = SERVER.as(plain.id());
    assertThat(caller.get("/Users(" + plain.id() + ")").status()).isEqualTo(200);
    assertThat(caller.get("/Users?emailAddress=PLAIN@example.com").status()).isEqualTo(200);
    assertThat(caller.get("/Users(" + office.admin().id() + ")").status()).isEqualTo(403);
    Reply there = caller.get("/Users?emailAddress=carl@client.example");
    Reply not = caller.get("/Users?emailAddress=nobody@client.example");
    assertThat(there.status()).isEqualTo(403);
    assertThat(there.text()).isEqualTo(not.text());
  }

  @Test
  void securityAndPreferencesExpandForThoseWhoManage() {
    User plain = office.employee("plain");
    signIn("plain@example.com", "wrong");
    Reply reply = admin.get("/Users(" + plain.id() + ")?$expand=Security,Preferences,Groups");
    assertThat(reply.at("Security").path("FailedLoginCount").asInt()).isEqualTo(1);
    assertThat(reply.at("Security").path("LastFailedLoginIP").asString()).isEqualTo("127.0.0.1");
    assertThat(reply.at("Preferences").path("TimeZone").asString()).isEqualTo("UTC");
    assertThat(reply.at("Groups").isArray()).isTrue();
    Reply own = admin.get("/Users?$expand=Groups,Account,HomeFolder");
    assertThat(own.at("Groups").path(0).path("Name").asString()).isEqualTo("Super User Group");
    assertThat(own.at("Account").path("Subdomain").asString())
        .isEqualTo(office.account().subdomain());
  }

  // --- making ------------------------------------------------------------------------------------

  @Test
  void aClientIsMadeWithTheUsualRolesAndCanSignIn() {
    Reply made =
        admin.post(
            "/Users",
            """
            {"Email":"New@Client.example","FirstName":"Nora","LastName":"Client",
             "Company":"C","Password":"a good password","DefaultZone":{"Id":"x"},
             "Preferences":{"CanResetPassword":"true"}, "odata.type":"x"}\
            """);
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.User");
    assertThat(made.at("Company").asString()).isEqualTo("C");
    assertThat(made.at("Domain").asString()).isEqualTo("client.example");
    assertThat(roles(made.json()))
        .containsExactly("Client", "CanChangePassword", "CanManageMySettings");
    assertThat(signIn("new@client.example", "a good password")).isInstanceOf(SignIn.SignedIn.class);
    assertThat(admin.get("/Users(" + made.at("Id").asString() + ")/HomeFolder").status())
        .isEqualTo(404);
  }

  @Test
  void anEmployeeIsMadeWithAHomeFolderThatTheyFind() {
    Reply made =
        admin.post(
            "/Users/AccountUser",
            """
            {"Email":"emp@example.com","FirstName":"E","LastName":"M","CanCreateFolders":"true",
             "CanUseFileBox":true,"IsEmployee":true,"StorageQuotaLimitGB":2,
             "Roles":["CanManageUsers","CanViewSignatureDocuments"]}\
            """);
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    UserId id = UserId.parse(made.at("Id").asString()).orElseThrow();
    assertThat(made.at("CanCreateFolders").asBoolean()).isTrue();
    assertThat(made.at("CanManageUsers").asBoolean()).isTrue();
    assertThat(made.at("StorageQuotaLimitGB").asInt()).isEqualTo(2);
    Caller self = SERVER.as(id);
    Reply home = self.get("/Users(" + id + ")/HomeFolder");
    assertThat(home.at("Id").asString()).startsWith("fo");
    assertThat(home.at("Id").asString()).isEqualTo(self.get("/Items").at("Id").asString());
    assertThat(self.get("/Users(" + id + ")/FileBox").status()).isEqualTo(200);
    assertThat(self.get("/Users(" + id + ")/Box").values()).isEmpty();
  }

  @Test
  void anAddressBelongsToOneUserWhateverItsCase() {
    office.client("carl");
    String body = "{\"Email\":\"CARL@client.EXAMPLE\",\"FirstName\":\"Other\"}";
    Reply conflict = admin.post("/Users", body);
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.code()).isEqualTo("EMAIL_TAKEN");
    Reply there = admin.post("/Users?ifNecessary=true", body);
    assertThat(there.status()).isEqualTo(200);
    assertThat(there.at("FirstName").asString()).isEqualTo("carl");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|FIELD_MISSING|Email",
        "{\"Email\":\"no at\"}|BAD_EMAIL|Email",
        "{\"Email\":\"a@b@c\"}|BAD_EMAIL|Email",
        "{\"Email\":\"a@b.example\",\"FirstName\":\"x\\u202ey\"}|BAD_FIELD|FirstName",
        "{\"Email\":\"a@b.example\",\"LastName\":\"x\\u0000y\"}|BAD_FIELD|LastName",
        "{\"Email\":\"a@b.example\",\"Password\":\"short\"}|WEAK_PASSWORD|password",
        "{\"Email\":\"a@b.example\",\"Roles\":[\"Emperor\"]}|BAD_ROLE|Emperor",
        "{\"Email\":\"a@b.example\",\"Roles\":[\"MasterAdmin\"]}|BAD_ROLE|client",
        "{\"Email\":\"a@b.example\",\"Preferences\":{\"TimeZone\":\"Nowhere\"}}|BAD_FIELD|TimeZone",
        "{\"Email\":|BAD_JSON|JSON",
        "{\"Email\":\"a@b.example\",\"Email\":\"c@d.example\"}|BAD_JSON|JSON"
      })
  void whatIsWrongIsRefusedByName(String body, String code, String named) {
    Reply refused = admin.post("/Users", body);
    assertThat(refused.status()).isEqualTo(400);
    if (!code.equals("BAD_JSON")) {
      assertThat(refused.code()).isEqualTo(code);
    }
    assertThat(refused.text()).containsIgnoringCase(named);
  }

  @Test
  void namesHaveALimit() {
    String body = "{\"Email\":\"a@b.example\",\"FirstName\":\"" + "x".repeat(101) + "\"}";
    assertThat(admin.post("/Users", body).code()).isEqualTo("BAD_FIELD");
  }

  @Test
  void whoManagesClientsMakesClientsAndNoEmployees() {
    Caller manager = SERVER.as(office.employee("manager", Role.CAN_MANAGE_USERS).id());
    assertThat(manager.post("/Users", "{\"Email\":\"c1@client.example\"}").status()).isEqualTo(200);
    assertThat(manager.post("/Users/AccountUser", "{\"Email\":\"e1@example.com\"}").status())
        .isEqualTo(403);
    Caller client = SERVER.as(office.client("carl").id());
    assertThat(client.post("/Users", "{\"Email\":\"c2@client.example\"}").status()).isEqualTo(403);
  }

  // --- changing ----------------------------------------------------------------------------------

  @Test
  void oneChangesOnesOwnNameButNotOnesOwnPower() {
    User plain = office.employee("plain");
    Caller self = SERVER.as(plain.id());
    String me = "/Users(" + plain.id() + ")";
    assertThat(self.patch(me, "{\"FirstName\":\"Polly\"}").at("FirstName").asString())
        .isEqualTo("Polly");
    for (String body :
        List.of(
            "{\"IsAdministrator\":true}",
            "{\"CanManageUsers\":true}",
            "{\"Roles\":[\"AdminManageEmployees\"]}",
            "{\"StorageQuotaLimitGB\":100}",
            "{\"Email\":\"other@example.com\"}",
            "{\"IsEmployee\":false}")) {
      assertThat(self.patch("/Users/AccountUser(" + plain.id() + ")", body).status())
          .as(body)
          .isEqualTo(403);
    }
    assertThat(self.patch(me + "/Roles", "{\"Roles\":[\"MasterAdmin\"]}").status()).isEqualTo(403);
    assertThat(self.put(me + "/Roles", "{\"Roles\":[\"MasterAdmin\"]}").status()).isEqualTo(403);
    assertThat(users.find(plain.id()).orElseThrow().isAdmin()).isFalse();
  }

  @Test
  void rolesAreAddedReplacedAndRemoved() {
    UserId id = office.employee("plain").id();
    String path = "/Users(" + id + ")";
    assertThat(roles(admin.patch(path + "/Roles", "{\"Roles\":[\"AdminReporting\"]}").json()))
        .contains("AdminReporting", "CanChangePassword");
    assertThat(
            roles(
                admin.put(path + "/Roles", "{\"Roles\":[\"Employee\",\"adminbranding\"]}").json()))
        .containsExactly("Employee", "AdminBranding");
    assertThat(admin.post(path + "/RemoveRoles", "[\"AdminBranding\"]").status()).isEqualTo(204);
    assertThat(users.find(id).orElseThrow().granted()).isEmpty();
  }

  @Test
  void whoManagesEmployeesCannotBecomeOrTakeOverAnAdministrator() {
    User deputy = office.employee("deputy", Role.ADMIN_MANAGE_EMPLOYEES);
    User plain = office.employee("plain");
    Caller caller = SERVER.as(deputy.id());
    String boss = "(" + office.admin().id() + ")";
    assertThat(
            caller
                .put("/Users(" + plain.id() + ")/Roles", "{\"Roles\":[\"MasterAdmin\"]}")
                .status())
        .isEqualTo(403);
    assertThat(
            caller
                .put("/Users(" + deputy.id() + ")/Roles", "{\"Roles\":[\"MasterAdmin\"]}")
                .status())
        .isEqualTo(403);
    assertThat(
            caller
                .post("/Users" + boss + "/ResetPassword", "{\"NewPassword\":\"taken over 1\"}")
                .status())
        .isEqualTo(403);
    assertThat(caller.patch("/Users" + boss, "{\"Email\":\"evil@example.com\"}").status())
        .isEqualTo(403);
    assertThat(caller.delete("/Users" + boss + "?completely=true").status()).isEqualTo(403);
    assertThat(caller.patch("/Users(" + plain.id() + ")", "{\"FirstName\":\"P\"}").status())
        .isEqualTo(200);
  }

  @Test
  void theLastAdministratorStays() {
    User second = office.employee("second", Role.ADMIN_MANAGE_EMPLOYEES);
    String me = "(" + office.admin().id() + ")";
    assertThat(admin.post("/Users" + me + "/RemoveRoles", "[\"MasterAdmin\"]").code())
        .isEqualTo("LAST_ADMIN");
    assertThat(admin.patch("/Users/AccountUser" + me, "{\"IsEmployee\":false}").code())
        .isEqualTo("LAST_ADMIN");
    assertThat(admin.patch("/Users" + me, "{\"Security\":{\"IsDisabled\":true}}").code())
        .isEqualTo("NOT_YOURSELF");
    admin.patch("/Users(" + second.id() + ")/Roles", "{\"Roles\":[\"MasterAdmin\"]}");
    Caller other = SERVER.as(second.id());
    // An administrator is left, but none in the Super User Group.
    assertThat(other.delete("/Users" + me + "?completely=true").code())
        .isEqualTo("LAST_SUPER_USER");
    assertThat(other.patch("/Users" + me, "{\"Security\":{\"IsDisabled\":true}}").code())
        .isEqualTo("LAST_SUPER_USER");
    assertThat(users.find(office.admin().id()).orElseThrow().active()).isTrue();
  }

  @Test
  void aResetNeverRevivesADisabledUser() {
    User plain = office.employee("plain");
    String path = "/Users(" + plain.id() + ")";
    admin.patch(path, "{\"Security\":{\"IsDisabled\":true}}");
    assertThat(signIn("plain@example.com", "correct horse 1")).isEqualTo(new SignIn.Disabled());
    assertThat(SERVER.as(plain.id()).get("/Users").status()).isEqualTo(401);
    assertThat(admin.post(path + "/ResetPassword", "{\"NewPassword\":\"another one 1\"}").status())
        .isEqualTo(200);
    assertThat(signIn("plain@example.com", "another one 1")).isEqualTo(new SignIn.Disabled());

    SERVER.mail().forget();
    SERVER
        .anonymous()
        .through(office.account().subdomain() + ".localhost")
        .post("/Users/ForgotPassword?email=plain@example.com", "");
    SERVER.step();
    assertThat(SERVER.mail().all()).isEmpty();
  }

  @Test
  void anOwnPasswordIsChangedByWhoKnowsTheOldOne() {
    User plain = office.employee("plain");
    Caller self = SERVER.as(plain.id());
    String path = "/Users(" + plain.id() + ")/ResetPassword";
    assertThat(self.post(path, "{\"NewPassword\":\"another one 1\"}").code())
        .isEqualTo("FIELD_MISSING");
    Reply wrong = self.post(path, "{\"NewPassword\":\"another one 1\",\"OldPassword\":\"guess\"}");
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.at("reason").asString()).isEqualTo("InvalidPassword");
    assertThat(
            self.post(
                    path, "{\"NewPassword\":\"another one 1\",\"OldPassword\":\"correct horse 1\"}")
                .status())
        .isEqualTo(200);
    assertThat(signIn("plain@example.com", "another one 1")).isInstanceOf(SignIn.SignedIn.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "europe/berlin", "W. Europe Standard Time", "W. Europe"})
  void aTimeZoneIsTakenByItsIanaOrWindowsName(String name) {
    UserId id = office.employee("plain").id();
    Caller self = SERVER.as(id);
    Reply changed =
        self.patch(
            "/Users(" + id + ")/Preferences",
            "{\"TimeZone\":\"" + name + "\",\"NotifyOnUploadByDefault\":\"true\"}");
    assertThat(changed.at("TimeZone").asString()).as(changed.text()).isEqualTo("Europe/Berlin");
    assertThat(changed.at("TimeZoneOffsetMins").asInt()).isEqualTo(60);
    assertThat(changed.at("NotifyOnUploadByDefault").asBoolean()).isTrue();
    assertThat(self.get("/Users").at("DateCreated").asString()).endsWith("+01:00");
    assertThat(self.get("/Users?tz=0").at("DateCreated").asString()).endsWith("Z");
  }

  // --- forgotten passwords and addresses ---------------------------------------------------------

  private String code(String page) {
    String text = SERVER.mail().last().text();
    String link = "https://files.example" + page;
    assertThat(text).contains(link);
    return text.substring(text.indexOf(link) + link.length()).lines().findFirst().orElseThrow();
  }

  @Test
  void aForgottenPasswordIsChosenAnewWithAMailedCodeOnce() {
    office.employee("plain");
    Caller stranger = SERVER.anonymous().through(office.account().subdomain() + ".localhost");
    SERVER.mail().forget();
    Reply known = stranger.post("/Users/ForgotPassword?email=Plain@example.com", "");
    Reply unknown = stranger.post("/Users/ForgotPassword?email=nobody@example.com", "");
    assertThat(known.status()).isEqualTo(204);
    assertThat(unknown.status()).isEqualTo(204);
    stranger.post("/Users/ForgotPassword?email=Plain@example.com", "");
    SERVER.step();
    assertThat(SERVER.mail().all()).hasSize(1);
    stranger.post("/Users/ForgotPassword?email=Plain@example.com", "");
    SERVER.step();
    assertThat(SERVER.mail().all()).hasSize(1);

    String code = code("/choose-password?code=");
    assertThat(stranger.post("/Users/Confirm?code=" + code, "{\"Password\":\"no\"}").code())
        .isEqualTo("WEAK_PASSWORD");
    assertThat(
            stranger
                .post("/Users/Confirm?code=" + code, "{\"Password\":\"a new password\"}")
                .status())
        .isEqualTo(204);
    assertThat(signIn("plain@example.com", "a new password")).isInstanceOf(SignIn.SignedIn.class);
    Reply again = stranger.post("/Users/Confirm?code=" + code, "{\"Password\":\"a new password\"}");
    Reply forged = stranger.post("/Users/Confirm?code=x", "{\"Password\":\"a new password\"}");
    assertThat(again.status()).isEqualTo(403);
    assertThat(again.text()).isEqualTo(forged.text());
  }

  @Test
  void anotherAddressIsOnesOwnOnceOneHasShownToReadIt() {
    UserId id = office.employee("plain").id();
    Caller self = SERVER.as(id);
    assertThat(self.post("/Users/MakePrimary?email=second@example.com", "").status())
        .isEqualTo(404);
    assertThat(self.post("/Users/SendConfirmationEmail?email=second@example.com", "").status())
        .isEqualTo(204);
    SERVER.step();
    assertThat(SERVER.mail().last().to().getFirst().email()).isEqualTo("second@example.com");
    assertThat(
            SERVER
                .anonymous()
                .post("/Users/ConfirmEmailAddress?code=" + code("/confirm-address?code="), "")
                .status())
        .isEqualTo(204);
    assertThat(signIn("second@example.com", "correct horse 1")).isEqualTo(new SignIn.SignedIn(id));
    Reply primary = self.post("/Users/MakePrimary?email=second@example.com", "");
    assertThat(primary.at("Email").asString()).isEqualTo("second@example.com");
    assertThat(primary.at("Emails").size()).isEqualTo(2);
    assertThat(self.post("/Users/DeleteEmailAddress?email=second@example.com", "").code())
        .isEqualTo("PRIMARY_EMAIL");
    assertThat(self.post("/Users/DeleteEmailAddress?email=plain@example.com", "").status())
        .isEqualTo(200);
    assertThat(signIn("plain@example.com", "correct horse 1")).isEqualTo(new SignIn.Wrong());
  }

  // --- going -------------------------------------------------------------------------------------

  @Test
  void aDeletedUserCannotComeInAndTheirAddressIsFree() {
    User plain = office.employee("plain");
    assertThat(admin.delete("/Users(" + plain.id() + ")?completely=true").status()).isEqualTo(204);
    assertThat(signIn("plain@example.com", "correct horse 1")).isEqualTo(new SignIn.Wrong());
    assertThat(admin.get("/Users(" + plain.id() + ")").status()).isEqualTo(404);
    assertThat(office.employee("plain").id()).isNotEqualTo(plain.id());
    assertThat(SERVER.bean(UserJson.class).load(principal(), java.util.Set.of(plain.id().value())))
        .hasSize(1);
  }

  private valise.files.ids.Principal principal() {
    return SERVER.bean(valise.files.groups.Principals.class).of(office.admin().id()).orElseThrow();
  }

  @Test
  void theHeirTakesTheLeaversPlaceInFolders() {
    User leaver = office.employee("leaver", Role.CAN_CREATE_FOLDERS);
    User heir = office.employee("heir");
    Reply folder =
        SERVER
            .as(leaver.id())
            .post("/Items(root)/Folder", "{\"Name\":\"Work\",\"Description\":\"\"}");
    assertThat(folder.status()).as(folder.text()).isEqualTo(200);
    String path = "/Items(" + folder.at("Id").asString() + ")";
    assertThat(SERVER.as(heir.id()).get(path).status()).isEqualTo(404);
    String home = SERVER.as(leaver.id()).get("/Items").at("Id").asString();

    assertThat(
            admin
                .delete(
                    "/Users(" + leaver.id() + ")?completely=true&itemsReassignTo=" + UserId.mint())
                .code())
        .isEqualTo("BAD_FIELD");
    assertThat(
            admin
                .delete("/Users(" + leaver.id() + ")?completely=true&itemsReassignTo=" + heir.id())
                .status())
        .isEqualTo(204);
    assertThat(SERVER.as(heir.id()).get(path).status()).isEqualTo(200);
    assertThat(SERVER.as(heir.id()).get("/Items(" + home + ")").status()).isEqualTo(200);
  }

  @Test
  void withoutCompletelyAUserOnlyLeavesTheFolders() {
    User leaver = office.employee("leaver", Role.CAN_CREATE_FOLDERS);
    Caller caller = SERVER.as(leaver.id());
    Reply folder = caller.post("/Items(root)/Folder", "{\"Name\":\"Work\"}");
    String path = "/Items(" + folder.at("Id").asString() + ")";
    assertThat(caller.get(path).status()).isEqualTo(200);
    assertThat(admin.delete("/Users(" + leaver.id() + ")").status()).isEqualTo(204);
    assertThat(caller.get(path).status()).isEqualTo(404);
    assertThat(caller.get("/Items").status()).isEqualTo(200);
  }

  @Test
  void clientsAreDeletedTogetherOrNotAtAll() {
    User one = office.client("one");
    User two = office.client("two");
    User employee = office.employee("plain");
    assertThat(
            admin
                .delete("/Users/Clients", "[\"" + one.id() + "\",\"" + employee.id() + "\"]")
                .status())
        .isEqualTo(400);
    assertThat(users.find(one.id()).orElseThrow().deleted()).isFalse();
    assertThat(admin.delete("/Users/Clients", "[\"" + one.id() + "\"]").status()).isEqualTo(204);
    assertThat(
            admin
                .post("/Users/Clients/BulkDelete", "{\"UserIds\":[\"" + two.id() + "\"]}")
                .status())
        .isEqualTo(204);
    assertThat(users.find(two.id()).orElseThrow().deleted()).isTrue();
    assertThat(admin.delete("/Users/Clients", "[]").code()).isEqualTo("BAD_FIELD");
  }

  @Test
  void aDowngradedEmployeeIsAClientWithoutPower() {
    User plain = office.employee("plain", Role.ADMIN_REPORTING, Role.CAN_MANAGE_USERS);
    assertThat(
            admin
                .post("/Users/Employees/Downgrade", "{\"UserIds\":[\"" + plain.id() + "\"]}")
                .status())
        .isEqualTo(204);
    User after = users.find(plain.id()).orElseThrow();
    assertThat(after.employee()).isFalse();
    assertThat(after.granted()).isEqualTo(NewUser.USUAL);
    Reply back = admin.patch("/Users/AccountUser(" + plain.id() + ")", "{\"IsEmployee\":true}");
    assertThat(back.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.AccountUser");
  }
}
