package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What ill-meant and broken requests get: an error in the API's own form with a stable code, never
/// a 500, never a page or the inside of the server; and the tree is as it was.
@ExtendWith(TheServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

  private static final long SEED = 99;
  private static final int FUZZED = 1_500;
  private static final long FUZZ_SECONDS = 25;

  private static final String UNKNOWN = "fo123456-0000-4000-8000-000000000001";

  /// Ids that are none, and ids of nobody.
  private static final List<String> IDS =
      List.of(
          UNKNOWN, "fi123456-0000-4000-8000-000000000001", "st123456-0000-4000-8000-000000000001",
          "a1234567-0000-4000-8000-000000000001", "00000000-0000-0000-0000-000000000000",
          "x", "''", "'or'1'='1", "..", "%2e%2e", "%00", "%0d%0aX-Evil:1", "null", "-1",
          "999999999999999999999999", "a".repeat(2_000), "home)/Children(", "%F0%9F%97%83", "%C0%AF",
          "fo123456-0000-4000-8000-00000000000g", "FO123456000040008000000000000001");

  private PackagedServer server;
  private Drive drive;
  private String token;
  private String folder;
  private String file;
  private String before;

  @BeforeAll
  void aTreeThatMustNotChange(PackagedServer server) throws IOException {
    this.server = server;
    token = Caller.signIn(server).string("access_token");
    drive = new Drive(Caller.stranger(server.uri()).with("Authorization", "Bearer " + token));
    folder = drive.folder(drive.home(), "bad input");
    String inner = drive.folder(folder, "inner");
    drive.folder(inner, "innermost");
    file = drive.file(folder, "file.txt", Content.of(1, 1_000));
    drive.file(inner, "file.txt", Content.of(2, 2_000));
    before = snapshot();
  }

  /// A request and the statuses it may have; it is said byte for byte.
  private record Rude(String what, String head, byte[] body, Set<Integer> statuses) {}

  private static Rude rude(String what, String head, String body, Integer... statuses) {
    return new Rude(what, head, body.getBytes(StandardCharsets.UTF_8), Set.of(statuses));
  }

  @Test
  void idsOfNobodyAreNotFoundAnywhere() throws IOException {
    List<Rude> requests = new ArrayList<>();
    for (String id : IDS) {
      String item = "/sf/v3/Items(" + id + ")";
      for (String below :
          List.of(
              "", "/Children", "/Parent", "/Info", "/Breadcrumbs", "/Download?redirect=false",
              "/Stream", "/DeletedChildren", "/Metadata", "/FileLock", "/AccessControls",
              "/ByPath?path=/x", "/Search?query=x", "/FavoriteFolder", "/Thumbnail", "/WebView")) {
        requests.add(rude("id", "GET " + item + below, ""));
      }
      requests.add(rude("id", "PATCH " + item, "{\"Name\":\"x\"}"));
      requests.add(rude("id", "DELETE " + item, ""));
      requests.add(rude("id", "POST " + item + "/Folder", "{\"Name\":\"x\"}"));
      requests.add(rude("id", "POST " + item + "/Note", "{\"Name\":\"x\"}"));
      requests.add(rude("id", "POST " + item + "/Upload2", "{\"FileName\":\"x\"}"));
      requests.add(rude("id", "POST " + item + "/Copy?targetid=" + folder, "{}"));
      requests.add(rude("id", "POST /sf/v3/Items(" + file + ")/Copy?targetid=" + id, "{}"));
      requests.add(rude("id", "PATCH /sf/v3/Items(" + file + ")", "{\"Parent\":{\"Id\":\"" + id.replaceAll("[^ -~]", "") + "\"}}"));
      requests.add(rude("id", "GET /sf/v3/Users(" + id + ")", ""));
      requests.add(rude("id", "GET /sf/v3/Groups(" + id + ")", ""));
      requests.add(rude("id", "GET /sf/v3/AsyncOperations(" + id + ")", ""));
      requests.add(rude("id", "GET /sf/v3/Favorites(" + id + ")", ""));
      requests.add(rude("id", "GET /sf/v3/Devices(" + id + ")", ""));
      requests.add(rude("id", "GET /sf/v3/Zones(" + id + ")", ""));
    }
    sweep(requests);
  }

  @Test
  void whatIsOthersAnswersLikeWhatIsNot() throws IOException {
    String password = "Strange-" + Long.toString(System.nanoTime(), 36) + "-9";
    String email = "stranger@example.org";
    PackagedServer.Ended added =
        server.command("user", "add", email, "--employee", "--first", "S", "--last", "T", "--password", password);
    assertThat(added.status()).as(added.output()).isZero();
    PackagedServer.FirstStart facts = server.firstStart();
    Answer signedIn =
        Caller.stranger(server.uri())
            .form(
                "/oauth/token",
                Map.of(
                    "grant_type", "password", "client_id", facts.clientId(), "client_secret",
                    facts.clientSecret(), "username", email, "password", password))
            .ok();
    Caller stranger =
        Caller.stranger(server.uri())
            .with("Authorization", "Bearer " + signedIn.string("access_token"));
    String own = stranger.get("/sf/v3/Items").ok().string("Id");
    Map<String, String> twins =
        Map.of(folder, UNKNOWN, file, "fi123456-0000-4000-8000-000000000001");
    for (Map.Entry<String, String> twin : twins.entrySet()) {
      for (String[] request :
          new String[][] {
            {"GET", "", ""}, {"GET", "/Children", ""}, {"GET", "/Parent", ""}, {"GET", "/Info", ""},
            {"GET", "/Breadcrumbs", ""}, {"GET", "/Download?redirect=false", ""}, {"GET", "/Stream", ""},
            {"GET", "/ByPath?path=/inner", ""}, {"GET", "/Search?query=file", ""},
            {"GET", "/DeletedChildren", ""}, {"GET", "/Metadata", ""}, {"GET", "/FileLock", ""},
            {"GET", "/AccessControls", ""}, {"GET", "/Thumbnail", ""}, {"GET", "/Upload", ""},
            {"POST", "/Upload2", "{\"FileName\":\"x\",\"Raw\":true}"},
            {"POST", "/Folder", "{\"Name\":\"x\"}"}, {"POST", "/Copy?targetid=" + own, "{}"},
            {"POST", "/BulkDelete", "[]"}, {"POST", "/BulkDownload?redirect=false", "[\"" + file + "\"]"},
            {"PATCH", "", "{\"Name\":\"taken\"}"},
            {"PATCH", "", "{\"Parent\":{\"Id\":\"" + own + "\"}}"}, {"DELETE", "", ""}
          }) {
        Answer theirs = ask(stranger, request, twin.getKey());
        Answer nobodys = ask(stranger, request, twin.getValue());
        String what = String.join(" ", request) + theirs;
        assertThat(theirs.status()).as(what).isEqualTo(nobodys.status()).isNotEqualTo(200);
        assertThat(theirs.text().replace(twin.getKey(), "ID"))
            .as(what)
            .isEqualTo(nobodys.text().replace(twin.getValue(), "ID"));
      }
    }
    for (String change : List.of("/Copy?targetid=" + folder, "/Copy?targetid=" + UNKNOWN)) {
      assertThat(stranger.post(Drive.item(own) + change, "{}").status()).isNotEqualTo(200);
    }
    assertThat(stranger.get("/sf/v3/Items/Search?query=file").ok().text()).doesNotContain(file);
    assertUnchanged();
  }

  private static Answer ask(Caller caller, String[] request, String id) throws IOException {
    return caller.send(
        request[0],
        Drive.item(id) + request[1],
        request[2].getBytes(StandardCharsets.UTF_8),
        request[2].isEmpty() ? "" : "application/json");
  }

  @Test
  void queriesThatMakeNoSense() throws IOException {
    String children = "GET /sf/v3/Items(" + folder + ")/Children";
    List<Rude> requests = new ArrayList<>();
    for (String filter :
        List.of(
            "Name%20eq", "Name%20eq%20'", "'", "((((", "Name%20eq%20'x'%20and", "1", "isof(",
            "startswith(Name)", "startswith(Name,'a'", "Nope%20eq%20'x'", "Name%20%3D%3D%20'x'",
            "%00", "(".repeat(3_000), "not%20".repeat(2_000) + "true",
            "Name%20eq%20'x'%20or%20".repeat(500) + "Name%20eq%20'x'", "'; drop table items; --",
            "CreationDate%20gt%20date(2013-99-99)")) {
      requests.add(rude("$filter", children + "?$filter=" + filter, ""));
    }
    for (String top :
        List.of("-1", "abc", "99999999999999999999", "1e9", "2147483648", "%2B", "0x10", "1;2")) {
      requests.add(rude("$top", children + "?$top=" + top, ""));
      requests.add(rude("$skip", children + "?$skip=" + top, ""));
    }
    for (String order : List.of("Nope", "Name sideways", "Name asc,,", ",", "Name%20asc%20desc")) {
      requests.add(rude("$orderby", children + "?$orderby=" + order.replace(" ", "%20"), ""));
    }
    for (String select : List.of("Nope", ",,,", "a/b/c/d", "*", "/".repeat(500), "Id,".repeat(2_000) + "Id")) {
      requests.add(rude("$select", children + "?$select=" + select, ""));
      requests.add(rude("$expand", children + "?$expand=" + select, ""));
    }
    requests.add(rude("deep $expand", children + "?$expand=" + "Parent/Children/".repeat(40) + "Parent", ""));
    requests.add(rude("a boolean that is none", children + "?includeDeleted=perhaps", ""));
    requests.add(rude("tz beyond bounds", children + "?tz=901", "", 400));
    requests.add(rude("tz that is none", children + "?tz=CET", "", 400));
    requests.add(rude("no path", "GET /sf/v3/Items/ByPath", ""));
    requests.add(rude("a path upwards", "GET /sf/v3/Items/ByPath?path=/../../etc/passwd", "", 400, 404));
    requests.add(rude("a path of nothing", "GET /sf/v3/Items/ByPath?path=%00", "", 400, 404));
    requests.add(rude("a long path", "GET /sf/v3/Items/ByPath?path=" + "/x".repeat(5_000), "", 400, 404, 414));
    requests.add(rude("broken escapes", "GET /sf/v3/Items/ByPath?path=%zz", ""));
    requests.add(rude("broken UTF-8", "GET /sf/v3/Items/ByPath?path=%ff%fe", ""));
    requests.add(rude("a thumbnail of odd size", "GET /sf/v3/Items(" + file + ")/Thumbnail?size=-75", ""));
    requests.add(rude("a search for nothing", "GET /sf/v3/Items/Search?query=", ""));
    requests.add(rude("a search with wildcards", "GET /sf/v3/Items/Search?query=%25%25%25___&maxResults=-5", ""));
    sweep(requests);
  }

  @Test
  void namesThatHarm() throws IOException {
    String long257 = "n".repeat(257);
    for (String name :
        List.of(
            "", " ", ".", "..", "../up", "a/b", "a\\b", "a:b", "a*b", "a?b", "a\"b", "a<b", "a>b",
            "a|b", "\u0000", "a\u0000b", "line\nbreak", "tab\there", "\u007f", "bell\u0007",
            " leading", "trailing ", "trailing.", long257, "\u202Egpj.exe", "a\u200Eb", "\u2066x",
            "NUL", "con.txt", "COM1", "lpt9.log", "aux", "\uFEFFbom", "\ud800", "x\uDC00")) {
      String body = escaped("Name", name);
      List<Rude> requests = new ArrayList<>();
      requests.add(rude("name", "POST /sf/v3/Items(" + folder + ")/Folder", body, 400));
      requests.add(rude("name", "POST /sf/v3/Items(" + folder + ")/Note", body, 400));
      requests.add(rude("name", "PATCH /sf/v3/Items(" + file + ")", body, 400));
      requests.add(rude("name", "POST /sf/v3/Items(" + folder + ")/Upload2", escaped("FileName", name), name.isEmpty() ? 200 : 400));
      sweep(requests);
    }
  }

  /// Everything beyond ASCII as an escape, so that lone surrogates arrive, too.
  private static String escaped(String member, String name) {
    StringBuilder text = new StringBuilder("{\"" + member + "\":\"");
    for (char each : name.toCharArray()) {
      text.append("\\u%04x".formatted((int) each));
    }
    return text.append("\",\"Raw\":true}").toString();
  }

  @Test
  void foldersDoNotGoIntoThemselves() throws IOException {
    String inner = drive.byPath(folder, "/inner").ok().string("Id");
    String innermost = drive.byPath(folder, "/inner/innermost").ok().string("Id");
    List<Rude> requests = new ArrayList<>();
    for (String target : List.of(folder, inner, innermost, file, "favorites", "allshared", "top")) {
      requests.add(
          rude(
              "into " + target,
              "PATCH /sf/v3/Items(" + folder + ")",
              "{\"Parent\":{\"Id\":\"" + target + "\"}}",
              400, 403, 404, 409));
    }
    requests.add(rude("copy into itself", "POST /sf/v3/Items(" + folder + ")/Copy?targetid=" + innermost, "{}", 400, 403, 409));
    requests.add(rude("move home", "PATCH /sf/v3/Items(home)", "{\"Parent\":{\"Id\":\"" + folder + "\"}}", 400, 403, 404, 409));
    requests.add(rude("delete home", "DELETE /sf/v3/Items(home)", "", 400, 403, 404, 409));
    requests.add(rude("delete the root", "DELETE /sf/v3/Items(root)", "", 400, 403, 404, 409));
    requests.add(rude("delete top", "DELETE /sf/v3/Items(top)", "", 400, 403, 404, 409));
    requests.add(rude("rename the root", "PATCH /sf/v3/Items(root)", "{\"Name\":\"mine\"}", 400, 403, 404, 409));
    sweep(requests);
  }

  @Test
  void bodiesThatAreBroken() throws IOException {
    String make = "POST /sf/v3/Items(" + folder + ")/Folder";
    List<Rude> requests = new ArrayList<>();
    for (String body :
        List.of(
            "", "{", "{\"Name\":", "{\"Name\":\"x\"", "[]", "[1,2", "\"x\"", "null", "42", "{}",
            "{\"Name\":42}", "{\"Name\":{}}", "{\"Name\":[\"x\"]}", "{\"Name\":null}",
            "{\"Name\":\"x\",\"Name\":\"y\"}", "{\"Name\":\"x\",\"name\":\"y\"}", "{'Name':'x'}",
            "{\"Name\":\"x\"}{\"Name\":\"y\"}", "{\"Name\":\"x\"} garbage", "<Name>x</Name>",
            "{\"Name\":\"\\ud800\"}", "{\"Name\":\"x\",\"ExpirationDate\":\"tomorrow\"}",
            "{\"Name\":\"x\",\"Parent\":\"y\",\"ExpirationDate\":[]}",
            "[".repeat(5_000), "{\"a\":".repeat(5_000))) {
      if (!body.equals("{\"Name\":42}")) {
        requests.add(rude("body " + shown(body), make, body, 400));
      }
      requests.add(rude("body " + shown(body), "POST /sf/v3/Items/BulkRestore", body, 204, 400, 404));
      requests.add(rude("body " + shown(body), "POST /sf/v3/Items/AdvancedSearch", body));
      requests.add(rude("body " + shown(body), "POST /sf/v3/Users", body, 400));
      requests.add(rude("body " + shown(body), "POST /sf/v3/Groups", body, 400));
    }
    requests.add(
        new Rude(
            "broken UTF-8",
            make,
            new byte[] {'{', '"', 'N', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'},
            Set.of(400)));
    requests.add(rude("a body of another type", make + "\nContent-Type: application/xml", "<x/>", 400, 415));
    requests.add(
        rude(
            "a large body",
            make,
            "{\"Name\":\"large\",\"Description\":\"" + "d".repeat(8 << 20) + "\"}",
            400, 413));
    requests.add(rude("ids that are none", "POST /sf/v3/Items(" + folder + ")/BulkDelete", "[\"x\",null,7,{}]", 400, 404));
    sweep(requests);
  }

  @Test
  void requestLinesAndHeadersThatAreRude() throws IOException {
    List<Rude> requests = new ArrayList<>();
    String item = "/sf/v3/Items(" + folder + ")";
    for (String path :
        List.of(
            "/sf/v3/Items%2F..%2F..%2Fetc", "//sf/v3/Items", "/sf//v3/Items", "/sf/v3//Items",
            "/sf/v3/Items;jsessionid=1", "/sf/v3/Items/../Items", "/sf/v3/./Items", "/sf/v3/%2e%2e/v3/Items",
            "/sf/v3/Items\\x", "/sf/v3/Items%5Cx", "/sf/v3/Items(", "/sf/v3/Items)", "/sf/v3/Items()",
            "/sf/v3/Items(a)(b)", "/sf/v3/Items(" + folder + ")(x)", item + "/Nope", item + "/Children/Nope",
            "/sf/v3/Nope", "/sf/v3", "/sf/v3/", "/sf", "/sf/v4/Items", "/cifs/v3/Items", "/sf/v3/Items%00",
            "/sf/v3/Items?%00=%00", "/sf/v3/Items?" + "a=b&".repeat(3_000), "/" + "x".repeat(20_000),
            "/sf/v3/$metadata", "/sf/v3/" + "Items(x)/".repeat(200), "/%", "/sf/v3/Items%", "/é",
            "*", "http://elsewhere.example/sf/v3/Items")) {
      requests.add(rude("path", "GET " + path, ""));
    }
    for (String verb : List.of("PUT", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get", "NOPE", "POST")) {
      requests.add(rude("verb", verb + " " + item + "/Children", ""));
      requests.add(rude("verb", verb + " /sf/v3/Sessions/Login", ""));
    }
    requests.add(rude("override of nothing", "POST " + item + "\nX-HTTP-Method-Override: NOPE", "{}"));
    requests.add(rude("override on GET", "GET " + item + "\nX-HTTP-Method-Override: DELETE", ""));
    requests.add(rude("a header flood", "GET /sf/v3/Items" + "\nX-Flood: 0123456789".repeat(3_000), ""));
    requests.add(rude("one long header", "GET /sf/v3/Items\nX-Long: " + "x".repeat(100_000), ""));
    requests.add(rude("no token", "GET /sf/v3/Items\nAuthorization: Bearer", "", 401));
    requests.add(rude("a wrong token", "GET /sf/v3/Items\nAuthorization: Bearer " + "x".repeat(43), "", 401));
    requests.add(rude("a token of odd letters", "GET /sf/v3/Items\nAuthorization: Bearer \u0001é", "", 400, 401));
    requests.add(rude("basic", "GET /sf/v3/Items\nAuthorization: Basic !!!", "", 400, 401));
    requests.add(rude("a wrong cookie", "GET /sf/v3/Items\nAuthorization:\nCookie: SFAPI_AuthID=../../x", "", 400, 401));
    requests.add(rude("a hostile Host", "GET /sf/v3/Items\nHost: evil.example\"><script>", ""));
    requests.add(rude("a length that is none", "POST " + item + "/Folder\nContent-Length: -1", "", 400));
    requests.add(rude("two lengths", "POST " + item + "/Folder\nContent-Length: 3\nContent-Length: 5", "{}x", 400));
    requests.add(rude("an odd framing", "POST " + item + "/Folder\nTransfer-Encoding: rot13", "", 400, 501));
    requests.add(rude("a broken chunk", "POST " + item + "/Folder\nTransfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n", 400));
    sweep(requests);
  }

  @Test
  void transfersThatLie() throws IOException {
    Drive.Specification upload =
        Drive.specification(
            drive.open(
                folder,
                Map.of("method", "threaded", "raw", true, "fileName", "lie.bin", "fileSize", 1_000)));
    String chunk = path(upload.chunkUri());
    String finish = path(upload.finishUri());
    byte[] bytes = Content.of(3, 1_000);
    List<Rude> requests = new ArrayList<>();
    for (String more :
        List.of(
            "&index=0&byteOffset=-1", "&index=0&byteOffset=9223372036854775807", "&index=x&byteOffset=0",
            "&index=0&byteOffset=1", "&index=0&byteOffset=0&hash=nonsense",
            "&index=0&byteOffset=0&hash=" + Content.md5(Content.of(4, 1_000)),
            "&index=0&byteOffset=99999999999999999999")) {
      requests.add(new Rude("chunk " + more, "POST " + chunk + more + "&fmt=json", bytes, Set.of(400, 409, 413)));
    }
    requests.add(rude("finish too early", "POST " + finish, "", 400, 409));
    requests.add(rude("finish with a wrong hash", "POST " + finish + "&filehash=" + Content.md5(bytes), "", 400, 409));
    requests.add(rude("another's ticket", "POST " + chunk.replaceFirst("h=[^&]*", "h=AAAA") + "&fmt=json", "x"));
    requests.add(rude("no ticket", "POST " + chunk.replaceFirst("\\?.*", "?x=y") + "&fmt=json", "x"));
    requests.add(rude("a download of nothing", "GET /download.ashx", ""));
    requests.add(rude("a download that was made up", "GET /download.ashx?dt=" + "x".repeat(43), ""));
    String download = path(drive.caller().get(Drive.item(file) + "/Download?redirect=false").ok().string("DownloadUrl"));
    requests.add(rude("a range behind the end", "GET " + download + "\nRange: bytes=5000-", "", 416));
    sweep(requests);
    for (String range : List.of("bytes=-", "bytes=a-b", "bytes=5-1", "lines=1-2", "bytes=" + "0-0,".repeat(500) + "0-0")) {
      Answer answer = Wire.exchange(server.port(), "GET " + download + " HTTP/1.1\r\nRange: " + range, new byte[0]);
      assertThat(answer.status()).as(range + " " + answer).isIn(200, 206, 400, 416);
    }
  }

  private static String path(String url) {
    java.net.URI uri = java.net.URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  @Test
  void theDoorsSayNoInTheirOwnWords() throws IOException {
    String form = "\nContent-Type: application/x-www-form-urlencoded\nAuthorization:";
    PackagedServer.FirstStart facts = server.firstStart();
    String client = "client_id=" + facts.clientId() + "&client_secret=" + facts.clientSecret();
    for (String body :
        List.of(
            "", "grant_type=password", "grant_type=nope&" + client, "grant_type=password&" + client,
            "grant_type=password&" + client + "&username=x&password=" + "y".repeat(5_000),
            "grant_type=refresh_token&" + client + "&refresh_token=nope",
            "grant_type=authorization_code&" + client + "&code=nope",
            "grant_type=password&client_id=nope&client_secret=nope&username=x&password=y",
            "grant_type=password&grant_type=refresh_token&" + client, "%%%", "a=b&".repeat(5_000))) {
      Answer answer =
          Wire.exchange(server.port(), "POST /oauth/token HTTP/1.1" + form, body.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(shown(body) + answer).isIn(400, 413);
      assertThat(answer.string("error")).as(answer.toString()).isNotEmpty();
    }
    for (String query :
        List.of(
            "", "?response_type=code", "?response_type=code&client_id=nope&redirect_uri=https://evil.example/",
            "?response_type=code&client_id=" + facts.clientId() + "&redirect_uri=https://evil.example/",
            "?response_type=code&client_id=" + facts.clientId() + "&redirect_uri=javascript:alert(1)",
            "?client_id=%3Cscript%3Ealert(1)%3C/script%3E&response_type=code")) {
      Answer answer = Wire.exchange(server.port(), "GET /oauth/authorize" + query + " HTTP/1.1", new byte[0]);
      assertThat(answer.status()).as(query + answer).isIn(302, 303, 400);
      assertThat(answer.header("location").orElse("")).doesNotContain("evil.example/?").doesNotStartWith("javascript:").doesNotStartWith("https://evil");
      assertThat(answer.text()).doesNotContain("<script>alert");
    }
  }

  @Test
  void aBodyThatNeverComesIsNotWaitedForByOthers() throws IOException {
    List<Wire> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Wire wire = new Wire(server.port());
        wire.say(
            ("POST /sf/v3/Items(" + folder + ")/Folder HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + token + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"Na")
                .getBytes(StandardCharsets.US_ASCII));
        slow.add(wire);
      }
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        drive.children(folder);
      }
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
    } finally {
      for (Wire each : slow) {
        each.close();
      }
    }
    assertUnchanged();
  }

  @Test
  void randomRequestsDoNoHarm() throws IOException {
    Random random = new Random(SEED);
    List<String> words =
        List.of(
            "/sf/v3/", "Items", "Users", "Groups", "Accounts", "Sessions", "Capabilities", "Zones", "Favorites",
            "AsyncOperations", "Devices", "Metadata", "AccessControls", "(", ")", "(home)", "(top)", "(root)", "(allshared)",
            "(favorites)", "(" + folder + ")", "(" + file + ")", "(" + UNKNOWN + ")", "/", "//", "/Children", "/Parent",
            "/Info", "/Stream", "/Search", "/ByPath", "?", "&", "=", "path=/inner", "query=f", "$top=1", "$skip=1",
            "$select=Id,Name", "$select=Children/Id", "$expand=Children", "$expand=Parent,Creator", "$filter=",
            "Name%20eq%20'x'", "startswith(Name,'f')%20eq%20true", "isof('ShareFile.Api.Models.File')", "$orderby=Name%20desc",
            ",", "'", "%20", "%00", "%2F", "%", ";", "\"", "<", ">", "{", "}", "[", "]", "\\", "^", "`", "|", "~", "é", "-1", "0",
            "99999999999", "true", "null", "includeDeleted=true", "tz=60", "maxResults=3", "treeMode=Copy", "size=75");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FUZZ_SECONDS);
    for (int i = 0; i < FUZZED && System.nanoTime() < end; i++) {
      StringBuilder path = new StringBuilder(random.nextInt(10) == 0 ? "/" : "/sf/v3/");
      for (int n = random.nextInt(9); n >= 0; n--) {
        path.append(words.get(random.nextInt(words.size())));
      }
      // Reading, and writing to what is not there: both must leave everything as it is.
      if (random.nextInt(4) > 0) {
        check(rude("random " + i, "GET " + path, ""));
      } else {
        String verb = List.of("POST", "PATCH", "DELETE", "PUT").get(random.nextInt(4));
        String target =
            "/sf/v3/" + List.of("Items", "Users", "Groups").get(random.nextInt(3)) + "(" + UNKNOWN + ")"
                + List.of("", "/Folder", "/Copy", "/Upload2", "/BulkDelete", "/Metadata", "/AccessControls").get(random.nextInt(7));
        StringBuilder body = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
          body.append(
              List.of("{", "}", "[", "]", ":", ",", "\"Name\"", "\"x\"", "1", "null", "true", "\"Id\"", "\\", "\u0001", "é").get(random.nextInt(15)));
        }
        check(rude("random " + i, verb + " " + target, body.toString()));
      }
    }
    assertUnchanged();
  }

  private void sweep(List<Rude> requests) throws IOException {
    for (Rude each : requests) {
      check(each);
    }
    assertUnchanged();
  }

  private void check(Rude rude) throws IOException {
    String[] lines = rude.head().split("\n", 2);
    StringBuilder head = new StringBuilder(lines[0]).append(" HTTP/1.1");
    String more = lines.length > 1 ? lines[1] : "";
    if (!more.contains("Authorization:")) {
      head.append("\r\nAuthorization: Bearer ").append(token);
    }
    if (rude.body().length > 0 && !more.contains("Content-Type:")) {
      head.append("\r\nContent-Type: application/json");
    }
    if (!more.isEmpty()) {
      head.append("\r\n").append(more.replaceAll("Authorization:(\n|$)", ""));
    }
    String what = rude.what() + ": " + shown(rude.head()) + " " + shown(new String(rude.body(), StandardCharsets.UTF_8));
    Answer answer;
    try {
      answer = Wire.exchange(server.port(), head.toString().strip(), rude.body());
    } catch (EOFException | SocketException e) {
      // To hang up is an answer to somebody who sends megabytes or no HTTP.
      assertThat(server.isRunning()).as(what).isTrue();
      assertThat(rude.head().length() + rude.body().length).as(what + " was hung up on").isGreaterThan(8_000);
      return;
    }
    if (!rude.statuses().isEmpty()) {
      assertThat(answer.status()).as(what + "\n" + answer).isIn(rude.statuses());
    }
    assertThat(answer.status()).as(what + "\n" + answer).isLessThan(500);
    if (answer.status() >= 400 && !rude.head().startsWith("HEAD")) {
      assertError(what, answer);
    }
    assertThat(answer.text()).as(what).doesNotContain("\tat ", "Exception", "org.springframework", "java.base");
  }

  /// The error's form; of requests that no HTTP server could read, only that nothing shows.
  private static void assertError(String what, Answer answer) {
    try {
      JsonNode error = answer.json();
      if (error.path("error").isBoolean()) {
        assertThat(error.path("errorMessage").asString()).as(what).isNotEmpty();
        assertThat(error.path("errorCode").isIntegralNumber()).as(what + answer).isTrue();
        return;
      }
      assertThat(error.path("code").asString("")).as(what + answer).isNotEmpty();
      assertThat(error.path("message").path("lang").asString("")).as(what).isEqualTo("en-US");
      assertThat(error.path("message").path("value").asString("")).as(what).isNotEmpty();
      assertThat(error.path("reason").asString("")).as(what).isNotEmpty();
      assertThat(error.path("valiseCode").asString("")).as(what).matches("[A-Z_0-9]+");
      assertThat(answer.header("content-type").orElse("").toLowerCase(Locale.ROOT)).startsWith("application/json");
    } catch (JacksonException e) {
      throw new AssertionError(what + " got no JSON: " + answer, e);
    }
  }

  private void assertUnchanged() throws IOException {
    assertThat(snapshot()).isEqualTo(before);
  }

  /// Everything that is to be seen of the tree.
  private String snapshot() throws IOException {
    Map<String, String> seen = new TreeMap<>();
    look(folder, "", seen);
    return seen.toString();
  }

  private void look(String at, String path, Map<String, String> seen) throws IOException {
    Drive.Entry self = drive.entry(at);
    seen.put(path + "/", self.toString());
    for (Drive.Entry each : drive.children(at)) {
      seen.put(path + "/" + each.name(), each.toString());
      if (each.folder()) {
        look(each.id(), path + "/" + each.name(), seen);
      }
    }
  }

  private static String shown(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "… (" + text.length() + ")" : text;
  }
}
