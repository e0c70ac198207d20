package valise.files.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import valise.files.ids.UserId;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;

/// Clients choose their way of working by what is announced: each thing has a call here that works.
class CapabilitiesTest {

  private static final FilesServer SERVER = FilesServer.start();
  private static final UserId ME = Office.in(SERVER).admin().id();
  private static final Caller CALLER = SERVER.as(ME);

  private static String folder = "";
  private static String file = "";

  /// Takes another program: see `ThumbnailsTest`.
  private static final String TRIED_ELSEWHERE = "Thumbnails";

  /// A call; `F` stands for a folder, `D` for a file in it, `S` for the file's stream.
  private record Call(String method, String path, String body) {}

  private static final Map<String, Call> CALLS = new LinkedHashMap<>();

  private static void get(String capability, String path) {
    CALLS.put(capability, new Call("GET", path, ""));
  }

  private static void post(String capability, String path, String body) {
    CALLS.put(capability, new Call("POST", path, body));
  }

  private static void upload(String capability, String method, boolean raw) {
    String body = "{\"Method\":\"" + method + "\",\"Raw\":" + raw + ",\"FileName\":\"new\"}";
    post(capability, "/Items(F)/Upload2", body);
  }

  static {
    upload("StandardUploadRaw", "Standard", true);
    upload("StandardUploadForms", "Standard", false);
    upload("StreamedUploadRaw", "Streamed", true);
    upload("StreamedUploadForms", "Streamed", false);
    upload("ThreadedUploadRaw", "Threaded", true);
    upload("ThreadedUploadForms", "Threaded", false);
    upload("UploadWithRequestParams", "Standard", true);
    post("UnZipFileUploads", "/Items(F)/Upload2", "{\"FileName\":\"a.zip\",\"Unzip\":true}");
    upload("DirectUpload", "Standard", true);
    get("DirectDownload", "/Items(D)/Download?redirect=false");
    get("DownloadSpecification", "/Items(D)/Download?redirect=false");
    get("DownloadByStream", "/Items(S)/Download?redirect=false");
    get("FolderDownload", "/Items(F)/Download?redirect=false");
    post("BulkDownload", "/Items(F)/BulkDownload?redirect=false", "[\"D\"]");
    get("Search", "/Items/Search?query=one");
    get("SearchByParent", "/Items(F)/Search?query=one");
    post("AdvancedSearch", "/Items/AdvancedSearch", "{\"Query\":{\"SearchQuery\":\"one\"}}");
    get("FileVersioning", "/Items(D)/Stream");
    get("RecycleBin", "/Items/UserDeletedItems");
    get("LastProgenyUpdateDate", "/Items(F)?$select=ProgenyEditDate");
    post("CheckOut", "/Items(D)/CheckOut", "");
    post("CheckIn", "/Items(D)/CheckIn?message=done", "");
    post("SoftLock", "/Items(D)/FileLock", "{\"ExpirationTimeInMinutes\":1}");
    post("ItemLink", "/Items(F)/Link", "{\"Name\":\"l\",\"Uri\":\"https://example.org/\"}");
    post("ItemNote", "/Items(F)/Note", "{\"Name\":\"n\",\"Description\":\"text\"}");
    CALLS.put("ItemDescription", new Call("PATCH", "/Items(F)", "{\"Description\":\"text\"}"));
    CALLS.put("ItemRename", new Call("PATCH", "/Items(F)", "{\"Name\":\"Other\"}"));
    get("ItemOperations", "/AsyncOperations/GetByFolder(F)");
    get("ItemSortByName", "/Items(F)/Children?$orderby=Name");
    get("ItemSortByCreatorNameShort", "/Items(F)/Children?$orderby=CreatorNameShort");
    get("ItemSortByCreationDate", "/Items(F)/Children?$orderby=CreationDate");
    get("ItemSortByFileSizeBytes", "/Items(F)/Children?$orderby=FileSizeBytes");
    get(
        "ItemFoldersFirstGrouping",
        "/Items(F)/Children?$orderby=CreationDate&orderingMode=FoldersFirst");
    get("Breadcrumbs", "/Items(F)/Breadcrumbs");
    post("Favorites", "/Users(me)/Favorites", "{\"Item\":{\"Id\":\"D\"}}");
    post(
        "ItemMetadata", "/Items(D)/Metadata", "{\"Name\":\"a\",\"Value\":\"b\",\"IsPublic\":true}");
    post("Copy", "/Items(D)/Copy?targetid=home", "");
    CALLS.put("Move", new Call("PATCH", "/Items(F)", "{\"Parent\":{\"Id\":\"home\"}}"));
    send("Sharing", "\"Items\":[{\"Id\":\"D\"}]");
    send("SharingSend", "\"Items\":[{\"Id\":\"D\"}],\"RequireLogin\":true");
    send("AnonymousSharing", "\"Items\":[{\"Id\":\"D\"}],\"RequireLogin\":false");
    send("AnonymousSharingSend", "\"Items\":[{\"Id\":\"D\"}],\"RequireUserInfo\":true");
    send("FolderSend", "\"Items\":[{\"Id\":\"F\"}]");
    send("SendByStream", "\"Items\":[{\"Id\":\"S\"}],\"UsesStreamIDs\":true");
    send(
        "ShareAccessRight",
        "\"Items\":[{\"Id\":\"D\"}],\"ShareAccessRight\":{\"AccessRightType\":\"ViewOnline\"}");
    request("SharingRequest", true);
    request("AnonymousSharingRequest", false);
    post("BulkDelete", "/Items(F)/BulkDelete", "[\"D\"]");
  }

