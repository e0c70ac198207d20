package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.files.access.Rights;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.ids.ItemId;
import valise.files.items.Item;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Reply;
import valise.files.users.User;
import valise.platform.evidence.Assumed;
import valise.platform.evidence.Differs;
import valise.platform.evidence.Verified;

class SharesApiTest {

  private static final RecordedShares RECORD = new RecordedShares();
  private static final FilesServer SERVER =
      FilesServer.with(context -> context.registerBean(RecordedShares.class, () -> RECORD));
  private static final String FOX = "The quick brown fox";

  private ShareWorld world;
  private FilesServer.Caller admin;
  private ItemId folder;
  private Item fox;
  private Item dog;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void arrange() {
    world = new ShareWorld(SERVER);
    admin = world.admin;
    folder = world.folder("root", "Reports");
    fox = world.file(folder, "fox.txt", FOX);
    dog = world.file(folder, "dog.txt", "The lazy dog");
    RECORD.forget();
  }

  private static String share(String id) {
    return "/Shares(" + id + ")";
  }

  private void set(AccountSetting setting, String value) {
    SERVER
        .database()
        .write(tx -> {
          SERVER.bean(Accounts.class).set(tx, world.office.account().id(), Map.of(setting, value));
          return true;
        });
  }

  private ShareWorld.Bytes download(FilesServer.Caller as, String path) {
    return world.fetch(ShareWorld.location(as.get(path)));
  }

