package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.acceptance.Manners.Rude;
import static valise.acceptance.Manners.rude;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import valise.platform.evidence.Assumed;
import valise.platform.evidence.Differs;

/// What ill-meant and broken requests get: an error in the API's own form with a stable code, never
/// a 500, never a page or the inside of the server; and the tree is as it was.
@ExtendWith(TheServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

  private static final String UNKNOWN = "fo123456-0000-4000-8000-000000000001";

  /// Ids that are none, and ids of nobody.
  private static final List<String> IDS =
      List.of(
          UNKNOWN,
          "fi123456-0000-4000-8000-000000000001",
          "st123456-0000-4000-8000-000000000001",
          "a1234567-0000-4000-8000-000000000001",
          "00000000-0000-0000-0000-000000000000",
          "x",
          "''",
          "'or'1'='1",
          "..",
          "%2e%2e",
          "%00",
          "%0d%0aX-Evil:1",
          "null",
          "-1",
          "999999999999999999999999",
          "a".repeat(2_000),
          "home)/Children(",
          "%F0%9F%97%83",
          "%C0%AF",
          "fo123456-0000-4000-8000-00000000000g",
          "FO123456000040008000000000000001");

  private static final Integer[] NOT_THERE = {400, 403, 404, 414};

  private PackagedServer server;
  private Manners manners;
  private Drive drive;
  private String token;
  private String folder;
  private String file;
  private String before;

  @BeforeAll
  void aTreeThatMustNotChange(PackagedServer server) throws IOException {
    this.server = server;
    token = Caller.signIn(server).string("access_token");
    manners = new Manners(server, token);
    drive = new Drive(Caller.stranger(server.uri()).with("Authorization", "Bearer " + token));
    folder = drive.folder(drive.home(), "bad input");
    String inner = drive.folder(folder, "inner");
    drive.folder(inner, "innermost");
    file = drive.file(folder, "file.txt", Content.of(1, 1_000));
    drive.file(inner, "file.txt", Content.of(2, 2_000));
    before = drive.snapshot(folder);
  }

  @Test
  void idsOfNobodyAreNotFoundAnywhere() throws IOException {
    List<Rude> requests = new ArrayList<>();
    for (String id : IDS) {
      String item = "/sf/v3/Items(" + id + ")";
      for (String below :
          List.of(
              "",
              "/Children",
              "/Parent",
              "/Info",
              "/Breadcrumbs",
              "/Download?redirect=false",
              "/DeletedChildren",
              "/Metadata",
              "/FileLock",
              "/AccessControls",
              "/ByPath?path=/x",
              "/Search?query=x",
              "/FavoriteFolder",
              "/Thumbnail",
              "/WebView")) {
        requests.add(rude("id", "GET " + item + below, "", NOT_THERE));
      }
      requests.add(rude("id", "PATCH " + item, "{\"Name\":\"x\"}", NOT_THERE));
      requests.add(rude("id", "DELETE " + item, "", NOT_THERE));
      requests.add(rude("id", "POST " + item + "/Folder", "{\"Name\":\"x\"}", NOT_THERE));
      requests.add(rude("id", "POST " + item + "/Note", "{\"Name\":\"x\"}", NOT_THERE));
      requests.add(rude("id", "POST " + item + "/Upload2", "{\"FileName\":\"x\"}", NOT_THERE));
      requests.add(rude("id", "POST " + item + "/Copy?targetid=" + folder, "{}", NOT_THERE));
      requests.add(
          rude("id", "POST /sf/v3/Items(" + file + ")/Copy?targetid=" + id, "{}", NOT_THERE));
      requests.add(
          rude(
              "id",
              "PATCH /sf/v3/Items(" + file + ")",
              "{\"Parent\":{\"Id\":\"" + id.replaceAll("[^ -~]", "") + "\"}}",
              NOT_THERE));
      requests.add(rude("id", "GET /sf/v3/Users(" + id + ")", "", NOT_THERE));
      requests.add(rude("id", "GET /sf/v3/Groups(" + id + ")", "", NOT_THERE));
      requests.add(rude("id", "GET /sf/v3/AsyncOperations(" + id + ")", "", NOT_THERE));
      requests.add(rude("id", "GET /sf/v3/Favorites(" + id + ")", "", NOT_THERE));
      requests.add(rude("id", "GET /sf/v3/Devices(" + id + ")", "", NOT_THERE));
      requests.add(rude("id", "GET /sf/v3/Zones(" + id + ")", "", NOT_THERE));
    }
    sweep(requests);
  }

  @Test
  @Assumed(
      from = "the published description, which does not say",
      area = "Errors",
      claim =
          "what belongs to others is answered like what does not exist, for every call on items")
  void whatIsOthersAnswersLikeWhatIsNot() throws IOException {
    String password = "Strange-" + Long.toString(System.nanoTime(), 36) + "-9";
    String email = "stranger@example.org";
    PackagedServer.Ended added =
        server.command(
            "user",
            "add",
            email,
            "--employee",
            "--first",
            "S",
            "--last",
            "T",
            "--password",
            password);
    assertThat(added.status()).as(added.output()).isZero();
    PackagedServer.FirstStart facts = server.firstStart();
    Answer signedIn =
        Caller.stranger(server.uri())
            .form(
                "/oauth/token",
                Map.of(
                    "grant_type",
                    "password",
                    "client_id",
                    facts.clientId(),
                    "client_secret",
                    facts.clientSecret(),
                    "username",
                    email,
                    "password",
                    password))
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
            {"GET", "", ""},
            {"GET", "/Children", ""},
            {"GET", "/Parent", ""},
            {"GET", "/Info", ""},
            {"GET", "/Breadcrumbs", ""},
            {"GET", "/Download?redirect=false", ""},
            {"GET", "/Stream", ""},
            {"GET", "/ByPath?path=/inner", ""},
            {"GET", "/Search?query=file", ""},
            {"GET", "/DeletedChildren", ""},
            {"GET", "/Metadata", ""},
            {"GET", "/FileLock", ""},
            {"GET", "/AccessControls", ""},
            {"GET", "/Thumbnail", ""},
            {"GET", "/Upload", ""},
            {"POST", "/Upload2", "{\"FileName\":\"x\",\"Raw\":true}"},
            {"POST", "/Folder", "{\"Name\":\"x\"}"},
            {"POST", "/Copy?targetid=" + own, "{}"},
            {"POST", "/BulkDelete", "[]"},
            {"POST", "/BulkDownload?redirect=false", "[\"" + file + "\"]"},
            {"PATCH", "", "{\"Name\":\"taken\"}"},
            {"PATCH", "", "{\"Parent\":{\"Id\":\"" + own + "\"}}"},
            {"DELETE", "", ""}
          }) {
        Answer theirs = ask(stranger, request, twin.getKey());
        Answer nobodys = ask(stranger, request, twin.getValue());
        String what = String.join(" ", request) + theirs;
        assertThat(theirs.status()).as(what).isEqualTo(nobodys.status());
        if (request[1].equals("/Stream")) {
          // What is no stream has no versions [net-sdk].
          assertThat(theirs.json().path("value")).as(what).isEmpty();
        } else {
          assertThat(theirs.status()).as(what).isIn(400, 403, 404);
        }
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
            "Name%20eq",
            "Name%20eq%20'",
            "'",
            "((((",
            "Name%20eq%20'x'%20and",
            "1",
            "isof(",
            "startswith(Name)",
            "startswith(Name,'a'",
            "Nope%20eq%20'x'",
            "Name%20%3D%3D%20'x'",
            "%00",
            "(".repeat(3_000),
            "not%20".repeat(2_000) + "true",
            "Name%20eq%20'x'%20or%20".repeat(500) + "Name%20eq%20'x'",
            "'; drop table items; --",
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
    for (String select :
        List.of("Nope", ",,,", "a/b/c/d", "*", "/".repeat(500), "Id,".repeat(2_000) + "Id")) {
      requests.add(rude("$select", children + "?$select=" + select, ""));
      requests.add(rude("$expand", children + "?$expand=" + select, ""));
    }
    requests.add(
        rude(
            "deep $expand", children + "?$expand=" + "Parent/Children/".repeat(40) + "Parent", ""));
    requests.add(rude("a boolean that is none", children + "?includeDeleted=perhaps", ""));
    requests.add(rude("tz beyond bounds", children + "?tz=901", "", 400));
    requests.add(rude("tz that is none", children + "?tz=CET", "", 400));
    requests.add(rude("no path", "GET /sf/v3/Items/ByPath", ""));
    requests.add(
        rude("a path upwards", "GET /sf/v3/Items/ByPath?path=/../../etc/passwd", "", 400, 404));
    requests.add(rude("a path of nothing", "GET /sf/v3/Items/ByPath?path=%00", "", 400, 404));
    requests.add(
        rude(
            "a long path",
            "GET /sf/v3/Items/ByPath?path=" + "/x".repeat(5_000),
            "",
            400,
            404,
            414));
    requests.add(rude("broken escapes", "GET /sf/v3/Items/ByPath?path=%zz", ""));
    requests.add(rude("broken UTF-8", "GET /sf/v3/Items/ByPath?path=%ff%fe", ""));
    requests.add(
        rude("a thumbnail of odd size", "GET /sf/v3/Items(" + file + ")/Thumbnail?size=-75", ""));
    requests.add(rude("a search for nothing", "GET /sf/v3/Items/Search?query=", ""));
    requests.add(
        rude(
            "a search with wildcards",
            "GET /sf/v3/Items/Search?query=%25%25%25___&maxResults=-5",
            ""));
    sweep(requests);
  }

  @Test
  @Assumed(
      from = "the characters that rclone translates",
      area = "Errors",
      claim =
          "names with `\\ / : * ? \" < > |` or control characters, blanks at an end, a dot at the end, Windows devices, or over 256 characters are refused")
  void namesThatHarm() throws IOException {
    String long257 = "n".repeat(257);
    for (String name :
        List.of(
            "",
            " ",
            ".",
            "..",
            "../up",
            "a/b",
            "a\\b",
            "a:b",
            "a*b",
            "a?b",
            "a\"b",
            "a<b",
            "a>b",
            "a|b",
            "\u0000",
            "a\u0000b",
            "line\nbreak",
            "tab\there",
            "\u007f",
            "bell\u0007",
            " leading",
            "trailing ",
            "trailing.",
            long257,
            "\u202Egpj.exe",
            "a\u202Ab",
            "\u2066x",
            "NUL",
            "con.txt",
            "COM1",
            "lpt9.log",
            "aux",
            "\uFEFFbom",
            "\ud800",
            "x\uDC00")) {
      String body = escaped("Name", name);
      List<Rude> requests = new ArrayList<>();
      requests.add(rude("name", "POST /sf/v3/Items(" + folder + ")/Folder", body, 400));
      requests.add(rude("name", "POST /sf/v3/Items(" + folder + ")/Note", body, 400));
      requests.add(rude("name", "PATCH /sf/v3/Items(" + file + ")", body, 400));
      requests.add(
          rude(
              "name",
              "POST /sf/v3/Items(" + folder + ")/Upload2",
              escaped("FileName", name),
              name.isEmpty() ? 200 : 400));
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
    for (String target : List.of(folder, inner, innermost, file, "favorites", "connectors")) {
      requests.add(
          rude(
              "into " + target,
              "PATCH /sf/v3/Items(" + folder + ")",
              "{\"Parent\":{\"Id\":\"" + target + "\"}}",
              400,
              403,
              404,
              409));
    }
    requests.add(
        rude(
            "copy into itself",
            "POST /sf/v3/Items(" + folder + ")/Copy?targetid=" + innermost,
            "{}",
            400,
            403,
            409));
    requests.add(
        rude(
            "move home",
            "PATCH /sf/v3/Items(home)",
            "{\"Parent\":{\"Id\":\"" + folder + "\"}}",
            400,
            403,
            404,
            409));
    requests.add(rude("delete home", "DELETE /sf/v3/Items(home)", "", 400, 403, 404, 409));
    requests.add(rude("delete the root", "DELETE /sf/v3/Items(root)", "", 400, 403, 404, 409));
    requests.add(rude("delete top", "DELETE /sf/v3/Items(top)", "", 400, 403, 404, 409));
    requests.add(
        rude(
            "rename the root",
            "PATCH /sf/v3/Items(root)",
            "{\"Name\":\"mine\"}",
            400,
            403,
            404,
            409));
    sweep(requests);
  }

  @Test
  @Differs(
      why = "of a member that is given twice, one would silently be lost",
      area = "Errors",
      claim = "a body with the same member twice, in whatever case, is refused")
  void bodiesThatAreBroken() throws IOException {
    String make = "POST /sf/v3/Items(" + folder + ")/Folder";
    List<Rude> requests = new ArrayList<>();
    for (String body :
        List.of(
            "{",
            "{\"Name\":",
            "{\"Name\":\"x\"",
            "[1,2",
            "{\"Name\":\"x\",\"Name\":\"y\"}",
            "{\"Name\":\"x\",\"name\":\"y\"}",
            "{\"Email\":\"a@b.example\",\"email\":\"c@d.example\"}",
            "{'Name':'x'}",
            "{\"Name\":\"x\"}{\"Name\":\"y\"}",
            "{\"Name\":\"x\"} garbage",
            "<Name>x</Name>",
            "[".repeat(5_000),
            "{\"a\":".repeat(5_000))) {
      for (String to :
          List.of(
              make,
              "POST /sf/v3/Items/BulkRestore",
              "POST /sf/v3/Items/AdvancedSearch",
              "POST /sf/v3/Users",
              "POST /sf/v3/Groups",
              "PATCH /sf/v3/Items(" + file + ")")) {
        requests.add(rude("broken body", to, body, 400));
      }
    }
    for (String body :
        List.of(
            "",
            "[]",
            "\"x\"",
            "null",
            "42",
            "{}",
            "{\"Name\":{}}",
            "{\"Name\":[\"x\"]}",
            "{\"Name\":null}",
            "{\"Name\":\"\\ud800\"}",
            "{\"Name\":\"x\",\"ExpirationDate\":\"tomorrow\"}",
            "{\"Name\":\"x\",\"Parent\":\"y\",\"ExpirationDate\":[]}")) {
      requests.add(rude("unfit body", make, body, 400));
      requests.add(rude("unfit body", "POST /sf/v3/Users", body, 400));
    }
    requests.add(
        new Rude(
            "broken UTF-8",
            make,
            new byte[] {
              '{', '"', 'N', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'
            },
            Set.of(400)));
    requests.add(
        rude("a body of another type", make + "\nContent-Type: application/xml", "<x/>", 400, 415));
    requests.add(
        rude(
            "a large body",
            make,
            "{\"Name\":\"large\",\"Description\":\"" + "d".repeat(8 << 20) + "\"}",
            400,
            413));
    requests.add(
        rude(
            "ids that are none",
            "POST /sf/v3/Items(" + folder + ")/BulkDelete",
            "[\"x\",null,7,{}]",
            400,
            404));
    sweep(requests);
  }

  @Test
  void requestLinesAndHeadersThatAreRude() throws IOException {
    List<Rude> requests = new ArrayList<>();
    String item = "/sf/v3/Items(" + folder + ")";
    for (String path :
        List.of(
            "/sf/v3/Items%2F..%2F..%2Fetc",
            "//sf/v3/Items",
            "/sf//v3/Items",
            "/sf/v3//Items",
            "/sf/v3/Items;jsessionid=1",
            "/sf/v3/Items/../Items",
            "/sf/v3/./Items",
            "/sf/v3/%2e%2e/v3/Items",
            "/sf/v3/Items\\x",
            "/sf/v3/Items%5Cx",
            "/sf/v3/Items(",
            "/sf/v3/Items)",
            "/sf/v3/Items()",
            "/sf/v3/Items(a)(b)",
            "/sf/v3/Items(" + folder + ")(x)",
            item + "/Nope",
            item + "/Children/Nope",
            "/sf/v3/Nope",
            "/sf/v3",
            "/sf/v3/",
            "/sf",
            "/sf/v4/Items",
            "/cifs/v3/Items",
            "/sf/v3/Items%00",
            "/sf/v3/Items?%00=%00",
            "/sf/v3/Items?" + "a=b&".repeat(3_000),
            "/" + "x".repeat(20_000),
            "/sf/v3/$metadata",
            "/sf/v3/" + "Items(x)/".repeat(200),
            "/%",
            "/sf/v3/Items%",
            "/é",
            "*",
            "http://elsewhere.example/sf/v3/Items")) {
      requests.add(rude("path", "GET " + path, ""));
    }
    for (String verb :
        List.of("PUT", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get", "NOPE", "POST")) {
      requests.add(rude("verb", verb + " " + item + "/Children", ""));
      requests.add(rude("verb", verb + " /sf/v3/Sessions/Login", ""));
    }
    requests.add(
        rude("override of nothing", "POST " + item + "\nX-HTTP-Method-Override: NOPE", "{}"));
    requests.add(rude("override on GET", "GET " + item + "\nX-HTTP-Method-Override: DELETE", ""));
    requests.add(
        rude("a header flood", "GET /sf/v3/Items" + "\nX-Flood: 0123456789".repeat(3_000), ""));
    requests.add(rude("one long header", "GET /sf/v3/Items\nX-Long: " + "x".repeat(100_000), ""));
    requests.add(rude("no token", "GET /sf/v3/Items\nAuthorization: Bearer", "", 401));
    requests.add(
        rude(
            "a wrong token", "GET /sf/v3/Items\nAuthorization: Bearer " + "x".repeat(43), "", 401));
    requests.add(
        rude(
            "a token of odd letters",
            "GET /sf/v3/Items\nAuthorization: Bearer \u0001é",
            "",
            400,
            401));
    requests.add(rude("basic", "GET /sf/v3/Items\nAuthorization: Basic !!!", "", 400, 401));
    requests.add(
        rude(
            "a wrong cookie",
            "GET /sf/v3/Items\nAuthorization:\nCookie: SFAPI_AuthID=../../x",
            "",
            400,
            401));
    requests.add(rude("a hostile Host", "GET /sf/v3/Items\nHost: evil.example\"><script>", ""));
    requests.add(
        rude("a length that is none", "POST " + item + "/Folder\nContent-Length: -1", "", 400));
    requests.add(
        rude(
            "two lengths",
            "POST " + item + "/Folder\nContent-Length: 3\nContent-Length: 5",
            "{}x",
            400));
    requests.add(
        rude("an odd framing", "POST " + item + "/Folder\nTransfer-Encoding: rot13", "", 400, 501));
    requests.add(
        rude(
            "a broken chunk",
            "POST " + item + "/Folder\nTransfer-Encoding: chunked",
            "zz\r\n{}\r\n0\r\n\r\n",
            400));
    sweep(requests);
  }

  @Test
  void theDoorsSayNoInTheirOwnWords() throws IOException {
    String form = "\nContent-Type: application/x-www-form-urlencoded\nAuthorization:";
    PackagedServer.FirstStart facts = server.firstStart();
    String client = "client_id=" + facts.clientId() + "&client_secret=" + facts.clientSecret();
    for (String body :
        List.of(
            "",
            "grant_type=password",
            "grant_type=nope&" + client,
            "grant_type=password&" + client,
            "grant_type=password&" + client + "&username=x&password=" + "y".repeat(5_000),
            "grant_type=refresh_token&" + client + "&refresh_token=nope",
            "grant_type=authorization_code&" + client + "&code=nope",
            "grant_type=password&client_id=nope&client_secret=nope&username=x&password=y",
            "grant_type=password&grant_type=refresh_token&" + client,
            "%%%",
            "a=b&".repeat(5_000))) {
      Answer answer =
          Wire.exchange(
              server.port(),
              "POST /oauth/token HTTP/1.1" + form,
              body.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(Manners.shown(body) + answer).isIn(400, 413);
      assertThat(answer.string("error")).as(answer.toString()).isNotEmpty();
    }
    for (String query :
        List.of(
            "",
            "?response_type=code",
            "?response_type=code&client_id=nope&redirect_uri=https://evil.example/",
            "?response_type=code&client_id="
                + facts.clientId()
                + "&redirect_uri=https://evil.example/",
            "?response_type=code&client_id="
                + facts.clientId()
                + "&redirect_uri=javascript:alert(1)",
            "?client_id=%3Cscript%3Ealert(1)%3C/script%3E&response_type=code")) {
      Answer answer =
          Wire.exchange(server.port(), "GET /oauth/authorize" + query + " HTTP/1.1", new byte[0]);
      assertThat(answer.status()).as(query + answer).isIn(302, 303, 400);
      assertThat(answer.header("location").orElse(""))
          .doesNotContain("evil.example/?")
          .doesNotStartWith("javascript:")
          .doesNotStartWith("https://evil");
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
            ("POST /sf/v3/Items("
                    + folder
                    + ")/Folder HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + token
                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"Na")
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

  private void sweep(List<Rude> requests) throws IOException {
    for (Rude each : requests) {
      manners.check(each);
    }
    assertUnchanged();
  }

  private void assertUnchanged() throws IOException {
    assertThat(drive.snapshot(folder)).isEqualTo(before);
  }
}
