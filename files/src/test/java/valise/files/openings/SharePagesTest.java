package valise.files.openings;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.files.shares.ShareEvent;
import valise.files.shares.ShareWitness;
import valise.files.testing.FilesServer;
import valise.files.testing.Office;
import valise.files.thumbnails.PictureMaking;
import valise.platform.jobs.Jobs;
import valise.platform.outbox.Outbox;
import valise.platform.outbox.Relay;
import valise.platform.render.RenderLimits;
import valise.platform.render.Renderer;
import valise.platform.render.ThumbnailerProgram;
import valise.platform.watch.Journal;

/// The pages of shares, as a browser without scripts asks for them.
class SharePagesTest {

  private static final List<ShareEvent> EVENTS = new CopyOnWriteArrayList<>();
  private static final FilesServer SERVER =
      FilesServer.with(context ->
          context.registerBean(
              "witness",
              ShareWitness.class,
              () -> (tx, event) -> tx.afterCommit(() -> EVENTS.add(event))));

  @TempDir static Path folder;
  private static Renderer renderer;

  private Office office;
  private FilesServer.Caller admin;
  private String reports;

  @BeforeAll
  static void drawPictures() throws IOException {
    RenderLimits limits =
        new RenderLimits(
            4 << 20, 10_000_000, 1, Duration.ofSeconds(30), Duration.ofSeconds(60), 200, 96);
    renderer = new Renderer(limits, ThumbnailerProgram.locate(folder.resolve("work")));
    Relay relay =
        new Relay(
            SERVER.database(),
            new Outbox(SERVER.database(), SERVER.clock()),
            SERVER.clock(),
            Journal.silent(),
            "test");
    SERVER
        .bean(PictureMaking.class)
        .schedule(SERVER.bean(Jobs.class), relay, renderer, limits, folder.resolve("scratch"));
  }

  @AfterAll
  static void stop() {
    renderer.close();
    SERVER.close();
  }

  @BeforeEach
  void arrange() {
    office = Office.in(SERVER);
    admin = SERVER.as(office.admin().id());
    reports = admin.post("/Items(home)/Folder", "{\"Name\":\"Reports\"}").at("Id").asString();
    EVENTS.clear();
  }

  // --- arranging ---------------------------------------------------------------------------------

  private String file(String name, byte[] bytes) {
    String to =
        admin
            .post(
                "/Items(" + reports + ")/Upload2",
                "{\"Method\":\"standard\",\"Raw\":true,\"FileName\":\"" + name + "\"}")
            .at("ChunkUri")
            .asString();
    Page done = new Visitor().send("POST", to + "&fmt=json", bytes);
    Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(done.text());
    assertThat(id.find()).as(done.text()).isTrue();
    return id.group(1);
  }

  private String file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// @param more members of the body, each with a comma in front
  private String send(String more, String... items) {
    String list =
        String.join(",", Arrays.stream(items).map(id -> "{\"Id\":\"" + id + "\"}").toList());
    return made("{\"ShareType\":\"Send\",\"Items\":[" + list + "]" + more + "}");
  }

  private String request(String more) {
    return made("{\"ShareType\":\"Request\",\"Parent\":{\"Id\":\"" + reports + "\"}" + more + "}");
  }

  private String made(String body) {
    FilesServer.Reply reply = admin.post("/Shares", body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.at("Id").asString();
  }

  private String alias(String share, String email) {
    return admin.post("/Shares(" + share + ")/Alias?email=" + email, "").at("AliasID").asString();
  }

  private static byte[] picture() {
    BufferedImage image = new BufferedImage(900, 600, BufferedImage.TYPE_INT_RGB);
    Graphics2D paint = image.createGraphics();
    paint.setColor(Color.ORANGE);
    paint.fillRect(0, 0, 900, 600);
    paint.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T extends ShareEvent> long count(Class<T> type) {
    return EVENTS.stream().filter(type::isInstance).count();
  }

  /// An answer.
  private record Page(HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// All of it that does not depend on the moment.
    String bare() {
      List<String> lines = new ArrayList<>(List.of(Integer.toString(status())));
      response
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!List.of("date", "set-cookie").contains(name)) {
              lines.add(name + ": " + values);
            }
          });
      return String.join("\n", lines) + "\n\n" + text();
    }

