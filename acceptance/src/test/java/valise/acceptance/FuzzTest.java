package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.acceptance.Manners.Rude;
import static valise.acceptance.Manners.rude;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Requests that a random number made out of good ones: no 5xx, no stack trace, an error in the
/// form of its address, and everything else as it was. The seed is fixed, so a failure comes again.
@ExtendWith(TheServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {

  private static final long SEED = 99;

  /// For each kind of request; the time is for a slow machine.
  private static final int REQUESTS = 500;

  private static final long MOST_SECONDS = 8;

  private static final String UNKNOWN = "fo123456-0000-4000-8000-000000000001";

  /// What is put in between.
  private static final List<String> SALT =
      List.of(
          "(",
          ")",
          "'",
          "''",
          ",",
          "/",
          "//",
          "?",
          "&",
          "=",
          ";",
          ":",
          "$",
          "%",
          "%00",
          "%2F",
          "%zz",
          "%C0%AF",
          "%F0%9F%97%83",
          "%20",
          "%0d%0a",
          "..",
          "\\",
          "\"",
          "{",
          "}",
          "[",
          "]",
          "<",
          ">",
          "|",
          "^",
          "`",
          "~",
          "*",
          "é",
          "-1",
          "0",
          "99999999999999999999",
          "1e9",
          "null",
          "true",
          "\u202E",
          "$filter=",
          "$select=",
          "$expand=",
          "Parent/",
          "eq",
          "and",
          "not",
          "isof(",
          "aaaaaaaaaaaaaaaa");

  private final Random random = new Random(SEED);

  private PackagedServer server;
  private Manners manners;
  private Drive drive;
  private String folder;
  private String file;
  private String sandbox;
  private String before;

  @BeforeAll
  void aTreeThatMustNotChange(PackagedServer server) throws IOException {
    this.server = server;
    String token = Caller.signIn(server).string("access_token");
    manners = new Manners(server, token);
    drive = new Drive(Caller.stranger(server.uri()).with("Authorization", "Bearer " + token));
    folder = drive.folder(drive.home(), "fuzzed");
    file = drive.file(folder, "file.txt", Content.of(1, 5_000));
    sandbox = drive.folder(drive.home(), "fuzz sandbox");
    before = drive.snapshot(folder);
  }

  private interface Making {
    Rude request(int number) throws IOException;
  }

  private void fuzz(Making making) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    for (int i = 0; i < REQUESTS && System.nanoTime() < end; i++) {
      manners.check(making.request(i));
    }
    assertThat(drive.snapshot(folder)).isEqualTo(before);
    assertThat(drive.download(file)).isEqualTo(Content.of(1, 5_000));
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /// One to four small accidents.
  private String mutated(String text) {
    StringBuilder made = new StringBuilder(text);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(made.length() + 1);
      int to = Math.min(made.length(), at + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> made.delete(at, to);
        case 1 -> made.insert(at, made.substring(at, to).repeat(1 + random.nextInt(3)));
        case 2 -> made.insert(at, pick(SALT));
        default -> made.replace(at, to, pick(SALT));
      }
    }
    return made.toString();
  }

  private static String onOneLine(String text) {
    return text.replace(" ", "%20").replaceAll("[\r\n\t]", "");
  }

  private static String path(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  @Test
  void paths() throws IOException {
    List<String> good =
        List.of(
            "/sf/v3/Items(" + folder + ")/Children",
            "/sf/v3/Items(" + file + ")",
            "/sf/v3/Items(home)",
            "/sf/v3/Items(" + folder + ")/ByPath?path=/file.txt",
            "/sf/v3/Items/Search?query=file",
            "/sf/v3/Items(" + folder + ")/Info",
            "/sf/v3/Items(" + folder + ")/AccessControls",
            "/sf/v3/AccessControls(principalid=x,itemid=" + folder + ")",
            "/sf/v3/Users",
            "/sf/v3/Groups",
            "/sf/v3/Metadata(name=x,itemid=" + folder + ")",
            "/sf/v3/Accounts",
            "/sf/v3/Capabilities",
            "/sf/v3/Items(" + file + ")/Thumbnail?size=75",
            "/sf/v3/AsyncOperations(x)",
            "/sf/v3/Zones",
            "/sf/v3/Accounts/Branding",
            "/sf/v3/Accounts/RequireSubdomain?username=x",
            "/thumbnail.ashx?x=y",
            "/download.ashx?dt=x",
            "/actuator/health",
            "/sf/v3/Favorites(" + UNKNOWN + ")");
    fuzz(i -> rude("path " + i, "GET " + begun(onOneLine(mutated(pick(good)))), ""));
  }

  /// A request line without a path at its beginning is not HTTP.
  private static String begun(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  @Test
  void queries() throws IOException {
    List<String> good =
        List.of(
            "$filter=Name eq 'x' and (isof('ShareFile.Api.Models.File') or not startswith(Name,'f'))",
            "$filter=CreationDate gt date(2013-09-01) and FileSizeBytes le 100",
            "$filter=endswith(Name,'txt') eq true",
            "$filter=substringof('x', Name) eq false",
            "$select=Id,Name,Children/Id,Children/Parent/Name",
            "$expand=Parent,Creator,Children/Creator",
            "$orderby=Name desc,CreationDate asc",
            "$top=5&$skip=1&$orderby=Name",
            "tz=60&includeDeleted=true",
            "treeMode=Copy&sourceId=" + UNKNOWN,
            "$inlinecount=allpages&$top=1");
    fuzz(i ->
        rude(
            "query " + i,
            "GET /sf/v3/Items(" + folder + ")/Children?" + onOneLine(mutated(pick(good))),
            ""));
  }

  @Test
  void jsonBodies() throws IOException {
    List<String> good =
        List.of(
            "{\"Name\":\"x\",\"Description\":\"y\",\"ExpirationDate\":\"2030-01-01T00:00:00Z\"}",
            "{\"Query\":{\"ItemTypes\":[\"File\"],\"ParentID\":[],\"SearchQuery\":\"x\"},\"Paging\":{\"Count\":5,\"Skip\":0}}",
            "{\"Principal\":{\"Email\":\"x\"},\"CanUpload\":true,\"NotifyOnUpload\":false}",
            "{\"method\":\"threaded\",\"fileName\":\"f.bin\",\"fileSize\":100,\"raw\":true,\"threadCount\":4}",
            "[{\"Name\":\"x\",\"Value\":\"y\",\"IsPublic\":true}]",
            "[\"" + UNKNOWN + "\",\"" + UNKNOWN + "\"]",
            "{\"LockId\":\"x\",\"ExpirationTimeInMinutes\":5}");
    String item = "/sf/v3/Items(" + sandbox + ")";
    List<String> to =
        List.of(
            "POST " + item + "/Folder",
            "POST " + item + "/Note",
            "POST " + item + "/SymbolicLink",
            "POST /sf/v3/Items/AdvancedSearch",
            "POST /sf/v3/Items/AdvancedSimpleSearch",
            "POST " + item + "/AccessControls",
            "POST " + item + "/AccessControls/BulkSet",
            "POST " + item + "/Upload2",
            "POST " + item + "/Metadata",
            "PATCH " + item + "/Metadata",
            "POST " + item + "/BulkDelete",
            "POST " + item + "/BulkDownload",
            "POST /sf/v3/Items/BulkRestore",
            "POST " + item + "/FileLock",
            "PATCH /sf/v3/Items(" + UNKNOWN + ")",
            "PATCH /sf/v3/Users(" + UNKNOWN + ")",
            "PATCH /sf/v3/Groups(" + UNKNOWN + ")",
            "POST /sf/v3/Users/Confirm\nAuthorization:",
            "POST /sf/v3/Sessions/Login");
    fuzz(i -> rude("body " + i, pick(to), mutated(pick(good))));
  }

  @Test
  void signingIn() throws IOException {
    String client = "client_id=" + server.firstStart().clientId();
    String forms =
        "&client_secret=x&redirect_uri=http://127.0.0.1:1/&scope=a+b&state=s&code_challenge=x"
            + "&code_challenge_method=S256&code=c&refresh_token=r&username=u&password=";
    List<String> good =
        List.of(
            "grant_type=authorization_code&" + client + forms,
                "grant_type=refresh_token&" + client + forms,
            "grant_type=client_credentials&" + client + forms,
                "token=x&token_type_hint=refresh_token&" + client,
            "response_type=code&" + client + forms, "response_type=token&" + client + forms);
    List<String> to =
        List.of(
            "/oauth/token", "/oauth/revoke", "/oauth/authorize", "/oauth/signin", "/oauth/consent");
    fuzz(i -> {
      String path = pick(to);
      String form = mutated(pick(good));
      return random.nextBoolean()
          ? rude("sign-in " + i, "GET " + path + "?" + onOneLine(form) + "\nAuthorization:", "")
          : rude(
              "sign-in " + i,
              "POST "
                  + path
                  + "\nContent-Type: application/x-www-form-urlencoded\nAuthorization:"
                  + (random.nextInt(4) == 0 ? " Basic " + onOneLine(mutated("eDp5")) : ""),
              form);
    });
  }

  @Test
  void multipartBodies() throws IOException {
    String good =
        "--b\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"f.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nhello\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--b--\r\n";
    String[] address = {""};
    fuzz(i -> {
      if (i % 10 == 0) {
        address[0] =
            path(
                Drive.specification(
                        drive.open(
                            sandbox,
                            Map.of("method", "standard", "fileName", "m.txt", "overwrite", true)))
                    .chunkUri());
      }
      String type =
          random.nextInt(4) == 0
              ? mutated("multipart/form-data; boundary=b")
              : "multipart/form-data; boundary=b";
      return rude(
          "multipart " + i,
          "POST "
              + address[0]
              + "&fmt=json\nAuthorization:\nContent-Type: "
              + type.replaceAll("[\r\n]", ""),
          mutated(good));
    });
  }

  @Test
  void chunkParameters() throws IOException {
    Drive.Specification upload =
        Drive.specification(
            drive.open(
                sandbox,
                Map.of("method", "threaded", "raw", true, "fileName", "c.bin", "fileSize", 4_000)));
    String good =
        "index=0&byteOffset=0&hash="
            + Content.md5(Content.of(1, 1_000))
            + "&filehash=x&finish=false";
    fuzz(i -> {
      String to = path(random.nextInt(4) == 0 ? upload.finishUri() : upload.chunkUri());
      String address = random.nextInt(8) == 0 ? begun(onOneLine(mutated(to))) : to;
      return new Rude(
          "chunk " + i,
          "POST "
              + address
              + "&fmt=json&"
              + onOneLine(mutated(good))
              + "\nAuthorization:\nContent-Type: application/octet-stream",
          Content.of(1, random.nextInt(2_000)),
          Set.of());
    });
  }

  @Test
  void rangesAndConditions() throws IOException {
    String download =
        path(
            drive
                .caller()
                .get(Drive.item(file) + "/Download?redirect=false&redirect=false")
                .ok()
                .string("DownloadUrl"));
    List<String> good =
        List.of(
            "Range: bytes=0-99",
            "Range: bytes=-5",
            "Range: bytes=0-0,10-20,4999-",
            "If-Range: \"x\"",
            "If-None-Match: \"a\", W/\"b\"",
            "If-Modified-Since: Sat, 21 Nov 2026 14:32:27 GMT",
            "If-Match: *",
            "Accept-Encoding: gzip, deflate;q=0.5",
            "Want-Repr-Digest: sha-256=1",
            "Accept-Ranges: bytes");
    fuzz(i -> {
      StringBuilder head = new StringBuilder("GET " + download + "\nAuthorization:");
      for (int n = random.nextInt(3); n >= 0; n--) {
        String line = pick(good);
        int colon = line.indexOf(':') + 2;
        head.append('\n')
            .append(line, 0, colon)
            .append(mutated(line.substring(colon)).replaceAll("[\r\n]", ""));
      }
      return new Rude(
          "range " + i, head.toString(), new byte[0], Set.of(200, 206, 304, 400, 412, 416));
    });
  }

  @Test
  void strangersRoutes() throws IOException {
    List<String> to =
        List.of(
            "POST /sf/v3/Accounts/GetByUser",
            "POST /sf/v3/Accounts/FindSubdomain",
            "POST /sf/v3/Accounts/SendToEmail",
            "POST /sf/v3/Users/ForgotPassword?email=x",
            "POST /sf/v3/Users/Confirm",
            "POST /sf/v3/Users/ConfirmEmailAddress",
            "GET /sf/v3/Accounts/Branding?subdomain=x",
            "GET /sf/v3/Accounts/SSOInfo?subdomain=x",
            "GET /sf/v3/Accounts/RequireWebPop?subdomain=x");
    String good =
        "{\"Username\":\"x@example.org\",\"Email\":\"x@example.org\",\"Code\":\"1\",\"NewPassword\":\"y\"}";
    fuzz(i -> {
      String[] parts = pick(to).split(" ", 2);
      String path = random.nextInt(4) == 0 ? begun(onOneLine(mutated(parts[1]))) : parts[1];
      return new Rude(
          "stranger " + i,
          parts[0] + " " + path + "\nAuthorization:",
          (parts[0].equals("GET") ? "" : mutated(good)).getBytes(StandardCharsets.UTF_8),
          Set.of());
    });
  }
}