  private JsonNode json(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private static void refused(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
  }

  // --- making ------------------------------------------------------------------------------------

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void whatIsMissingOrWrongIsRefusedByItsName() {
    String items = "\"Items\":[{\"Id\":\"" + fox.id() + "\"}]";
    record Case(String path, String body, String code, String name) {}
    for (Case each :
        List.of(
            new Case("/Shares", "{\"ShareType\":\"Send\"}", "FIELD_MISSING", "Items"),
            new Case("/Shares", "{\"ShareType\":\"Request\"}", "FIELD_MISSING", "Parent.Id"),
            new Case("/Shares", "{\"ShareType\":\"Gift\"," + items + "}", "BAD_FIELD", "ShareType"),
            new Case("/Shares", "{" + items + ",\"MaxDownloads\":0}", "BAD_FIELD", "MaxDownloads"),
            new Case(
                "/Shares",
                "{" + items + ",\"ExpirationDate\":\"soon\"}",
                "BAD_FIELD",
                "ExpirationDate"),
            new Case("/Shares", "{" + items + ",\"UsesStreamIDs\":true}", "BAD_FIELD", "Items"),
            new Case(
                "/Shares",
                "{" + items + ",\"ShareAccessRight\":{\"AccessRightType\":\"Some\"}}",
                "BAD_FIELD",
                "AccessRightType"),
            new Case("/Shares", "{" + items + ",\"Recipients\":[{}]}", "FIELD_MISSING", "User"),
            new Case("/Shares/Send", "{}", "FIELD_MISSING", "Items"),
            new Case(
                "/Shares/Send", "{\"Items\":[\"" + fox.id() + "\"]}", "FIELD_MISSING", "Emails"),
            new Case(
                "/Shares/Send",
                "{\"Items\":[\"" + fox.id() + "\"],\"Emails\":[\"a@b.example\"]}",
                "FIELD_MISSING",
                "Subject"),
            new Case(
                "/Shares/Send",
                "{\"Items\":[\"" + fox.id() + "\"],\"Emails\":[\"nobody\"],\"Subject\":\"x\"}",
                "BAD_EMAIL",
                "Email"),
            new Case("/Shares/Request", "{}", "FIELD_MISSING", "FolderPath"),
            new Case(
                "/Shares/Request",
                "{\"FolderId\":\"" + folder + "\",\"Subject\":\"x\"}",
                "FIELD_MISSING",
                "Emails"),
            new Case("/Shares/Resend", "{}", "FIELD_MISSING", "ShareId"),
            new Case("/Shares/Resend", "{\"ShareId\":\"s1\"}", "FIELD_MISSING", "Recipients"))) {
      Reply reply = admin.post(each.path(), each.body());
      refused(reply, 400, each.code());
      assertThat(reply.text()).as(each.body()).contains(each.name());
    }
    assertThat(admin.get("/Shares").values()).isEmpty();
  }

  @Test
  void onlyWhoMayDownloadSendsAndOnlyWhoMayUploadRequests() {
    User eva = world.office.employee("eva");
    FilesServer.Caller caller = SERVER.as(eva.id());
    String send = "{\"Items\":[{\"Id\":\"" + fox.id() + "\"}]}";
    String request = "{\"ShareType\":\"Request\",\"Parent\":{\"Id\":\"" + folder + "\"}}";

    refused(caller.post("/Shares", send), 404, "NOT_FOUND");
    world.grant(eva, folder, Rights.of(valise.files.access.Right.VIEW));
    refused(caller.post("/Shares", send), 403, "NOT_ALLOWED");
    refused(caller.post("/Shares", request), 403, "NOT_ALLOWED");
    world.grant(eva, folder, Rights.of(valise.files.access.Right.DOWNLOAD));
    assertThat(caller.post("/Shares", send).status()).isEqualTo(200);
    world.grant(eva, folder, Rights.of(valise.files.access.Right.UPLOAD));
    assertThat(caller.post("/Shares", request).status()).isEqualTo(200);
  }

  @Test
  void losingTheRightEndsTheReachOfAShareAtOnce() {
    User eva = world.office.employee("eva");
    User bob = world.office.employee("bob");
    world.grant(eva, folder, Rights.of(valise.files.access.Right.DOWNLOAD));
    String id = world.send(SERVER.as(eva.id()), "", fox.id());
    String link = ShareWorld.location(SERVER.as(bob.id()).get(share(id) + "/Download"));

    world.grant(eva, folder, Rights.of(valise.files.access.Right.VIEW));

    refused(SERVER.as(bob.id()).get(share(id)), 404, "NOT_FOUND");
    assertThat(world.fetch(link).status()).isEqualTo(404);
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void fullControlBeatsViewOnly() {
    String both =
        ",\"IsViewOnly\":\"true\",\"ShareAccessRight\":{\"AccessRightType\":\"FullControl\"}";
    assertThat(json(admin.get(share(world.send(both, fox.id())))).path("IsViewOnly").asBoolean())
        .isFalse();
    JsonNode online =
        json(
            admin.get(
                share(
                    world.send(
                        ",\"ShareAccessRight\":{\"ShareAccessRightType\":\"ViewOnline\"}",
                        fox.id()))));
    assertThat(online.path("IsViewOnly").asBoolean()).isTrue();
    assertThat(online.path("ShareAccessRight").path("AccessRightType").asString())
        .isEqualTo("ViewOnline");
  }

  @Test
  void nothingOfAViewOnlyShareLeavesAsBytes() {
    String id = world.send(",\"IsViewOnly\":true", fox.id());
    for (String path :
        List.of(
            "/Download",
            "/Download?id=" + fox.id(),
            "/Download(" + fox.id() + ")",
            "/Items(" + fox.id() + ")/Download",
            "/Recipients(" + id + ")/Download",
            "/Recipients(" + id + ")/DownloadWithAlias",
            "/Recipients(" + id + ")/DownloadWithAlias(" + fox.id() + ")")) {
      refused(admin.get(share(id) + path), 403, "VIEW_ONLY");
    }
    refused(
        admin.post(share(id) + "/Recipients(" + id + ")/BulkDownload", "[\"" + fox.id() + "\"]"),
        403,
        "VIEW_ONLY");
  }

  @Test
  void aLinkOfAShareThatBecameViewOnlyIsNoLinkAnyMore() {
    String id = world.send("", fox.id());
    String link = ShareWorld.location(admin.get(share(id) + "/Download"));

    json(admin.patch(share(id), "{\"IsViewOnly\":true}"));

    assertThat(world.fetch(link).status()).isEqualTo(404);
  }

  @Test
  @Assumed(from = "a date without a time in the vendor's samples", area = "Shares")
  void datesAreTheLastInstantOfTheirDayWhereTheCallerIs() {
    String body =
        "{\"Items\":[{\"Id\":\""
            + fox.id()
            + "\"}],\"ExpirationDate\":\"2026-05-01\",\"TrackUntilDate\":\"2026-04-01\"}";
    JsonNode made = json(admin.post("/Shares?tz=120", body));

    assertThat(made.path("ExpirationDate").asString()).isEqualTo("2026-05-01T23:59:59.999+02:00");
    JsonNode never =
        json(admin.patch(share(made.path("Id").asString()), "{\"ExpirationDate\":\"9999-12-31\"}"));
    assertThat(never.path("ExpirationDate").asString()).startsWith("9999-12-31");
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void anExpiredShareIsThereForItsCreatorAndForWhoAsksForExpiredOnes() {
    User bob = world.office.employee("bob");
    FilesServer.Caller other = SERVER.as(bob.id());
    String id = world.send(",\"ExpirationDate\":\"2026-02-01\"", fox.id());

    assertThat(admin.get(share(id)).status()).isEqualTo(200);
    refused(other.get(share(id)), 404, "NOT_FOUND");
    assertThat(other.get(share(id) + "?includeExpired=true").status()).isEqualTo(200);
    refused(admin.get(share(id) + "/Download"), 404, "NOT_FOUND");
    assertThat(admin.get("/Shares").values()).hasSize(1);
    assertThat(admin.get("/Shares?includeExpired=false").values()).isEmpty();
    refused(admin.patch(share(id), "{\"Title\":\"x\"}"), 404, "NOT_FOUND");
    assertThat(admin.patch(share(id) + "?includeExpired=true", "{\"Title\":\"x\"}").status())
        .isEqualTo(200);
  }

  @Test
  void theAccountsPreferencesAreHonoured() {
    set(AccountSetting.SHARE_MAX_EXPIRATION_DAYS, "7");
    String id = world.send(",\"ExpirationDate\":\"9999-12-31\"", fox.id());
    assertThat(admin.get(share(id)).at("ExpirationDate").asString())
        .isEqualTo("2026-03-08T12:00:00Z");

    set(AccountSetting.REQUIRE_LOGIN_ON_DOWNLOAD, "true");
    assertThat(admin.get(share(id)).at("RequireLogin").asBoolean()).isTrue();
    set(AccountSetting.ENABLE_VIEW_ONLY, "false");
    refused(
        admin.post("/Shares", "{\"Items\":[{\"Id\":\"" + fox.id() + "\"}],\"IsViewOnly\":true}"),
        403,
        "FEATURE_DISABLED");
    User client = world.office.client("cara");
    world.grant(client, folder, Rights.of(valise.files.access.Right.DOWNLOAD));
    refused(
        SERVER.as(client.id()).post("/Shares", "{\"Items\":[{\"Id\":\"" + fox.id() + "\"}]}"),
        403,
        "FEATURE_DISABLED");
  }

  // --- changing ----------------------------------------------------------------------------------

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void itemsAreAddedUnlessTheyShallReplace() {
    String id = world.send("", fox.id());
    String dogs = "{\"Items\":[{\"Id\":\"" + dog.id() + "\"}]}";

    json(admin.patch(share(id), dogs));
    assertThat(admin.get(share(id) + "/Items").values()).hasSize(2);
    json(admin.patch(share(id) + "?appendItemsFeed=false", dogs));
    assertThat(admin.get(share(id) + "/Items").values())
        .singleElement()
        .satisfies(it -> assertThat(it.path("Name").asString()).isEqualTo("dog.txt"));
    refused(admin.get(share(id) + "/Items(" + fox.id() + ")"), 404, "NOT_FOUND");
    refused(admin.get(share(id) + "/Download(" + fox.id() + ")"), 404, "NOT_FOUND");
  }

  @Test
  void nobodyButTheCreatorChangesOrDeletes() {
    User bob = world.office.employee("bob");
    String id = world.send("", fox.id());

    refused(SERVER.as(bob.id()).patch(share(id), "{\"Title\":\"x\"}"), 404, "NOT_FOUND");
    download(SERVER.as(bob.id()), share(id) + "/Download");
    refused(SERVER.as(bob.id()).patch(share(id), "{\"Title\":\"x\"}"), 404, "NOT_FOUND");
    refused(
        SERVER.as(bob.id()).post(share(id) + "/Recipients?Email=x@y.example&FirstName=X", ""),
        403,
        "NOT_ALLOWED");
    refused(SERVER.as(bob.id()).delete(share(id)), 404, "NOT_FOUND");
    refused(SERVER.as(bob.id()).post(share(id) + "/Alias?email=x@y.example", ""), 404, "NOT_FOUND");
  }

  // --- what is in it -----------------------------------------------------------------------------

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void withStreamsTheNewestVersionIsSentAndWithoutTheOneThatWasShared() {
    String fixed = world.send("", fox.id());
    String stream =
        ShareWorld.made(
            admin.post(
                "/Shares",
                "{\"UsesStreamIDs\":true,\"Items\":[{\"Id\":\"" + fox.stream() + "\"}]}"));

    world.file(folder, "fox.txt", "A newer fox");

    assertThat(download(admin, share(fixed) + "/Download").text()).isEqualTo(FOX);
    assertThat(download(admin, share(stream) + "/Download").text()).isEqualTo("A newer fox");
    assertThat(download(admin, share(stream) + "/Download(" + fox.stream() + ")").text())
        .isEqualTo("A newer fox");
  }

  @Test
  void aShareOfAFolderFollowsTheFolderButNamesOnlyTheFolder() {
    String id = world.send("", folder);
    world.file(folder, "cat.txt", "A cat");

    ShareWorld.Bytes bytes = download(admin, share(id) + "/Download");
    assertThat(bytes.header("Content-Disposition")).contains("Reports.zip");
    assertThat(bytes.entries()).containsKeys("Reports/fox.txt", "Reports/cat.txt");
    refused(admin.get(share(id) + "/Items(" + fox.id() + ")"), 404, "NOT_FOUND");
    refused(admin.get(share(id) + "/Items(" + fox.id() + ")/Download"), 404, "NOT_FOUND");
    refused(admin.get(share(id) + "/Download?id=" + fox.id()), 404, "NOT_FOUND");
  }

  @Test
  void aDeletedItemIsOutOfItsShares() {
    String id = world.send("", fox.id(), dog.id());
    assertThat(admin.delete("/Items(" + fox.id() + ")").status()).isEqualTo(204);

    assertThat(admin.get(share(id) + "/Items").values()).hasSize(1);
    assertThat(download(admin, share(id) + "/Download").text()).isEqualTo("The lazy dog");
  }

  @Test
  void itemsOfAShareTellNothingOfWhereTheyLie() {
    User bob = world.office.employee("bob");
    String id = world.send("", fox.id());

    JsonNode item = json(SERVER.as(bob.id()).get(share(id) + "/Items(" + fox.id() + ")"));

    assertThat(item.path("Name").asString()).isEqualTo("fox.txt");
    assertThat(item.toString()).doesNotContain(folder.value());
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void theFormsOfADownloadAllLeadToTheBytes() {
    String id = world.send("", fox.id(), dog.id());
    String alias =
        json(admin.post(share(id) + "/Alias?email=amy@client.example&notify=false", ""))
            .path("AliasID")
            .asString();
    String recipient = share(id) + "/Recipients(" + alias + ")";

    for (String path :
        List.of(
            share(id) + "/Download?id=" + fox.id(),
            share(id) + "/Download(" + fox.id() + ")",
            share(id) + "/Items(" + fox.id() + ")/Download",
            recipient + "/Download?id=" + fox.id(),
            recipient + "/DownloadWithAlias?id=" + fox.id(),
            recipient + "/DownloadWithAlias(" + fox.id() + ")")) {
      assertThat(download(admin, path).text()).as(path).isEqualTo(FOX);
    }
    for (String path :
        List.of(
            share(id) + "/Download", recipient + "/Download", recipient + "/DownloadWithAlias")) {
      assertThat(download(admin, path).header("Content-Disposition"))
          .as(path)
          .contains("Files.zip");
    }
    Reply bulk = admin.post(recipient + "/BulkDownload", "[\"" + fox.id() + "\"]");
    ShareWorld.Bytes zip = world.fetch(ShareWorld.location(bulk));
    assertThat(zip.header("Content-Disposition")).contains("Files.zip");
    assertThat(zip.entries()).containsOnlyKeys("fox.txt");
    Reply specification = admin.get(share(id) + "/Download?redirect=false");
    assertThat(world.fetch(specification.at("DownloadUrl").asString()).status()).isEqualTo(200);
    assertThat(RECORD.events(ShareEvent.Downloaded.class))
        .hasSize(11)
        .allMatch(ShareEvent.Downloaded::complete);
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void whoSharesAsksWhoTheRecipientIs() {
    String id = world.send(",\"RequireUserInfo\":true", fox.id());

    refused(admin.get(share(id) + "/Download"), 400, "USER_INFO_REQUIRED");
    refused(admin.get(share(id) + "/Download?Email=a@b.example"), 400, "USER_INFO_REQUIRED");
    refused(admin.get(share(id) + "/Download?Name=A&Email=nobody"), 400, "BAD_EMAIL");
    assertThat(
            download(
                    admin,
                    share(id) + "/Download?Name=Amy%20Jo%20Smith&Email=amy@b.example&Company=Acme")
                .text())
        .isEqualTo(FOX);
    JsonNode alias = admin.get(share(id) + "/Recipients").values().getFirst();
    assertThat(alias.path("User").path("FirstName").asString()).isEqualTo("Amy Jo");
    assertThat(alias.path("User").path("Company").asString()).isEqualTo("Acme");
    assertThat(alias.path("Downloads").asInt()).isEqualTo(1);
    set(AccountSetting.REQUIRE_COMPANY_NAME, "true");
    refused(
        admin.get(share(id) + "/Download?Name=A%20B&Email=a@b.example"), 400, "USER_INFO_REQUIRED");
  }

  @Test
  void aShareThatRequiresLoginIsForThoseItNames() {
    User amy = world.office.client("amy");
    User bob = world.office.employee("bob");
    String id =
        world.send(
            ",\"RequireLogin\":true,\"Recipients\":[{\"User\":{\"Id\":\"" + amy.id() + "\"}}]",
            fox.id());

    assertThat(download(SERVER.as(amy.id()), share(id) + "/Download").text()).isEqualTo(FOX);
    refused(SERVER.as(bob.id()).get(share(id)), 404, "NOT_FOUND");
    refused(SERVER.as(bob.id()).get(share(id) + "/Download"), 404, "NOT_FOUND");
    assertThat(SERVER.anonymous().get(share(id) + "/Download").status()).isEqualTo(401);
    String alias = admin.get(share(id) + "/Recipients").values().getFirst().path("Id").asString();
    refused(
        SERVER.as(bob.id()).get(share(id) + "/Recipients(" + alias + ")/DownloadWithAlias"),
        404,
        "NOT_FOUND");
  }

  // --- limits ------------------------------------------------------------------------------------

  @Test
  @Differs(
      why = "the vendor does not say what a download is; clicks would let scanners use up a link",
      area = "Shares")
  void aLimitCountsWholeDeliveriesOfEachRecipient() {
    User bob = world.office.employee("bob");
    String id = world.send(",\"MaxDownloads\":1", fox.id());
    String link = ShareWorld.location(admin.get(share(id) + "/Download"));

    assertThat(world.send("HEAD", link, new byte[0]).status()).isEqualTo(200);
    assertThat(world.fetch(link, "Range", "bytes=0-3").text()).isEqualTo("The ");
    assertThat(world.fetch(link, "Range", "bytes=0-3").text()).isEqualTo("The ");
    assertThat(admin.get(share(id)).at("TotalDownloads").asInt()).isZero();
    assertThat(world.fetch(link, "Range", "bytes=4-").text()).isEqualTo("quick brown fox");
    JsonNode after = json(admin.get(share(id)));
    assertThat(after.path("TotalDownloads").asInt()).isEqualTo(1);
    assertThat(after.path("IsConsumed").asBoolean()).isTrue();
    assertThat(world.fetch(link).status()).isEqualTo(403);
    refused(admin.get(share(id) + "/Download"), 403, "DOWNLOAD_LIMIT_REACHED");
    assertThat(download(SERVER.as(bob.id()), share(id) + "/Download").text()).isEqualTo(FOX);
  }

  // --- recipients and letters --------------------------------------------------------------------

  @Test
  void sendingWritesToEachRecipientAndMakesThoseUsersWhoAreUnknown() {
    JsonNode share =
        json(
            admin.post(
                "/Shares/Send",
                "{\"Items\":[\""
                    + fox.id()
                    + "\"],\"Emails\":[\"new@client.example\",\"admin@example.com\"],"
                    + "\"Subject\":\"For you\",\"Body\":\"Look\\nhere\",\"CcSender\":true,"
                    + "\"RequireLogin\":true,\"MaxDownloads\":30,\"ExpirationDays\":-1}"));
    String id = share.path("Id").asString();

    assertThat(share.path("SentMessageTitle").asString()).isEqualTo("For you");
    assertThat(share.path("ExpirationDate").asString()).startsWith("9999");
    ShareNotice.Delivered notice = RECORD.notices(ShareNotice.Delivered.class).getFirst();
    assertThat(notice.to()).hasSize(2);
    assertThat(notice.activate()).hasSize(1);
    assertThat(notice.copyTo()).contains(world.office.admin().id());
    String message = share(id) + "/Recipients(" + notice.to().getFirst() + ")/Message";
    assertThat(admin.get(message).text()).isEqualTo("Look\nhere");
    assertThat(admin.get(message + "?asJson=true").at("Message").asString())
        .isEqualTo("Look\nhere");

    JsonNode again =
        json(
            admin.post(
                "/Shares/Resend",
                "{\"ShareId\":\""
                    + id
                    + "\",\"Recipients\":[\"new@client.example\"],\"Subject\":\"Again\"}"));
    assertThat(again.path("SentMessageTitle").asString()).isEqualTo("Again");
    assertThat(RECORD.notices(ShareNotice.Delivered.class).getLast().occasion())
        .isEqualTo(ShareNotice.Occasion.RESENT);
    assertThat(admin.get(share(id) + "/Recipients").values()).hasSize(2);
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void anAliasIsOneMoreRecipientAndAnswersWithTheShare() {
    String id = world.send(",\"RequireLogin\":true", fox.id());

    JsonNode share = json(admin.post(share(id) + "/Alias?email=new@client.example", ""));

    assertThat(share.path("Id").asString()).isEqualTo(id);
    assertThat(share.path("AliasID").asString()).isNotEqualTo(id);
    assertThat(share.path("Uri").asString()).endsWith(share.path("AliasID").asString());
    assertThat(RECORD.notices(ShareNotice.Activation.class)).hasSize(1);
    assertThat(RECORD.notices(ShareNotice.Delivered.class)).isEmpty();
    refused(admin.post(share(id) + "/Alias", ""), 400, "PARAMETER_MISSING");
  }

  @Test
  void aRecipientIsCreatedFromTheQuery() {
    String id = world.send(",\"RequireUserInfo\":true", fox.id());

    JsonNode alias =
        json(
            admin.post(
                share(id) + "/Recipients?Email=g@h.example&FirstName=G&LastName=H&Company=Inc",
                ""));

    String path = share(id) + "/Recipients(" + alias.path("Id").asString() + ")";
    assertThat(alias.path("odata.type").asString()).endsWith("ShareAlias");
    assertThat(alias.path("url").asString()).endsWith(path);
    assertThat(json(admin.get(path)).path("User").path("LastName").asString()).isEqualTo("H");
    assertThat(download(admin, path + "/DownloadWithAlias").text()).isEqualTo(FOX);
  }

  @Test
  void anInboxHoldsWhatWasReceivedAndCanBePutAside() {
    User amy = world.office.client("amy");
    FilesServer.Caller caller = SERVER.as(amy.id());
    String named = ",\"Recipients\":[{\"User\":{\"Email\":\"amy@client.example\"}}]";
    String sent = world.send(named, fox.id());
    String asked = world.request(named, folder);

    assertThat(caller.get("/Shares/Inbox").values()).hasSize(2);
    assertThat(caller.get("/Shares/Inbox?type=Send").values())
        .singleElement()
        .satisfies(it -> assertThat(it.path("Id").asString()).isEqualTo(sent));
    assertThat(caller.get("/Shares/Inbox(" + amy.id() + ")?type=Request").values())
        .singleElement()
        .satisfies(it -> assertThat(it.path("Id").asString()).isEqualTo(asked));
    refused(caller.get("/Shares/Inbox?type=Gift"), 400, "BAD_PARAMETER");
    refused(admin.get("/Shares/Inbox?userId=" + amy.id()), 403, "NOT_ALLOWED");
    json(caller.patch(share(sent), "{\"IsArchived\":true}"));
    assertThat(caller.get("/Shares/Inbox").values()).hasSize(1);
    assertThat(caller.get("/Shares/Inbox?archived=true").values()).hasSize(1);
  }

  // --- requests ----------------------------------------------------------------------------------

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void filesSentToARequestLandInItsFolder() {
    User amy = world.office.client("amy");
    FilesServer.Caller caller = SERVER.as(amy.id());
    String id = world.request(",\"Settings\":{\"NotifyOnUse\":true}", folder);

    JsonNode specification =
        json(
            caller.post(
                share(id) + "/Upload2",
                "{\"Method\":\"Standard\",\"Raw\":true,\"FileName\":\"in.txt\",\"FileLength\":5}"));
    ShareWorld.Bytes reply =
        world.send(
            "POST",
            specification.path("ChunkUri").asString() + "&fmt=json",
            "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(reply.text()).contains("\"error\":false");
    assertThat(admin.get("/Items(" + folder + ")/ByPath?path=/in.txt").status()).isEqualTo(200);
    assertThat(RECORD.events(ShareEvent.Uploaded.class))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.fileName()).isEqualTo("in.txt");
          assertThat(it.size()).isEqualTo(5);
          assertThat(it.md5()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        });
    assertThat(RECORD.notices(ShareNotice.Uploaded.class)).hasSize(1);
    refused(caller.get("/Items(" + folder + ")"), 404, "NOT_FOUND");
    refused(caller.get(share(id) + "/Download"), 400, "NOT_A_SEND");
    refused(admin.post(share(world.send("", fox.id())) + "/Upload", ""), 400, "NOT_A_REQUEST");
  }

  @Test
  void theThreeMethodsAndResumeWorkForARequest() {
    User amy = world.office.client("amy");
    FilesServer.Caller caller = SERVER.as(amy.id());
    String id = world.request("", folder);
    for (String method : List.of("streamed", "threaded")) {
      String wish =
          share(id)
              + "/Upload?method="
              + method
              + "&raw=true&canResume=true&fileSize=4&fileName="
              + method
              + ".bin";
      JsonNode first = json(caller.post(wish, ""));
      world.send(
          "POST", first.path("ChunkUri").asString() + "&index=0&byteOffset=0", new byte[] {1, 2});
      JsonNode again = json(caller.post(wish, ""));
      assertThat(again.path("IsResume").asBoolean()).as(method).isTrue();
      assertThat(again.path("ResumeOffset").asInt()).isEqualTo(2);
      String end = method.equals("streamed") ? "&finish=true" : "";
      world.send(
          "POST",
          again.path("ChunkUri").asString() + "&index=1&byteOffset=2" + end,
          new byte[] {3, 4});
      if (method.equals("threaded")) {
        world.send("POST", again.path("FinishUri").asString(), new byte[0]);
      }
      assertThat(admin.get("/Items(" + folder + ")/ByPath?path=/" + method + ".bin").status())
          .isEqualTo(200);
    }
  }

  @Test
  void whoSendsAFileDoesNotLearnWhichNamesAreTaken() {
    User amy = world.office.client("amy");
    String id = world.request("", folder);

    JsonNode specification =
        json(
            SERVER
                .as(amy.id())
                .post(share(id) + "/Upload?raw=true&fileName=fox.txt&method=standard", ""));
    ShareWorld.Bytes reply =
        world.send("POST", specification.path("ChunkUri").asString(), new byte[] {1});

    assertThat(reply.text()).contains("\"error\":false");
    assertThat(admin.get("/Items(" + folder + ")/Children").values()).hasSize(3);
    assertThat(admin.get("/Items(" + fox.id() + ")").at("FileSizeBytes").asInt())
        .isEqualTo(FOX.length());
  }

  @Test
  void anUploadIntoARequestThatWasTakenBackArrivesNowhere() {
    String id = world.request("", folder);
    JsonNode specification =
        json(admin.post(share(id) + "/Upload?raw=true&fileName=late.txt&method=standard", ""));

    admin.delete(share(id));
    ShareWorld.Bytes reply =
        world.send("POST", specification.path("ChunkUri").asString(), new byte[] {1});

    assertThat(reply.text()).contains("\"error\":true");
    assertThat(admin.get("/Items(" + folder + ")/ByPath?path=/late.txt").status()).isEqualTo(404);
  }

  @Test
  @Assumed(from = "the names SendFrequency and SendInterval", area = "Shares")
  void whoHasNotSentAnythingIsRemindedWhenItIsTime() {
    String id =
        world.request(
            ",\"TrackUntilDate\":\"2026-03-20\",\"SendFrequency\":1,\"SendInterval\":3,"
                + "\"Recipients\":[{\"User\":{\"Email\":\"amy@client.example\"}}]",
            folder);
    Reminders reminders = SERVER.bean(Reminders.class);
    assertThat(reminders.due()).noneMatch(due -> due.share().id().value().equals(id));

    SERVER.clock().advance(Duration.ofDays(3));
    Reminders.Due due =
        reminders.due().stream()
            .filter(it -> it.share().id().value().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(due.waitedFor()).hasSize(1);
    assertThat(SERVER.database().<Boolean>write(tx -> reminders.reminded(tx, due.share())))
        .isTrue();
    assertThat(SERVER.database().<Boolean>write(tx -> reminders.reminded(tx, due.share())))
        .isFalse();
    SERVER.clock().advance(Duration.ofDays(3));
    assertThat(reminders.due()).noneMatch(it -> it.share().id().value().equals(id));
    SERVER.clock().advance(Duration.ofDays(-6));
  }

  @Test
  void anIdOfAnotherAccountIsAnIdThatNeverWas() {
    String id = world.send("", fox.id());
    FilesServer.Caller stranger = new ShareWorld(SERVER).admin;
    String never = share("s" + "0".repeat(32));

    for (String rest :
        List.of("", "/Items", "/Download", "/Recipients", "/Redirection", "?includeExpired=true")) {
      Reply theirs = stranger.get(share(id) + rest);
      Reply unknown = stranger.get(never + rest);
      assertThat(theirs.status()).as(rest).isEqualTo(404);
      assertThat(theirs.text()).isEqualTo(unknown.text());
    }
    assertThat(json(admin.get(share(id) + "/Redirection")).path("Uri").asString())
        .endsWith(id + ")");
  }

  @Test
  void thumbnailsHaveTwoSizesAndAreAskedForByItem() {
    String id = world.send("", fox.id());
    String path = share(id) + "/Items(" + fox.id() + ")/Thumbnail";

    refused(admin.get(path + "?size=100"), 400, "BAD_PARAMETER");
    refused(admin.get(path + "?size=600"), 404, "NO_PREVIEW");
    refused(admin.get(share(id) + "/Items(" + dog.id() + ")/Thumbnail"), 404, "NOT_FOUND");
    refused(admin.get(share(id) + "/Items(" + fox.id() + ")/ProtocolLinks(Web)"), 404, "NOT_FOUND");
  }
}