    String found(String pattern) {
      Matcher matcher = Pattern.compile(pattern).matcher(text());
      assertThat(matcher.find()).as(text()).isTrue();
      return matcher.group(1).replace("&amp;", "&").replace("&#x3D;", "=");
    }
  }

  /// A browser with its cookies; it follows nothing by itself.
  private static final class Visitor {

    private final HttpClient client =
        HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    Page get(String path, String... headers) {
      return send("GET", path, new byte[0], headers);
    }

    Page post(String path, Map<String, String> form) {
      String body =
          String.join(
              "&",
              form.entrySet().stream()
                  .map(field ->
                      field.getKey()
                          + "="
                          + java.net.URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                  .toList());
      return send(
          "POST",
          path,
          body.getBytes(StandardCharsets.UTF_8),
          "Content-Type",
          "application/x-www-form-urlencoded");
    }

    Page send(String method, String path, byte[] body, String... headers) {
      String url = path.startsWith("http") ? path : "http://127.0.0.1:" + SERVER.port() + path;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url))
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      try {
        Page page = new Page(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        SERVER.quiet();
        return page;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /// Sends the form of a download and fetches what it leads to.
    Page download(String path) {
      Page page = post(path, Map.of());
      assertThat(page.status()).as(page.text()).isEqualTo(303);
      return get(page.header("Location"));
    }

    /// Says who they are.
    Page identify(String share, String email) {
      String csrf = get(share).found("name=\"_csrf\" value=\"([^\"]+)\"");
      return post(
          share + "/who",
          Map.of("_csrf", csrf, "email", email, "first", "Grace", "last", "Hopper"));
    }
  }

  // --- who comes in ------------------------------------------------------------------------------

  @Test
  void everyLinkThatLeadsNowhereGetsTheSameAnswerByteForByte() {
    String notes = file("notes.txt", "Notes");
    String expiring = send(",\"ExpirationDate\":\"2000-01-01\"", notes);
    String deleted = send("", notes);
    admin.send("DELETE", "/Shares(" + deleted + ")", "");
    String once = send(",\"MaxDownloads\":1", notes);
    assertThat(new Visitor().download("/d/" + once + "/download").text()).isEqualTo("Notes");
    String abandoned = send("", file("gone.txt", "Gone"));
    admin
        .get("/Shares(" + abandoned + ")/Items")
        .values()
        .forEach(item -> admin.send("DELETE", "/Items(" + item.path("Id").asString() + ")", ""));
    String plain = send("", notes);

    Visitor visitor = new Visitor();
    String nowhere = visitor.get("/d/s" + "0".repeat(32)).bare();
    assertThat(nowhere).startsWith("404").contains("This link does not work");
    for (String path :
        List.of(
            "/d/" + expiring,
            "/d/" + deleted,
            "/d/" + once,
            "/d/" + abandoned,
            "/d/nonsense",
            "/r/nonsense",
            "/d-nonsense",
            "/r/" + expiring,
            "/d/" + once + "/view/" + notes,
            "/d/" + expiring + "/picture/" + notes)) {
      assertThat(visitor.get(path).bare()).as(path).isEqualTo(nowhere);
    }
    for (String path : List.of(expiring, deleted, once, abandoned)) {
      assertThat(visitor.post("/d/" + path + "/download", Map.of()).bare()).isEqualTo(nowhere);
    }
    String other = Office.in(SERVER).account().subdomain() + ".localhost";
    assertThat(visitor.get("/d/" + plain).status()).isEqualTo(200);
    assertThat(visitor.get("/d/" + plain, "X-Forwarded-Host", other).bare()).isEqualTo(nowhere);
  }

  @Test
  void anUnlockOpensItsOwnShareUntilThePolicyChangesAndNoOther() {
    String notes = file("notes.txt", "Notes");
    String first = "/d/" + send(",\"RequireUserInfo\":true", notes);
    String second = "/d/" + send(",\"RequireUserInfo\":true", notes);
    Visitor visitor = new Visitor();
    assertThat(visitor.get(first).text()).contains("Who are you?").doesNotContain("notes.txt");

    Page unlocked = visitor.identify(first, "grace@client.example");

    assertThat(unlocked.status()).isEqualTo(303);
    String cookie = unlocked.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=" + first);
    assertThat(visitor.get(first).text()).contains("notes.txt", "grace@client.example");
    String ticket = cookie.substring(0, cookie.indexOf(';'));
    Page other = new Visitor().get(second, "Cookie", ticket);
    assertThat(other.text()).contains("Who are you?").doesNotContain("notes.txt");
    assertThat(new Visitor().post(second + "/download", Map.of()).text()).contains("Who are you?");

    admin.patch("/Shares(" + first.substring(3) + ")", "{\"IsViewOnly\":true}");
    assertThat(visitor.get(first).text()).contains("Who are you?").doesNotContain("notes.txt");
  }

  @Test
  void whoeverSaysTooLittleOfThemselvesIsToldWhatIsMissing() {
    String share = "/d/" + send(",\"RequireUserInfo\":true", file("notes.txt", "Notes"));
    Visitor visitor = new Visitor();
    String csrf = visitor.get(share).found("name=\"_csrf\" value=\"([^\"]+)\"");

    Page noAddress =
        visitor.post(share + "/who", Map.of("_csrf", csrf, "email", "nobody", "first", "<b>G"));
    Page noName = visitor.post(share + "/who", Map.of("_csrf", csrf, "email", "g@client.example"));

    assertThat(noAddress.status()).isEqualTo(400);
    assertThat(noAddress.text()).contains("Enter your e-mail address").contains("&lt;b&gt;G");
    assertThat(noName.text()).contains("Enter your name", "g@client.example");
    assertThat(visitor.post(share + "/who", Map.of("email", "g@client.example")).status())
        .as("a form of somebody else's page")
        .isEqualTo(403);
  }

  @Test
  void aLinkAskedForAtTheOtherPathLeadsToTheRightOne() {
    String request = request("");
    String sent = send("", file("notes.txt", "Notes"));

    assertThat(new Visitor().get("/d/" + request).header("Location")).isEqualTo("/r/" + request);
    assertThat(new Visitor().get("/r/" + sent).header("Location")).isEqualTo("/d/" + sent);
    assertThat(new Visitor().get("/d-" + sent).header("Location")).isEqualTo("/d/" + sent);
    String uri = admin.get("/Shares(" + sent + ")").at("Uri").asString();
    assertThat(new Visitor().get(uri).status()).as("as in a mail").isEqualTo(200);
  }

  @Test
  void whereOneMustSignInThePageLeadsThereAndSaysNothingOfTheFiles() {
    String share = "/d/" + send(",\"RequireLogin\":true", file("secret plan.txt", "Notes"));

    Page page = new Visitor().get(share);

    assertThat(page.text()).contains("Sign in").doesNotContain("secret plan");
    assertThat(page.found("href=\"(/oauth/signin[^\"]+)\"")).contains("return=%2Fd%2F");
    assertThat(new Visitor().post(share + "/download", Map.of()).text()).contains("Sign in");
  }

  // --- what is sent ------------------------------------------------------------------------------

  @Test
  void aDownloadBeginsWithAFormAndBringsTheBytesAsAnAttachment() throws IOException {
    String notes = file("notes.txt", "Notes");
    String page = file("page.html", "<script>alert(1)</script>");
    String share = "/d/" + send("", notes, page);
    Visitor visitor = new Visitor();

    Page one = visitor.download(share + "/download/" + page);
    Page all = visitor.download(share + "/download");

    assertThat(one.text()).isEqualTo("<script>alert(1)</script>");
    assertThat(one.header("Content-Disposition")).startsWith("attachment").contains("page.html");
    assertThat(one.header("Content-Security-Policy")).contains("sandbox");
    assertThat(one.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(all.header("Content-Disposition")).contains("Files.zip");
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(all.response().body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).containsExactlyInAnyOrder("notes.txt", "page.html");
    assertThat(visitor.get(share + "/download").status())
        .as("a link that is followed")
        .isEqualTo(405);
    assertThat(visitor.get(share).text()).doesNotContain("download.ashx");
  }

  @Test
  void nothingOfAPageRunsOrIsKeptOrFramedAndNamesStayText() {
    String share =
        "/d/"
            + send(
                ",\"Title\":\"<script>alert(1)</script>\"",
                file("'onload='alert(1).txt", "<script>alert(2)</script>"));
    Visitor visitor = new Visitor();

    Page page = visitor.get(share);
    Page text = visitor.get(page.found("href=\"([^\"]+/view/[^\"]+)\""));

    for (Page each : List.of(page, text)) {
      assertThat(each.text()).doesNotContain("<script").doesNotContain("'onload='");
      assertThat(each.header("Content-Security-Policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe", "script-src");
      assertThat(each.header("Cache-Control")).isEqualTo("no-store");
      assertThat(each.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
    assertThat(text.text()).contains("&lt;script&gt;alert(2)&lt;/script&gt;");
    assertThat(visitor.get("/r/" + request("")).header("Content-Security-Policy"))
        .contains("script-src 'self'", "connect-src 'self'");
  }

  @Test
  void anOpeningIsRecordedOfPeopleAndNotOfProgramsThatLookAhead() {
    String share = "/d/" + send("", file("notes.txt", "Notes"));
    Visitor visitor = new Visitor();

    visitor.send("HEAD", share, new byte[0]);
    visitor.get(share, "User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1)");
    visitor.get(share, "Sec-Purpose", "prefetch;prerender");
    assertThat(count(ShareEvent.Opened.class)).isZero();
    visitor.get(share, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
    assertThat(count(ShareEvent.Opened.class)).isEqualTo(1);
    visitor.download(share + "/download");
    assertThat(count(ShareEvent.Downloaded.class)).isEqualTo(1);
  }

  @Test
  void whatMayOnlyBeLookedAtIsDrawnForEachViewerAndNeverLeavesAsItIs() throws IOException {
    byte[] original = picture();
    String photo = file("photo.png", original);
    String notes = file("notes.txt", "Notes");
    String share = send(",\"IsViewOnly\":true", photo, notes);
    String grace = "/d/" + alias(share, "grace@client.example");
    String ada = "/d/" + alias(share, "ada@client.example");
    Visitor visitor = new Visitor();

    Page list = visitor.get(grace);
    assertThat(list.text()).contains("not download them").doesNotContain("/download");
    String seen = sheet(visitor, grace + "/view/" + photo);
    Page drawn = visitor.get(seen);
    assertThat(drawn.header("Content-Type")).isEqualTo("image/jpeg");
    BufferedImage marked = ImageIO.read(new ByteArrayInputStream(drawn.response().body()));
    assertThat(marked.getWidth()).isEqualTo(900);
    assertThat(different(marked, Color.ORANGE)).isGreaterThan(0.02);
    Page hers = visitor.get(sheet(visitor, ada + "/view/" + photo));
    assertThat(hers.response().body()).isNotEqualTo(drawn.response().body());
    assertThat(count(ShareEvent.Previewed.class)).isEqualTo(2);
    assertThat(folder.resolve("scratch")).as("nothing of it is kept").isEmptyDirectory();

    assertThat(visitor.post(grace + "/download", Map.of()).status()).isEqualTo(403);
    assertThat(visitor.post(grace + "/download/" + photo, Map.of()).status()).isEqualTo(403);
    assertThat(visitor.get(grace + "/view/" + notes).text()).doesNotContain("Notes");
    FilesServer.Reply large =
        admin.get("/Shares(" + share + ")/Items(" + photo + ")/Thumbnail?size=600&redirect=false");
    assertThat(large.at("Uri").asString()).contains("/sheet.ashx");

    admin.patch("/Shares(" + share + ")", "{\"RequireUserInfo\":true}");
    Page late = visitor.get(seen);
    assertThat(late.bare()).isEqualTo(visitor.get("/sheet.ashx?t=forged").bare());
  }

  /// Asks for a picture until it is made, and says where it is.
  private static String sheet(Visitor visitor, String page) {
    for (int tries = 0; tries < 10; tries++) {
      Page answer = visitor.get(page);
      if (answer.text().contains("/sheet.ashx")) {
        return answer.found("src=\"(/sheet.ashx[^\"]+)\"");
      }
      assertThat(answer.text()).contains("is being made");
      SERVER.step();
    }
    throw new AssertionError("no picture of " + page);
  }

  private static double different(BufferedImage image, Color from) {
    long touched = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        touched += Math.abs((image.getRGB(x, y) >> 8 & 0xFF) - from.getGreen()) > 12 ? 1 : 0;
      }
    }
    return (double) touched / image.getWidth() / image.getHeight();
  }

  // --- what is requested -------------------------------------------------------------------------

  @Test
  void aFormWithoutScriptsHandsInSeveralFilesAndGivesAReceipt() {
    String share = "/r/" + request("");
    Visitor visitor = new Visitor();
    String action = visitor.get(share).found("action=\"([^\"]+/files[^\"]*)\"");
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"a.txt\"\r\n\r\nAlpha\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"<b>.txt\"\r\n\r\n"
            + "Beta\r\n--x--\r\n";
    String type = "multipart/form-data; boundary=x";

    Page forged =
        new Visitor()
            .send(
                "POST",
                share + "/files",
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                type);
    assertThat(forged.status()).isEqualTo(403);
    Page refused =
        visitor.send("POST", action, body.getBytes(StandardCharsets.UTF_8), "Content-Type", type);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).doesNotContain("<b>");
    Page receipt =
        visitor.send(
            "POST",
            action,
            body.replace("<b>.txt", "b.txt").getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            type);

    assertThat(receipt.status()).as(receipt.text()).isEqualTo(200);
    assertThat(receipt.text())
        .contains("Your files have arrived", "a.txt", "5 bytes", "b.txt")
        .contains(md5("Alpha"), md5("Beta"));
    assertThat(
            admin.get("/Items(" + reports + ")/Children").values().stream()
                .map(item -> item.path("Name").asString()))
        .containsExactlyInAnyOrder("a.txt", "b.txt");
    assertThat(count(ShareEvent.Uploaded.class)).isEqualTo(2);

    Page again =
        visitor.send(
            "POST",
            visitor.get(share).found("action=\"([^\"]+/files[^\"]*)\""),
            body.replace("<b>.txt", "b.txt").getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            type);
    assertThat(again.text()).as("it does not tell what was there before").isEqualTo(receipt.text());
  }

  @Test
  void theScriptsUploadsGoThroughTheSameDoor() {
    String share = "/r/" + request("");
    Visitor visitor = new Visitor();
    Page page = visitor.get(share);
    String csrf = page.found("data-csrf=\"([^\"]+)\"");
    byte[] wish = "{\"name\":\"a.txt\",\"size\":5}".getBytes(StandardCharsets.UTF_8);

    Page opened =
        visitor.send(
            "POST",
            share + "/uploads",
            wish,
            "Content-Type",
            "application/json",
            "X-XSRF-TOKEN",
            csrf);
    Page forged =
        visitor.send("POST", share + "/uploads", wish, "Content-Type", "application/json");
    String sent = "/r/" + send("", file("notes.txt", "Notes"));
    Page wrong =
        visitor.send(
            "POST",
            sent + "/uploads",
            wish,
            "Content-Type",
            "application/json",
            "X-XSRF-TOKEN",
            csrf);

    assertThat(opened.status()).as(opened.text()).isEqualTo(200);
    assertThat(opened.text()).contains("ChunkUri", "FinishUri");
    assertThat(forged.status()).isEqualTo(403);
    assertThat(wrong.status()).isBetween(400, 499);
    assertThat(wrong.text()).doesNotContain("ChunkUri");
  }
}