  private static void send(String capability, String body) {
    post(capability, "/Shares", "{\"ShareType\":\"Send\"," + body + "}");
  }

  private static void request(String capability, boolean login) {
    post(
        capability,
        "/Shares",
        "{\"ShareType\":\"Request\",\"Parent\":{\"Id\":\"F\"},\"RequireLogin\":" + login + "}");
  }

  @BeforeAll
  static void aFile() throws Exception {
    folder = CALLER.post("/Items(home)/Folder", "{\"Name\":\"Work\"}").at("Id").asString();
    Reply upload =
        CALLER.post("/Items(" + folder + ")/Upload2", "{\"Raw\":true,\"FileName\":\"one.png\"}");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> sent =
          client.send(
              HttpRequest.newBuilder(URI.create(upload.at("ChunkUri").asString()))
                  .POST(HttpRequest.BodyPublishers.ofString("12345"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
    }
    file = CALLER.get("/Items(" + folder + ")/Children").values().getFirst().path("Id").asString();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static String filled(String text, String stream) {
    return text.replace("(F)", "(" + folder + ")")
        .replace("(me)", "(" + ME + ")")
        .replace("(D)", "(" + file + ")")
        .replace("(S)", "(" + stream + ")")
        .replace("\"S\"", "\"" + stream + "\"")
        .replace("\"F\"", "\"" + folder + "\"")
        .replace("\"D\"", "\"" + file + "\"");
  }

  @Test
  void nothingIsAnnouncedThatIsNotTriedHereAndNothingIsHeldBack() {
    List<String> announced =
        SERVER.anonymous().get("/Capabilities").values().stream()
            .map(each -> each.path("Name").asString())
            .toList();
    assertThat(announced).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names());
  }

  private static List<String> names() {
    return Stream.concat(CALLS.keySet().stream(), Stream.of(TRIED_ELSEWHERE)).toList();
  }

  @TestFactory
  List<DynamicTest> whatIsAnnouncedWorks() {
    return CALLS.entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.getKey(),
                () -> {
                  String stream = CALLER.get("/Items(" + file + ")").at("StreamID").asString();
                  Call call = each.getValue();
                  Reply reply =
                      CALLER.send(
                          call.method(), filled(call.path(), stream), filled(call.body(), stream));
                  assertThat(reply.status()).as(reply.text()).isIn(200, 204);
                }))
        .toList();
  }
}
