package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.evidence.Assumed;
import valise.platform.evidence.Differs;

/// The calls on items, the recycle bin, search, locks and long work as clients make them.
class TreeWireTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Principal boss =
      new Principal(
          office.account().id(),
          office.admin().id(),
          Set.of(Role.EMPLOYEE, Role.MASTER_ADMIN),
          Set.of(),
          true,
          ZoneOffset.UTC);
  private final Caller me = SERVER.as(boss);
  private final String top = folder("root", "Top");
  private final String target = folder("root", "Target");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private String folder(String parent, String name) {
    return id(me.post("/Items(" + parent + ")/Folder", "{\"Name\":\"" + name + "\"}"));
  }

  private static String id(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.at("Id").asString();
  }

  private String file(String parent, String name, String text) throws Exception {
    BlobStore blobs = SERVER.bean(BlobStore.class);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    BlobId blob = blobs.create();
    try (var writing = blobs.write(blob)) {
      writing.write(ByteBuffer.wrap(bytes), 0);
      writing.sync();
    }
    NewFile file =
        new NewFile(
            name,
            name,
            new Item.Content(blob, bytes.length, "5d41402abc4b2a76b9719d911017c592", 0),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NewFile.OnCollision.NEW_VERSION);
    Tree tree = SERVER.bean(Tree.class);
    return SERVER
        .database()
        .write(tx -> tree.addFile(tx, boss.account(), boss.user(), new ItemId(parent), file))
        .id()
        .value();
  }

  private Caller stranger() {
    return SERVER.as(
        new Principal(
            boss.account(),
            valise.files.ids.UserId.mint(),
            Set.of(Role.EMPLOYEE),
            Set.of(),
            false,
            ZoneOffset.UTC));
  }

  // --- answers

  /// What is wrong with the query may show only when the first date is written.
  @Test
  void aRefusalThatComesUpWhileWritingIsTheWholeAnswer() {
    for (String path : List.of("/Items(" + top + ")?tz=901", "/Items(root)/Children?tz=CET")) {
      Reply refused = me.get(path);
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("BAD_PARAMETER");
    }
  }

  @Test
  void aMemberGivenTwiceIsRefusedHoweverItIsWritten() {
    for (String body :
        List.of("{\"Name\":\"a\",\"Name\":\"b\"}", "{\"Name\":\"a\",\"name\":\"b\"}")) {
      assertThat(me.post("/Items(" + top + ")/Folder", body).code()).isEqualTo("BAD_JSON");
    }
  }

  // --- other accounts

  @Test
  void anotherAccountsItemsAnswerLikeItemsThatDoNotExist() throws Exception {
    String file = file(top, "x.txt", "hello");
    Caller foreign = SERVER.as(Office.in(SERVER).admin().id());
    String theirs = id(foreign.post("/Items(root)/Folder", "{\"Name\":\"Theirs\"}"));
    String before = me.get("/Items(" + top + ")?$expand=Children").text();
    for (String twin : List.of(top, file)) {
      String none = twin.substring(0, twin.length() - 12) + "000000000000";
      for (List<String> request :
          List.of(
              List.of("GET", "", ""),
              List.of("GET", "?includeDeleted=true", ""),
              List.of("GET", "/Children", ""),
              List.of("GET", "/Parent", ""),
              List.of("GET", "/Info", ""),
              List.of("GET", "/Breadcrumbs", ""),
              List.of("GET", "/Stream", ""),
              List.of("GET", "/Download?redirect=false", ""),
              List.of("GET", "/ByPath?path=/x.txt", ""),
              List.of("GET", "/Search?query=x", ""),
              List.of("GET", "/DeletedChildren", ""),
              List.of("GET", "/Metadata", ""),
              List.of("GET", "/AccessControls", ""),
              List.of("GET", "/FileLock", ""),
              List.of("GET", "/Thumbnail", ""),
              List.of("PATCH", "", "{\"Name\":\"taken\"}"),
              List.of("PATCH", "", "{\"Parent\":{\"Id\":\"" + theirs + "\"}}"),
              List.of("DELETE", "", ""),
              List.of("POST", "/Folder", "{\"Name\":\"x\"}"),
              List.of("POST", "/Upload2", "{\"FileName\":\"x\",\"Raw\":true}"),
              List.of("POST", "/Copy?targetid=" + theirs, "{}"),
              List.of("POST", "/CheckOut", ""),
              List.of("POST", "/BulkDelete", "[\"" + twin + "\"]"),
              List.of("POST", "/BulkDownload?redirect=false", "[\"" + twin + "\"]"))) {
        Reply real =
            foreign.send(request.get(0), "/Items(" + twin + ")" + request.get(1), request.get(2));
        Reply unreal =
            foreign.send(
                request.get(0),
                "/Items(" + none + ")" + request.get(1),
                request.get(2).replace(twin, none));
        assertThat(real.text().replace(twin, none)).as(request.toString()).isEqualTo(unreal.text());
        assertThat(real.status()).as(request.toString()).isEqualTo(unreal.status());
        if (!request.get(1).equals("/Stream")) {
          assertThat(real.status()).as(request + real.text()).isEqualTo(404);
        }
      }
    }
    assertThat(foreign.post("/Items(" + theirs + ")/Copy?targetid=" + top, "{}").status())
        .isEqualTo(404);
    assertThat(me.get("/Items(" + top + ")?$expand=Children").text()).isEqualTo(before);
  }

  // --- copy

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Items",
      claim =
          "`Copy` answers with the new item; `overwrite` makes a version, without it a taken name is a conflict")
  void aCopyAnswersWithTheNewItemWhateverTheBody() throws Exception {
    String file = file(top, "x.txt", "hello");

    Reply copy = me.post("/Items(" + file + ")/Copy?targetid=" + target, "");

    assertThat(id(copy)).isNotEqualTo(file);
    assertThat(copy.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.File");
    assertThat(copy.at("Parent").path("Id").asString()).isEqualTo(target);
    assertThat(copy.at("Hash").asString()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    Reply clash =
        me.post("/Items(" + file + ")/Copy?targetid=" + target + "&overwrite=False", "{}");
    assertThat(clash.status()).isEqualTo(409);
    assertThat(clash.code()).isEqualTo("NAME_TAKEN");
    Reply again = me.post("/Items(" + file + ")/Copy?targetid=" + target + "&overwrite=true", "{}");
    assertThat(again.at("HasMultipleVersions").asBoolean()).isTrue();
    assertThat(me.post("/Items(" + file + ")/Copy?targetid=", "").code())
        .isEqualTo("PARAMETER_MISSING");
    assertThat(stranger().post("/Items(" + file + ")/Copy?targetid=" + target, "").status())
        .isEqualTo(404);
  }

  // --- patch

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Items",
      claim = "one PATCH changes name, place and dates, and its answer shows them")
  void namePlaceAndDatesChangeInOnePatchAndShowInItsAnswer() throws Exception {
    String file = file(top, "x.txt", "hello");

    Reply moved =
        me.patch(
            "/Items(" + file + ")?overwrite=false",
            "{\"Name\":\"y.txt\",\"FileName\":\"y.txt\",\"Parent\":{\"Id\":\""
                + target.toUpperCase(Locale.ROOT)
                + "\"},\"ClientModifiedDate\":\"2024-02-03T04:05:06Z\",\"CreationDate\":\"2001-01-01T00:00:00Z\"}");

    assertThat(id(moved)).isEqualTo(file);
    assertThat(moved.at("Name").asString()).isEqualTo("y.txt");
    assertThat(moved.at("ClientModifiedDate").asString()).isEqualTo("2024-02-03T04:05:06Z");
    assertThat(moved.at("Parent").path("Id").asString()).isEqualTo(target);
    assertThat(id(me.get("/Items(" + target + ")/ByPath?path=/Y.TXT"))).isEqualTo(file);
    assertThat(me.get("/Items(" + top + ")/ByPath?path=/x.txt").status()).isEqualTo(404);
    for (String name : List.of("../x", "a\\u0007", "con", "x.", "\\u202etxt", "x".repeat(257))) {
      Reply refused = me.patch("/Items(" + file + ")", "{\"Name\":\"" + name + "\"}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("BAD_NAME");
    }
    assertThat(me.patch("/Items(" + top + ")", "{\"Parent\":{\"Id\":\"" + top + "\"}}").code())
        .isEqualTo("INTO_ITSELF");
  }

  // --- the recycle bin

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Recycle bin",
      claim = "`DeletedChildren`, `UserDeletedItems`, `BulkRestore`, `BulkDeletePermanently`")
  void whatIsDeletedIsListedRestoredAndEnded() throws Exception {
    String file = file(top, "x.txt", "hello");
    String other = file(top, "y.txt", "hello");
    assertThat(me.delete("/Items(" + file + ")?singleversion=false&forceSync=true").status())
        .isEqualTo(204);
    assertThat(me.post("/Items(" + top + ")/BulkDelete", "[\"" + other + "\"]").status())
        .isEqualTo(204);
    assertThat(me.get("/Items(" + file + ")").status()).isEqualTo(404);
    assertThat(me.get("/Items(" + file + ")?includeDeleted=true").status()).isEqualTo(200);

    assertThat(ids(me.get("/Items(" + top + ")/DeletedChildren")))
        .containsExactlyInAnyOrder(file, other);
    assertThat(ids(me.get("/Items/UserDeletedItems?userid=&zone=")))
        .containsExactlyInAnyOrder(file, other);
    assertThat(stranger().get("/Items/UserDeletedItems?userid=" + boss.user()).status())
        .isEqualTo(403);
    assertThat(ids(stranger().get("/Items/UserDeletedItems"))).isEmpty();

    assertThat(me.post("/Items/BulkRestore", "[\"" + file + "\"]").status()).isEqualTo(204);
    assertThat(me.get("/Items(" + file + ")").status()).isEqualTo(200);
    assertThat(me.post("/Items/BulkDeletePermanently", "[\"" + other + "\"]").status())
        .isEqualTo(204);
    assertThat(me.get("/Items(" + other + ")?includeDeleted=true").status()).isEqualTo(404);
    assertThat(me.post("/Items/BulkRestore", "[\"" + other + "\"]").status()).isEqualTo(404);
  }

  private static List<String> ids(Reply feed) {
    assertThat(feed.status()).as(feed.text()).isEqualTo(200);
    return feed.values().stream().map(value -> value.path("Id").asString()).toList();
  }

  // --- search

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Search",
      claim = "`Search`, `AdvancedSimpleSearch` and `AdvancedSearch` with their different members")
  void everyFormOfSearchFindsWithTheVendorsMembers() throws Exception {
    String file = file(top, "Quarterly figures.xls", "hello");
    folder(target, "figures");

    Reply simple = me.get("/Items/Search?query=FIGURES&maxResults=50&skip=0&homeFolderOnly=False");
    assertThat(simple.json().has("value")).isFalse();
    assertThat(simple.at("Results").size()).isEqualTo(2);
    assertThat(simple.at("PartialResults").asBoolean(true)).isFalse();
    Reply within = me.get("/Items(" + top + ")/Search?query=figures");
    JsonNode result = within.at("Results").path(0);
    assertThat(result.path("ItemID").asString()).isEqualTo(file);
    assertThat(result.path("ItemType").asString()).isEqualTo("File");
    assertThat(result.path("ParentID").asString()).isEqualTo(top);
    assertThat(result.path("ParentName").asString()).isEqualTo("Top");
    assertThat(result.path("ParentSemanticPath").asString()).isEqualTo("/Top");
    assertThat(result.path("Size").asLong()).isEqualTo(5);
    assertThat(me.get("/Items/Search").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(stranger().get("/Items/Search?query=figures").at("Results").size()).isZero();
    assertThat(me.get("/Items/Search?query=figures&maxResults=-1").status()).isEqualTo(400);

    Reply advancedSimple =
        me.post(
            "/Items/AdvancedSimpleSearch",
            """
            {"Query":{"ItemType":"","ParentID":"","CreatorID":"","SearchQuery":"figures",
             "CreateStartDate":"","CreateEndDate":"","ItemNameOnly":true},
             "Paging":{"Count":1,"Skip":0},"Sort":{"SortBy":"Name","Ascending":true},
             "TimeoutInSeconds":10}\
            """);
    assertThat(advancedSimple.at("Results").size()).isEqualTo(1);
    Reply advanced =
        me.post(
            "/Items/AdvancedSearch",
            """
            {"Query":{"ItemTypes":["Folder"],"ParentID":["%s"],"SearchQuery":"figures"}}\
            """
                .formatted(target));
    assertThat(advanced.at("odata.type").asString())
        .isEqualTo("ShareFile.Api.Models.AdvancedSearchResults");
    assertThat(advanced.at("Results").path(0).path("DisplayName").asString()).isEqualTo("figures");
    assertThat(me.post("/Items/AdvancedSearch", "{}").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(
            me.post("/Items/AdvancedSearch", "{\"Query\":{\"ItemTypes\":[\"Nonsense\"]}}").code())
        .isEqualTo("BAD_PARAMETER");
  }

  // --- locks

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Items",
      claim = "`FileLock`, `CheckOut`, `CheckIn`, `DiscardCheckOut`")
  void aFileIsLockedRenewedAndUnlocked() throws Exception {
    String file = file(top, "x.txt", "hello");
    String lock = "/Items(" + file + ")/FileLock";
    assertThat(me.get(lock).status()).isEqualTo(404);

    Reply taken = me.post(lock, "{\"LockId\":\"mine\",\"ExpirationTimeInMinutes\":10}");
    assertThat(taken.at("LockId").asString()).isEqualTo("mine");
    assertThat(taken.at("ExpirationTimeInMinutes").asInt()).isEqualTo(10);
    assertThat(taken.at("Owner").path("Id").asString()).isEqualTo(boss.user().value());
    Reply renewed = me.patch(lock, "{\"LockId\":\"mine\",\"ExpirationTimeInMinutes\":30}");
    assertThat(renewed.at("ExpirationTimeInMinutes").asInt()).isEqualTo(30);
    Reply shown = me.get("/Items(" + file + ")?$expand=FileLockInfo,LockedBy");
    assertThat(shown.at("FileLockInfo").path("LockId").asString()).isEqualTo("mine");
    assertThat(shown.at("LockedBy").path("Id").asString()).isEqualTo(boss.user().value());
    assertThat(me.patch(lock, "{\"LockId\":\"other\"}").status()).isEqualTo(404);
    assertThat(me.delete(lock + "(other)").status()).isEqualTo(404);
    assertThat(me.delete(lock + "(mine)").status()).isEqualTo(204);
    assertThat(me.get(lock).status()).isEqualTo(404);
    assertThat(me.post("/Items(" + file + ")/CheckOut", "").status()).isEqualTo(204);
    assertThat(me.post("/Items(" + file + ")/CheckIn?message=done", "").status()).isEqualTo(204);
    assertThat(me.post("/Items(" + file + ")/DiscardCheckOut", "").status()).isEqualTo(404);
    assertThat(me.post("/Items(" + top + ")/FileLock", "").code()).isEqualTo("NOT_A_FILE");
    assertThat(me.post(lock, "{\"ExpirationDate\":\"2001-01-01T00:00:00Z\"}").code())
        .isEqualTo("BAD_EXPIRATION");
  }

  // --- the rest

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Items",
      claim =
          "`treeMode` and `sourceId` tell by `Info.TreeModeOperationAllowed` where an item can go")
  void aPickerOfFoldersIsToldWhereItsItemCanGo() {
    String sub = folder(top, "sub");
    String form = "?treeMode=%s&sourceId=" + top;

    assertThat(allowed(target, form.formatted("Move"))).isTrue();
    assertThat(allowed(target, form.formatted("copy"))).isTrue();
    assertThat(allowed(sub, form.formatted("Move"))).isFalse();
    assertThat(allowed(top, form.formatted("Copy"))).isFalse();
    assertThat(allowed("root", form.formatted("Move"))).isFalse();
    assertThat(allowed("root", form.formatted("Copy"))).isTrue();
    assertThat(me.get("/Items(" + top + ")?treeMode=Upside").code()).isEqualTo("BAD_PARAMETER");
    Reply children = me.get("/Items(" + top + ")" + form.formatted("Move") + "&$expand=Children");
    assertThat(
            children
                .at("Children")
                .path(0)
                .path("Info")
                .path("TreeModeOperationAllowed")
                .asBoolean(true))
        .isFalse();
  }

  private boolean allowed(String folder, String form) {
    Reply reply = me.get("/Items(" + folder + ")" + form);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.at("Info").path("TreeModeOperationAllowed").asBoolean();
  }

  @Test
  @Differs(
      why = "there are no connectors, no web app and no folder templates behind this server",
      area = "Items",
      claim =
          "`WebView` and `ProtocolLinks` are not found, connector groups are empty, symbolic links are refused")
  void whatThisServerHasNotIsSaidClearly() throws Exception {
    String file = file(top, "x.txt", "hello");

    assertThat(me.get("/Items(" + file + ")/WebView").status()).isEqualTo(404);
    assertThat(me.get("/Items(" + file + ")/ProtocolLinks(Web)").status()).isEqualTo(404);
    assertThat(me.get("/Items(" + file + ")/Redirection").code()).isEqualTo("NOT_A_FOLDER");
    assertThat(me.get("/Items(" + top + ")/Redirection").at("Uri").asString())
        .isEqualTo(SERVER.base());
    assertThat(me.get("/ConnectorGroups").values()).isEmpty();
    assertThat(me.get("/ConnectorGroups(c-sp)/Children").values()).isEmpty();
    assertThat(me.get("/ConnectorGroups(c-nonsense)/Children").status()).isEqualTo(404);
    Reply link = me.post("/Items(root)/SymbolicLink", "{\"Name\":\"x\"}");
    assertThat(link.status()).isEqualTo(403);
    assertThat(link.code()).isEqualTo("FEATURE_DISABLED");
    assertThat(me.post("/Items(" + top + ")/RemoveTemplateAssociation", "").status())
        .isEqualTo(204);
    assertThat(me.post("/Items(" + top + ")/CheckTemplateOwned", "").status()).isEqualTo(204);
    assertThat(
            me.post("/Items(" + top + ")/CheckVersioningViolation?newMaxVersions=-1", "").status())
        .isEqualTo(204);
    assertThat(me.post("/Items(" + top + ")/CheckVersioningViolation?newMaxVersions=3", "").code())
        .isEqualTo("FEATURE_DISABLED");
  }

  @Test
  void longWorkIsListedAndUnknownWorkIsNotThere() {
    assertThat(me.get("/AsyncOperations/GetByFolder(" + top + ")").values()).isEmpty();
    assertThat(me.get("/AsyncOperations/GetByBatch(nothing)").values()).isEmpty();
    assertThat(me.get("/AsyncOperations/GetBatch(nothing)").status()).isEqualTo(404);
    assertThat(me.get("/AsyncOperations(nothing)").status()).isEqualTo(404);
    assertThat(me.post("/AsyncOperations(nothing)/Cancel", "").status()).isEqualTo(404);
    assertThat(me.delete("/AsyncOperations(nothing)").status()).isEqualTo(404);
    assertThat(me.post("/AsyncOperations/CancelBatch(nothing)", "").values()).isEmpty();

    LongWork.Running work =
        SERVER
            .database()
            .write(tx ->
                SERVER
                    .bean(LongWork.class)
                    .begin(
                        tx,
                        boss,
                        LongWork.Kind.COPY,
                        SERVER.bean(Items.class).locate(tx.sql(), boss, new ItemId(top)).item(),
                        Optional.of(new ItemId(target)),
                        8));
    SERVER.database().write(tx -> work.advance(tx, 2));
    JsonNode listed = me.get("/AsyncOperations/GetByFolder(" + top + ")").values().getFirst();
    assertThat(listed.path("Operation").asString()).isEqualTo("Copy");
    assertThat(listed.path("State").asString()).isEqualTo("Scheduled");
    assertThat(listed.path("BatchProgress").asDouble()).isEqualTo(25);
    String id = listed.path("Id").asString();
    String batch = listed.path("BatchID").asString();
    assertThat(me.get("/AsyncOperations/GetBatch(" + batch + ")").at("BatchTotal").asInt())
        .isEqualTo(1);
    assertThat(
            me.get("/AsyncOperations(" + id + ")?$expand=Source")
                .at("Source")
                .path("Id")
                .asString())
        .isEqualTo(top);
    assertThat(stranger().get("/AsyncOperations(" + id + ")").status()).isEqualTo(404);
    assertThat(me.patch("/AsyncOperations(" + id + ")", "{\"State\":\"Success\"}").code())
        .isEqualTo("BAD_STATE");
    Reply canceled = me.patch("/AsyncOperations(" + id + ")", "{\"State\":\"Canceled\"}");
    assertThat(canceled.at("State").asString()).isEqualTo("Canceled");
    assertThat(SERVER.database().<Boolean>write(tx -> work.advance(tx, 3))).isFalse();
  }

  /// A table that names blobs and has nobody to say so would lose them to the orphan sweep.
  @Test
  void everyTableThatNamesBlobsHasAnOwnerWhoAnswersForThem() throws Exception {
    long tables = 0;
    for (var field : valise.files.db.generated.Tables.class.getFields()) {
      if (field.get(null) instanceof org.jooq.Table<?> table && table.field("blob_id") != null) {
        tables++;
      }
    }
    assertThat(tables).isPositive();
    assertThat(SERVER.beans(BlobOwner.class)).hasSize((int) tables);
  }
}
