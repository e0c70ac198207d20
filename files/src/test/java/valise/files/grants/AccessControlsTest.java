package valise.files.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.files.ids.UserId;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;

/// Access lists over the API.
class AccessControlsTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Caller admin = SERVER.as(office.admin().id());
  private final User jane = office.employee("jane");
  private final String folder = folder("root", "Work");
  private final String lists = "/Items(" + folder + ")/AccessControls";

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private String folder(String parent, String name) {
    Reply reply = admin.post("/Items(" + parent + ")/Folder", "{\"Name\":\"" + name + "\"}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.at("Id").asString();
  }

  private static String line(String principal, String... rights) {
    return "{\"Principal\":{"
        + principal
        + "}"
        + java.util.Arrays.stream(rights)
            .map(right -> ",\"" + right + "\":true")
            .collect(Collectors.joining())
        + "}";
  }

  private static String id(UserId user) {
    return "\"Id\":\"" + user + "\"";
  }

  private JsonNode lineOf(String folderId, UserId user) {
    Reply reply = admin.get("/AccessControls(principalid=" + user + ",itemid=" + folderId + ")");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private int status(UserId user, String folderId) {
    return SERVER.as(user).get("/Items(" + folderId + ")").status();
  }

  @Test
  void aLineIsSetChangedReadAndTakenAway() {
    assertThat(status(jane.id(), folder)).isEqualTo(404);

    Reply set = admin.post(lists, line(id(jane.id()), "CanUpload"));

    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(set.at("CanUpload").asBoolean()).isTrue();
    assertThat(set.at("CanDownload").asBoolean()).isFalse();
    assertThat(status(jane.id(), folder)).isEqualTo(200);
    Reply changed = admin.patch(lists, line(id(jane.id()), "CanDownload", "NotifyOnUpload"));
    assertThat(changed.at("CanUpload").asBoolean()).isTrue();
    assertThat(changed.at("CanView").asBoolean()).isTrue();
    assertThat(lineOf(folder, jane.id()).path("NotifyOnUpload").asBoolean()).isTrue();
    List<JsonNode> all = admin.get(lists + "?$expand=Principal").values();
    assertThat(all)
        .anyMatch(each -> each.path("Principal").path("Email").asString("").startsWith("jane@"));
    String key = "/AccessControls(principalid=" + jane.id() + ",itemid=" + folder + ")";
    assertThat(admin.delete(key).status()).isEqualTo(204);
    assertThat(admin.get(key).status()).isEqualTo(404);
    assertThat(admin.delete(key).status()).isEqualTo(404);
    assertThat(status(jane.id(), folder)).isEqualTo(404);
    assertThat(admin.patch(lists, line(id(jane.id()), "CanView")).status()).isEqualTo(404);
  }

  @Test
  void rightsThatCannotStandAloneAreSettled() {
    Reply delete = admin.post(lists, line(id(jane.id()), "CanDelete", "CanManagePermissions"));
    assertThat(delete.at("CanDelete").asBoolean()).isFalse();
    assertThat(delete.at("CanManagePermissions").asBoolean()).isFalse();

    Reply all =
        admin.post(
            lists,
            line(id(jane.id()), "CanDownload", "CanUpload", "CanDelete", "CanManagePermissions"));
    assertThat(all.at("CanManagePermissions").asBoolean()).isTrue();
    Reply less =
        admin.patch(lists, "{\"Principal\":{" + id(jane.id()) + "},\"CanDownload\":false}");
    assertThat(less.at("CanDelete").asBoolean()).isFalse();
    assertThat(less.at("CanManagePermissions").asBoolean()).isFalse();
    assertThat(less.at("CanUpload").asBoolean()).isTrue();
  }

  @Test
  void anAddressThatNobodyHasBecomesAClient() {
    Reply set = admin.post(lists, line("\"Email\":\"New@client.example\"", "CanDownload"));

    assertThat(set.status()).as(set.text()).isEqualTo(200);
    Reply user = admin.get("/Users?emailaddress=new@client.example");
    assertThat(user.status()).isEqualTo(200);
    assertThat(status(new UserId(user.at("Id").asString()), folder)).isEqualTo(200);
  }

  @Test
  void whoDoesNotManageTheFolderReadsTheirOwnLinesOnly() {
    User joe = office.employee("joe");
    admin.post(lists, line(id(jane.id()), "CanDownload"));
    admin.post(lists, line(id(joe.id()), "CanDownload"));
    Caller reader = SERVER.as(jane.id());

    assertThat(reader.get(lists).values()).hasSize(1);
    assertThat(
            reader
                .get("/AccessControls(principalid=" + joe.id() + ",itemid=" + folder + ")")
                .status())
        .isEqualTo(404);
    assertThat(reader.post(lists, line(id(jane.id()), "CanDelete")).status()).isEqualTo(403);
    assertThat(SERVER.anonymous().get(lists).status()).isEqualTo(401);
  }

  @Test
  void aChildInheritsUntilItHasItsOwnListAndRecursiveReachesThatToo() {
    admin.post(lists, line(id(jane.id()), "CanDownload"));
    String child = folder(folder, "Child");
    assertThat(lineOf(child, jane.id()).path("CanDownload").asBoolean()).isTrue();
    admin.delete("/AccessControls(principalid=" + jane.id() + ",itemid=" + child + ")");
    assertThat(status(jane.id(), child)).isEqualTo(404);
    admin.patch(lists, line(id(jane.id()), "CanUpload"));
    assertThat(status(jane.id(), child)).isEqualTo(404);

    Reply set = admin.patch(lists + "?recursive=true", line(id(jane.id()), "CanView"));

    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(lineOf(child, jane.id()).path("CanUpload").asBoolean()).isTrue();
    assertThat(status(jane.id(), child)).isEqualTo(200);
  }

  @Test
  void severalLinesAreSetAndThoseRefusedAreTold() {
    String entries =
        "{\"NotifyUser\":false,\"AccessControlParams\":[{\"AccessControl\":"
            + line(id(jane.id()), "CanDownload")
            + "},{\"AccessControl\":"
            + line(id(UserId.mint()), "CanDownload")
            + "},{\"AccessControl\":"
            + line("\"Email\":\"bulk@client.example\"", "CanUpload")
            + "}]}";
    Reply bulk = admin.post(lists + "/BulkSet", entries);
    assertThat(bulk.status()).as(bulk.text()).isEqualTo(200);
    assertThat(bulk.at("SuccessEntities").size()).isEqualTo(2);
    assertThat(bulk.at("FailedEntities").size()).isEqualTo(1);
    assertThat(bulk.at("FailedEntities").path(0).path("Message").path("value").asString())
        .contains("not found");
    Reply named =
        admin.post(
            lists + "/BulkSet",
            "{\"AccessControlParams\":[{\"AccessControl\":{\"Item\":{\"Id\":\""
                + folder
                + "\"},\"Principal\":{"
                + id(jane.id())
                + "}}}]}");
    assertThat(named.code()).isEqualTo("BAD_FIELD");

    assertThat(admin.post(lists + "/BulkDelete", "[\"" + jane.id() + "\"]").status())
        .isEqualTo(204);
    assertThat(status(jane.id(), folder)).isEqualTo(404);
  }

  @Test
  void onePrincipalIsPutIntoAndTakenOutOfSeveralLists() {
    String other = folder("root", "Other");
    String entries =
        "{\"AccessControlParams\":["
            + List.of(folder, other).stream()
                .map(each ->
                    "{\"AccessControl\":{\"Item\":{\"Id\":\"" + each + "\"},\"CanView\":true}}")
                .collect(Collectors.joining(","))
            + "]}";

    Reply bulk =
        admin.post("/AccessControls/BulkSetForPrincipal?principalId=" + jane.id(), entries);

    assertThat(bulk.at("SuccessEntities").size()).as(bulk.text()).isEqualTo(2);
    assertThat(status(jane.id(), other)).isEqualTo(200);
    Reply gone =
        admin.post(
            "/AccessControls/BulkDeleteForPrincipal?principalId=" + jane.id(),
            "[\"" + folder + "\",\"" + other + "\"]");
    assertThat(gone.status()).as(gone.text()).isEqualTo(204);
    assertThat(status(jane.id(), other)).isEqualTo(404);
  }

  @Test
  void othersGetWhatOneHasHereAndBelow() {
    User joe = office.employee("joe");
    String child = folder(folder, "Child");
    admin.post(lists, line(id(jane.id()), "CanDownload"));
    admin.post("/Items(" + child + ")/AccessControls", line(id(jane.id()), "CanUpload"));

    Reply clone =
        admin.post(
            "/AccessControls/Clone",
            "{\"FolderId\":\""
                + folder
                + "\",\"PrincipalId\":\""
                + jane.id()
                + "\",\"ClonePrincipalIds\":[\""
                + joe.id()
                + "\"]}");

    assertThat(clone.status()).as(clone.text()).isEqualTo(200);
    assertThat(lineOf(folder, joe.id()).path("CanDownload").asBoolean()).isTrue();
    assertThat(lineOf(child, joe.id()).path("CanUpload").asBoolean()).isTrue();
    assertThat(lineOf(folder, joe.id()).path("CanUpload").asBoolean()).isFalse();
  }

  @Test
  void peopleAreToldOfTheFolderAndEveryLinkInTheMailLeadsSomewhere() {
    SERVER.step();
    SERVER.mail().forget();
    admin.post(lists + "?sendDefaultNotification=true", line(id(jane.id()), "CanDownload"));
    SERVER.step();
    SERVER.step();

    assertThat(SERVER.mail().all()).hasSize(1);
    assertThat(SERVER.mail().last().to().getFirst().email()).isEqualTo("jane@example.com");
    assertThat(SERVER.mail().last().text()).contains("\"Work\"", "https://files.example.");
    String body = "{\"UserIds\":[\"" + jane.id() + "\"],\"CustomMessage\":\"<b>Look</b>\"}";
    Reply preview = admin.post(lists + "/NotifyUsersPreview", body);
    assertThat(preview.status()).isEqualTo(200);
    assertThat(preview.text()).contains("&lt;b&gt;Look").doesNotContain("href");
    assertThat(admin.post(lists + "/NotifyUsers", body).status()).isEqualTo(204);
    SERVER.step();
    SERVER.step();
    assertThat(SERVER.mail().all()).hasSize(2);
    User joe = office.employee("joe");
    String stranger = "{\"UserIds\":[\"" + joe.id() + "\"]}";
    assertThat(admin.post(lists + "/NotifyUsers", stranger).code()).isEqualTo("USER_HAS_NO_ACCESS");
  }
}
