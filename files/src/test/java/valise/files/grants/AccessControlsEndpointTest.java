package valise.files.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.evidence.Assumed;
import valise.platform.evidence.Differs;
import valise.platform.evidence.Verified;
import valise.platform.mail.Message;

class AccessControlsEndpointTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Caller admin = SERVER.as(office.admin().id());
  private final User ann = office.employee("ann");
  private final User carl = office.client("carl");
  private final String top = folder("root", "Top");
  private final String inner = folder(top, "Inner");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void noMailYet() {
    while (SERVER.step() > 0) {
      continue;
    }
    SERVER.mail().forget();
  }

  private String folder(String parent, String name) {
    Reply made = admin.post("/Items(" + parent + ")/Folder", "{\"Name\":\"%s\"}".formatted(name));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made.at("Id").asString();
  }

  private static String lines(String folder) {
    return "/Items(" + folder + ")/AccessControls";
  }

  private static String line(User user, String folder) {
    return "/AccessControls(principalid=" + user.id() + ",itemid=" + folder + ")";
  }

  /// A line for a user with members such as `"CanUpload":true`.
  private static String body(User user, String... members) {
    return "{\"Principal\":{\"Id\":\"" + user.id() + "\"}" + joined(members) + "}";
  }

  private static String joined(String... members) {
    return members.length == 0 ? "" : "," + String.join(",", members);
  }

  private static Reply ok(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    return reply;
  }

  private List<String> named(String folder) {
    return ok(admin.get(lines(folder) + "?$expand=Principal")).values().stream()
        .map(each -> each.path("Principal").path("Id").asString())
        .toList();
  }

  private int mails() {
    while (SERVER.step() > 0) {
      continue;
    }
    return SERVER.mail().all().size();
  }

  // --- reading -----------------------------------------------------------------------------------

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Access lists",
      claim =
          "a line has a composite key, its parts in any order, and expands `Item` and `Principal`")
  void aLineIsReadByItsCompositeKeyInEitherOrder() {
    ok(admin.post(lines(top), body(ann, "\"CanUpload\":true", "\"CanDownload\":true")));

    Reply one = admin.get(line(ann, top) + "?$expand=Principal,Item");
    Reply turned = admin.get("/AccessControls(itemid=" + top + ",principalid=" + ann.id() + ")");

    assertThat(one.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.AccessControl");
    assertThat(one.at("CanView").asBoolean()).as("download brings view").isTrue();
    assertThat(one.at("CanDelete").asBoolean(true)).isFalse();
    assertThat(one.at("Principal").path("Id").asString()).isEqualTo(ann.id().value());
    assertThat(one.at("Item").path("Id").asString()).isEqualTo(top);
    assertThat(turned.at("Id").asString()).isEqualTo(one.at("Id").asString());
    for (String key :
        List.of(
            "principalid=" + carl.id() + ",itemid=" + top,
            "principalid=" + ann.id() + ",itemid=fo000000-0000-4000-8000-000000000000",
            "principalid=nonsense,itemid=" + top)) {
      assertThat(admin.get("/AccessControls(" + key + ")").status()).as(key).isEqualTo(404);
    }
    assertThat(admin.get("/AccessControls(nonsense)").code()).isEqualTo("BAD_KEY");
  }

  @Test
  void aFolderShowsTheListItInheritsWithItsOwnIdOnEachLine() {
    ok(admin.post(lines(top), body(ann, "\"CanUpload\":true")));

    JsonNode inherited =
        admin.get(lines(inner) + "?$expand=Item").values().stream()
            .filter(each -> each.path("Id").asString().contains(ann.id().value()))
            .findFirst()
            .orElseThrow();

    assertThat(inherited.path("Item").path("Id").asString()).isEqualTo(inner);
    assertThat(admin.get("/Items(" + inner + ")?$expand=AccessControls").at("AccessControls"))
        .as("none of its own")
        .isEmpty();
  }

  @Test
  @Differs(
      why = "whoever does not manage a folder sees the lines that name them, and no others",
      area = "Access lists",
      claim = "`Items(id)/AccessControls` for those without CanManagePermissions")
  void whoDoesNotManageTheFolderSeesTheirOwnLineOnly() {
    ok(admin.post(lines(top), body(ann, "\"CanDownload\":true")));
    ok(admin.post(lines(top), body(carl, "\"CanDownload\":true")));

    Caller asAnn = SERVER.as(ann.id());

    assertThat(asAnn.get(lines(top)).values()).hasSize(1);
    assertThat(asAnn.get(line(ann, top)).status()).isEqualTo(200);
    assertThat(asAnn.get(line(carl, top)).status()).isEqualTo(404);
    assertThat(SERVER.anonymous().get(lines(top)).status()).isEqualTo(401);
  }

  // --- one line ----------------------------------------------------------------------------------

  @Test
  @Verified(
      against = "the vendor's API reference",
      when = "2026-11",
      area = "Access lists",
      claim =
          "POST creates or modifies a line; PATCH needs one that is there; flags that are left out stay")
  void aLineIsMadeChangedAndRemoved() {
    assertThat(admin.patch(lines(top), body(ann, "\"CanUpload\":true")).status()).isEqualTo(404);

    ok(admin.post(lines(top), body(ann, "\"CanDownload\":true", "\"NotifyOnUpload\":true")));
    Reply posted = ok(admin.post(lines(top), body(ann, "\"CanUpload\":true")));
    assertThat(posted.at("CanDownload").asBoolean()).as("left as it was").isTrue();
    assertThat(posted.at("NotifyOnUpload").asBoolean()).isTrue();
    assertThat(posted.at("NotifyOnDownload").asBoolean(true)).isFalse();

    Reply patched =
        ok(
            admin.patch(
                lines(top),
                body(
                    ann,
                    "\"CanDownload\":false",
                    "\"NotifyOnUpload\":false",
                    "\"NotifyOnDownload\":true")));
    assertThat(patched.at("CanDownload").asBoolean(true)).isFalse();
    assertThat(patched.at("CanUpload").asBoolean()).isTrue();
    assertThat(patched.at("NotifyOnUpload").asBoolean(true)).isFalse();
    assertThat(patched.at("NotifyOnDownload").asBoolean()).isTrue();

    assertThat(ok(admin.delete(line(ann, top))).status()).isEqualTo(204);
    assertThat(admin.delete(line(ann, top)).status()).isEqualTo(404);
    assertThat(SERVER.as(ann.id()).get("/Items(" + top + ")").status()).isEqualTo(404);
  }

  @Test
  void aPrincipalIsNamedByIdAddressOrEMailAndAStrangerBecomesAClient() {
    String url = SERVER.base() + "/Users(" + ann.id() + ")";
    ok(admin.post(lines(top), "{\"Principal\":{\"url\":\"" + url + "\"},\"CanView\":true}"));
    ok(
        admin.post(
            lines(top), "{\"Principal\":{\"Email\":\"CARL@client.example\"},\"CanView\":true}"));
    ok(
        admin.post(
            lines(top),
            "{\"Principal\":{\"Email\":\"new@client.example\",\"FirstName\":\"N\"},\"CanView\":true}"));

    Reply made = admin.get("/Users?emailAddress=new@client.example");
    assertThat(made.at("FirstName").asString()).isEqualTo("N");
    assertThat(named(top)).contains(ann.id().value(), carl.id().value(), made.at("Id").asString());
  }

  @Test
  void aLineForAGroupCountsForItsMembers() {
    String group =
        ok(admin.post(
                "/Groups", "{\"Name\":\"Crew\",\"Contacts\":[{\"Email\":\"ann@example.com\"}]}"))
            .at("Id")
            .asString();

    ok(admin.post(lines(top), "{\"Principal\":{\"Id\":\"" + group + "\"},\"CanDownload\":true}"));

    assertThat(SERVER.as(ann.id()).get("/Items(" + inner + ")").status()).isEqualTo(200);
    assertThat(SERVER.as(carl.id()).get("/Items(" + inner + ")").status()).isEqualTo(404);
    assertThat(admin.get("/AccessControls(principalid=" + group + ",itemid=" + top + ")").status())
        .isEqualTo(200);
  }

  @Test
  void aRecursiveLineReachesTheListsBelow() {
    ok(admin.post(lines(inner), body(carl, "\"CanView\":true")));
    ok(admin.post(lines(top), body(ann, "\"CanView\":true")));
    assertThat(named(inner)).as("a list of its own").doesNotContain(ann.id().value());

    ok(admin.post(lines(top) + "?recursive=true", body(ann, "\"CanUpload\":true")));

    assertThat(admin.get(line(ann, inner)).at("CanUpload").asBoolean()).isTrue();
    assertThat(named(inner)).contains(carl.id().value());
  }

  @Test
  void badLinesAreRefusedInWords() {
    assertThat(admin.post(lines(top), "{\"CanView\":true}").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(admin.post(lines(top), "{\"Principal\":{\"Id\":\"nobody\"}}").status())
        .isEqualTo(404);
    assertThat(admin.post(lines(top), "{\"Principal\":{\"Email\":\"no address\"}}").code())
        .isEqualTo("BAD_EMAIL");
    assertThat(admin.post(lines(top), body(ann, "\"CanView\":\"perhaps\"")).status())
        .isEqualTo(400);
    assertThat(admin.post(lines("allshared"), body(ann)).code()).isEqualTo("INVALID_TARGET");
    assertThat(SERVER.as(ann.id()).post(lines(top), body(ann, "\"CanUpload\":true")).status())
        .isEqualTo(404);
    ok(admin.post(lines(top), body(ann, "\"CanDownload\":true")));
    assertThat(SERVER.as(ann.id()).post(lines(top), body(ann, "\"CanUpload\":true")).code())
        .isEqualTo("NOT_ALLOWED");
    assertThat(SERVER.as(ann.id()).delete(line(ann, top)).code()).isEqualTo("NOT_ALLOWED");
  }

  @Test
  void aHomeFolderStaysItsUsers() {
    String home = ok(SERVER.as(ann.id()).get("/Items")).at("Id").asString();

    assertThat(admin.delete(line(ann, home)).code()).isEqualTo("OWNER_STAYS");
    assertThat(admin.patch(lines(home), body(ann, "\"CanDownload\":false")).code())
        .isEqualTo("OWNER_STAYS");
    ok(admin.patch(lines(home), body(ann, "\"NotifyOnUpload\":true")));
    assertThat(admin.get(line(ann, home)).at("IsOwner").asBoolean()).isTrue();
  }

  @Test
  void anotherAccountsFoldersAndPeopleAreNotThere() {
    Office other = Office.in(SERVER);
    Caller stranger = SERVER.as(other.admin().id());
    User foreign = other.employee("foreign");

    assertThat(stranger.get(lines(top)).status()).isEqualTo(404);
    assertThat(stranger.post(lines(top), body(foreign, "\"CanView\":true")).status())
        .isEqualTo(404);
    assertThat(stranger.delete(line(office.admin(), top)).status()).isEqualTo(404);
    Reply theirs = admin.post(lines(top), body(foreign, "\"CanView\":true"));
    assertThat(theirs.status()).isEqualTo(404);
    assertThat(named(top)).doesNotContain(foreign.id().value());
  }

  // --- several -----------------------------------------------------------------------------------

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Access lists",
      claim = "`BulkSet` tells what was done and what was refused, each with its reason")
  void severalLinesAreSetAndTheRefusedAreTold() {
    Reply bulk =
        admin.post(
            lines(top) + "/BulkSet",
            """
            {"NotifyUser":false,"AccessControlParams":[
             {"AccessControl":%s},
             {"AccessControl":{"Principal":{"Id":"nobody"},"CanView":true}},
             {"AccessControl":{"Principal":{"Email":"bulk@client.example"},"CanView":true}}]}\
            """
                .formatted(body(ann, "\"CanUpload\":true")));

    assertThat(bulk.status()).as(bulk.text()).isEqualTo(200);
    assertThat(bulk.at("odata.type").asString())
        .isEqualTo("ShareFile.Api.Models.AccessControlBulkResult");
    assertThat(bulk.at("SuccessEntities")).hasSize(2);
    assertThat(bulk.at("AsyncOperations")).isEmpty();
    JsonNode refused = bulk.at("FailedEntities").path(0);
    assertThat(refused.path("Code").asString()).isEqualTo("NotFound");
    assertThat(refused.path("Message").path("value").asString()).contains("nobody");
    assertThat(refused.at("/AccessControl/Principal/Id").asString()).isEqualTo("nobody");
    assertThat(named(top)).contains(ann.id().value());
    assertThat(
            admin
                .post(
                    lines(top) + "/BulkSet",
                    "{\"AccessControlParams\":[{\"AccessControl\":{\"Item\":{\"Id\":\"x\"},\"Principal\":{\"Id\":\"y\"}}}]}")
                .code())
        .isEqualTo("BAD_FIELD");
    assertThat(admin.post(lines(top) + "/BulkSet", "{}").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(admin.post(lines(top) + "/BulkSet", "{\"AccessControlParams\":[null]}").code())
        .isEqualTo("BAD_BODY");
    String many =
        Stream.generate(() -> "{}").limit(1_001).collect(java.util.stream.Collectors.joining(","));
    assertThat(
            admin.post(lines(top) + "/BulkSet", "{\"AccessControlParams\":[" + many + "]}").code())
        .isEqualTo("TOO_MANY_LISTS");
  }

  @Test
  void onePrincipalIsSetAndRemovedInSeveralFolders() {
    String other = folder("root", "Other");
    String entry = "{\"AccessControl\":{\"Item\":{\"Id\":\"%s\"},\"CanUpload\":true}}";

    Reply set =
        admin.post(
            "/AccessControls/BulkSetForPrincipal?principalId=" + ann.id(),
            "{\"AccessControlParams\":[%s,%s,%s]}"
                .formatted(
                    entry.formatted(top), entry.formatted(other), entry.formatted("nowhere")));
    assertThat(set.at("SuccessEntities")).hasSize(2);
    assertThat(set.at("FailedEntities")).hasSize(1);
    assertThat(admin.get(line(ann, other)).at("CanUpload").asBoolean()).isTrue();

    String removal = "/AccessControls/BulkDeleteForPrincipal?principalId=" + ann.id();
    Reply cut = admin.post(removal, "[\"" + top + "\",\"fo000000-0000-4000-8000-000000000000\"]");
    assertThat(cut.status()).isEqualTo(404);
    assertThat(admin.get(line(ann, top)).status()).as("all or none").isEqualTo(200);
    ok(admin.post(removal, "[\"" + top + "\",\"" + other + "\"]"));
    assertThat(admin.get(line(ann, top)).status()).isEqualTo(404);
    assertThat(admin.get(line(ann, other)).status()).isEqualTo(404);
    assertThat(admin.post("/AccessControls/BulkDeleteForPrincipal", "[]").code())
        .isEqualTo("PARAMETER_MISSING");
  }

  @Test
  void severalPrincipalsAreRemovedFromOneFolderAndMissingOnesPassedOver() {
    ok(admin.post(lines(top), body(ann, "\"CanView\":true")));
    ok(admin.post(lines(top), body(carl, "\"CanView\":true")));
    User nobody = office.employee("unlisted");

    Reply removed =
        admin.post(
            lines(top) + "/BulkDelete",
            "[\"%s\",\"%s\",\"%s\"]".formatted(ann.id(), carl.id(), nobody.id()));

    assertThat(removed.status()).as(removed.text()).isEqualTo(204);
    assertThat(named(top)).doesNotContain(ann.id().value(), carl.id().value());
    assertThat(admin.post(lines(top) + "/BulkDelete", "[null]").code()).isEqualTo("BAD_BODY");
    assertThat(admin.post(lines(top) + "/BulkDelete", "[\"nobody\"]").status()).isEqualTo(404);
    assertThat(SERVER.as(ann.id()).post(lines(top) + "/BulkDelete", "[]").status()).isEqualTo(404);
  }

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Access lists",
      claim = "`Clone` gives others the same lines on a folder and in the lists below")
  void onesLinesAreClonedForOthersAlsoBelow() {
    ok(admin.post(lines(top), body(ann, "\"CanUpload\":true")));
    ok(admin.post(lines(inner), body(ann, "\"CanDownload\":true", "\"NotifyOnDownload\":true")));
    String body =
        "{\"FolderId\":\"%s\",\"PrincipalId\":\"%s\",\"ClonePrincipalIds\":[\"%s\",\"nobody\"]}";

    Reply cloned = admin.post("/AccessControls/Clone", body.formatted(top, ann.id(), carl.id()));

    assertThat(cloned.status()).as(cloned.text()).isEqualTo(200);
    assertThat(cloned.at("FailedEntities")).hasSize(1);
    assertThat(admin.get(line(carl, top)).at("CanUpload").asBoolean()).isTrue();
    Reply below = admin.get(line(carl, inner));
    assertThat(below.at("CanDownload").asBoolean()).isTrue();
    assertThat(below.at("NotifyOnDownload").asBoolean()).isTrue();
    assertThat(admin.post("/AccessControls/Clone", "{}").code()).isEqualTo("PARAMETER_MISSING");
    User unlisted = office.employee("unlisted");
    assertThat(
            admin
                .post("/AccessControls/Clone", body.formatted(top, unlisted.id(), carl.id()))
                .status())
        .isEqualTo(404);
  }

  // --- telling people ----------------------------------------------------------------------------

  @Test
  void thePersonIsToldOfTheFolderOnlyWhenItIsAskedFor() {
    ok(admin.post(lines(top), body(ann, "\"CanView\":true")));
    assertThat(mails()).isZero();

    ok(
        admin.post(
            lines(top) + "?sendDefaultNotification=true&message=have+a+look",
            body(carl, "\"CanDownload\":true")));

    assertThat(mails()).isEqualTo(1);
    Message letter = SERVER.mail().last();
    assertThat(letter.to().toString()).contains("carl@client.example");
    assertThat(letter.text()).contains("Top", "view and download", "have a look");
  }

  @Test
  void thoseWithAccessAreNotifiedAndThePreviewShowsTheirPage() {
    ok(admin.post(lines(top), body(ann, "\"CanView\":true")));
    String body = "{\"UserIds\":[\"%s\"],\"CustomMessage\":\"<b>bold</b>\"}";

    Reply page = ok(admin.post(lines(top) + "/NotifyUsersPreview", body.formatted(ann.id())));
    assertThat(page.response().headers().firstValue("content-type").orElse(""))
        .startsWith("text/html");
    assertThat(page.response().headers().firstValue("content-security-policy").orElse(""))
        .contains("sandbox");
    assertThat(page.text()).contains("&lt;b&gt;bold").doesNotContain("<b>bold");
    assertThat(mails()).isZero();

    assertThat(ok(admin.post(lines(top) + "/NotifyUsers", body.formatted(ann.id()))).status())
        .isEqualTo(204);
    assertThat(mails()).isEqualTo(1);
    assertThat(admin.post(lines(top) + "/NotifyUsers", body.formatted(carl.id())).code())
        .isEqualTo("USER_HAS_NO_ACCESS");
    assertThat(admin.post(lines(top) + "/NotifyUsers", "{\"UserIds\":[]}").code())
        .isEqualTo("PARAMETER_MISSING");
    assertThat(admin.post(lines(top) + "/NotifyUsers", body.formatted("nobody")).status())
        .isEqualTo(404);
    assertThat(
            SERVER.as(ann.id()).post(lines(top) + "/NotifyUsers", body.formatted(ann.id())).code())
        .isEqualTo("NOT_ALLOWED");
  }

  // --- people ------------------------------------------------------------------------------------

  @Test
  void whoManagesAFolderMakesClientsForIt() {
    ok(
        admin.post(
            lines(top),
            body(
                ann,
                "\"CanUpload\":true",
                "\"CanDownload\":true",
                "\"CanDelete\":true",
                "\"CanManagePermissions\":true")));
    String path = "/UsersForFolder?folderId=";
    String body = "{\"Email\":\"made@client.example\",\"FirstName\":\"M\",\"LastName\":\"D\"}";
    Caller asAnn = SERVER.as(ann.id());

    Reply made = ok(asAnn.post(path + top, body));
    assertThat(made.at("Email").asString()).isEqualTo("made@client.example");
    assertThat(asAnn.post(path + top, body).code()).isEqualTo("EMAIL_TAKEN");
    assertThat(ok(asAnn.post(path + top + "&ifNecessary=true", body)).at("Id").asString())
        .isEqualTo(made.at("Id").asString());
    assertThat(asAnn.post("/UsersForFolder", body).code()).isEqualTo("PARAMETER_MISSING");
    assertThat(SERVER.as(carl.id()).post(path + top, body).status()).isEqualTo(404);
  }
}
