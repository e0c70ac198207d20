package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// Every request that the vendor's guides print, given to bash and curl as it stands there: only
/// the host is ours, and what the reader is to put in. Their mistakes are kept, and so is what bash
/// makes of single quotes within single quotes. What they print of answers is compared field by
/// field.
///
/// ShareFile is the same server's file side; Dropbox is the simulator, in a process of its own.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class GuidesByCurlTest {

  private static final String HOST = "https://api.cloud-elements.com";
  private static final String API = "/elements/api-v2";

  /// What every reader has otherwise.
  private static final Set<String> OWN =
      Set.of("/id", "/name", "/token", "/configuration/oauth.api.secret");

  private static PackagedServer server;
  private static PackagedServer.FirstStart facts;
  private static Caller hub;
  private static Drive drive;
  private static String clientId;
  private static String clientSecret;
  private static Process simulator;
  private static String dropbox;

  @BeforeAll
  static void start() throws IOException {
    Assumptions.assumeTrue(Curl.isInstalled(), "no curl here: apt install curl");
    Map<String, String> settings = new HashMap<>(TheServer.GENEROUS);
    settings.put("VALISE_ALLOW_PRIVATE_CALLBACKS", "true");
    server = PackagedServer.fresh("guides", settings);
    facts = server.firstStart();
    hub = Caller.stranger(server.uri()).with("Authorization", facts.hubAuthorization());
    drive = new Drive(Caller.admin(server));
    String app =
        server
            .command("app", "add", "Guide", "--redirect-uri", "https://mycoolapp.com/auth")
            .output();
    clientId = word(app, "Client id:");
    clientSecret = word(app, "Client secret:");
    simulator =
        new ProcessBuilder(Packaging.command(List.of("simulate", "dropbox", "--port", "0")))
            .redirectErrorStream(true)
            .start();
    StringBuilder printed = new StringBuilder();
    BufferedReader out = simulator.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      printed.append(line).append('\n');
      if (line.contains("--allow-private-callbacks")) {
        break;
      }
    }
    dropbox = printed.toString();
  }

  @AfterAll
  static void stop() throws IOException {
    if (simulator != null) {
      simulator.destroy();
    }
    if (server != null) {
      server.close();
    }
  }

  private static String word(String text, String before) {
    assertThat(text).contains(before);
    return text.replaceFirst("(?s).*" + before + "\\s+(\\S+).*", "$1");
  }

  private static String guide(String name) throws IOException {
    try (InputStream in = GuidesByCurlTest.class.getResourceAsStream("/guides/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  // --- asking ------------------------------------------------------------------------------------

  private record Said(int status, String text) {

    JsonNode json() {
      assertThat(status).as(text).isEqualTo(200);
      return Answer.JSON.readTree(text);
    }
  }

  /// Has bash do what is printed.
  ///
  /// @param files what lies beside it, by name
  private static Said bash(String printed, Map<String, String> files) throws Exception {
    Path folder = Files.createTempDirectory(server.folder(), "guide");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    // Without the user's configuration and any proxy, and with the status behind the answer.
    String quietly = "curl() { command curl -q -sS --noproxy '*' -w '\\n%{http_code}' \"$@\"; }\n";
    Path script =
        Files.writeString(
            folder.resolve("printed.sh"), quietly + printed.replace(HOST, server.uri().toString()));
    Path answer = folder.resolve("answer");
    Process process =
        new ProcessBuilder("bash", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(answer.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(answer);
    int end = said.lastIndexOf('\n');
    assertThat(said.substring(end + 1)).as(said).matches("[0-9]{3}");
    return new Said(Integer.parseInt(said.substring(end + 1)), said.substring(0, end));
  }

  /// One guide lost the backslashes at the ends of its lines when it was set.
  private static String joined(String printed) {
    return printed.strip().replaceAll("(?<!\\\\)\n", " \\\\\n");
  }

  private static String filled(String printed) {
    return printed
        .replace("{{page.elementKey}}", "sharefile")
        .replace("<USER_SECRET>", facts.userSecret())
        .replace("<INSERT_USER_SECRET>", facts.userSecret())
        .replace("<ORGANIZATION_SECRET>", facts.organizationSecret())
        .replace("<INSERT_ORGANIZATION_SECRET>", facts.organizationSecret());
  }

  /// A configuration for ShareFile with what the reader has.
  private static String connected(String printed) throws Exception {
    String code = code();
    return filled(printed)
        .replace("<AUTHORIZATION_GRANT_CODE>", code)
        .replace("xoz8AFqScK2ngM04kSSM", code)
        .replace("Code on Return the URL", code)
        .replaceAll("(\"oauth.api.key\": *)\"[^\"]*\"", "$1\"" + clientId + "\"")
        .replaceAll("(\"oauth.api.secret\": *)\"[^\"]*\"", "$1\"" + clientSecret + "\"")
        .replaceAll("(\"sharefile.subdomain\": *)\"[^\"]*\"", "$1\"" + facts.url() + "\"")
        .replace("<CALLBACK_URL>", "https://mycoolapp.com/auth")
        .replace("</ROOT_DIR>", "/top")
        .replace("<Add_Your_Tag>", "Docs")
        .replace("<INSTANCE_NAME>", "API Instance");
  }

  /// What the sign-in pages send the guide's app back with. The address to go back to is left to
  /// what the app is registered with, so that the misprinted one is not compared with it.
  private static String code() throws Exception {
    String page =
        hub.get(
                API
                    + "/elements/sharefile/oauth/url?apiKey="
                    + clientId
                    + "&siteAddress="
                    + facts.url()
                    + "&callbackUrl=https://mycoolapp.com/auth")
            .ok()
            .string("oauthUrl");
    return new SignIn(facts).code(page.replaceFirst("&redirect_uri=[^&]*", ""));
  }

  // --- looking at answers ------------------------------------------------------------------------

  private static void leaves(String path, JsonNode json, Map<String, String> into) {
    if (json.isObject() && !json.isEmpty()) {
      json.properties().forEach(it -> leaves(path + "/" + it.getKey(), it.getValue(), into));
    } else {
      into.put(path, json.toString());
    }
  }

  /// @param own whose values are the reader's
  private static void assertAsPrinted(JsonNode answer, String printed, Set<String> own) {
    Map<String, String> expected = new TreeMap<>();
    leaves("", Answer.JSON.readTree(printed), expected);
    Map<String, String> got = new TreeMap<>();
    leaves("", answer, got);
    expected.forEach((path, value) -> {
      if (OWN.contains(path) || own.contains(path)) {
        assertThat(got).containsKey(path);
      } else {
        assertThat(got).containsEntry(path, value);
      }
    });
  }

  private static JsonNode until(String path, Function<JsonNode, Boolean> is) throws IOException {
    JsonNode last = null;
    for (int i = 0; i < 600; i++) {
      last = hub.get(API + path).ok().json();
      if (is.apply(last)) {
        return last;
      }
      PackagedServer.pause(50);
    }
    throw new AssertionError(path + " never was so: " + last);
  }

  /// The instance looks at its folder without waiting for the printed minutes, and finds what
  /// comes.
  private static void assertPolls(JsonNode instance, String name) throws IOException {
    String path = "/instances/" + instance.path("id").asLong();
    until(path + "/polling", it -> it.path(0).path("watching").asBoolean(false));
    hub.patch(API + path, "{\"configuration\": {\"event.poller.refresh_interval\": \"0.05\"}}")
        .ok();
    drive.file(drive.home(), name, "news".getBytes(StandardCharsets.UTF_8));
    JsonNode events = until(path + "/events", it -> it.toString().contains(name));
    assertThat(events.get(0).path("eventType").asString()).isEqualTo("CREATED");
    assertThat(events.get(0).path("objectType").asString()).isEqualTo("documents");
    hub.delete(API + path).ok();
  }

  // --- the guide of the instance -----------------------------------------------------------------

  @Test
  @Verified(
      against = "curl (Debian) and the vendor's guides",
      when = "2026-11",
      area = "Hub",
      claim = "the sign-in addresses that the guides ask for by curl are answered as printed")
  void signInAddressesAreAnsweredAsPrinted() throws Exception {
    JsonNode sharefile = bash(joined(guide("sharefile-oauth-url.sh")), Map.of()).json();
    // The answer is printed for another callback, and another state, than the request beside it.
    assertThat(sharefile)
        .isEqualTo(
            Answer.JSON.readTree(
                guide("sharefile-oauth-url-answer.json")
                    .replace("insert_sharefile_client_id", "shareFile_unique_identifier")
                    .replace(
                        "https%3A%2F%2Fhttpbin.org%2Fget",
                        "http%3A%2F%2Fwww.my_cool_app.com%2Fauth")
                    .replace("state=sharefile", "state=shareFile")));

    JsonNode dropboxes = bash(guide("dropbox-oauth-url.sh"), Map.of()).json();
    assertThat(dropboxes)
        .isEqualTo(
            Answer.JSON.readTree(
                guide("dropbox-oauth-url-answer.json")
                    .replace("insert_dropbox_client_id0", "fake_Dropbox_api_key")));
  }

  @Test
  @Verified(
      against = "curl (Debian) and the vendor's guides",
      when = "2026-11",
      area = "Hub",
      claim =
          "the instance of the ShareFile guide is made by the printed curl and answered as printed")
  void theInstanceOfTheShareFileGuideIsAnsweredAsPrinted() throws Exception {
    JsonNode made =
        bash(
                joined(filled(guide("sharefile-create.sh"))),
                Map.of("instance.json", connected(guide("sharefile-instance.json"))))
            .json();

    assertAsPrinted(
        made,
        guide("sharefile-create-answer.json"),
        Set.of(
            "/configuration/base.url",
            "/configuration/oauth.api.key",
            "/configuration/oauth.user.token",
            "/configuration/oauth.user.refresh_token",
            "/configuration/oauth.user.refresh_time",
            "/configuration/sharefile.token.url",
            "/configuration/sharefile.auth.url",
            "/configuration/sharefile.subdomain",
            "/configuration/sharefile.callback.url"));
    assertThat(made.path("configuration").path("sharefile.callback.url").asString())
        .isEqualTo("https://www.my_cool_app.com/auth");
    hub.delete(API + "/instances/" + made.path("id").asLong()).ok();
  }

  // --- the guide of events -----------------------------------------------------------------------

  @Test
  @Verified(
      against = "curl (Debian) and the vendor's guides",
      when = "2026-11",
      area = "Hub",
      claim =
          "the printed curl with polling, of which bash takes the inner quotes, makes an instance that polls")
  void thePrintedCurlWithPollingMakesAnInstanceThatPolls() throws Exception {
    JsonNode made = bash(connected(guide("sharefile-polling.sh")), Map.of()).json();

    JsonNode configuration = made.path("configuration");
    assertThat(configuration.path("oauth.callback.url").asString())
        .isEqualTo("https;//mycoolapp.com");
    assertThat(configuration.path("event.notification.callback.url").asString())
        .isEqualTo(server.uri() + API + "/events/sharefile/");
    assertThat(configuration.path("event.poller.refresh_interval").toString()).isEqualTo("\"15\"");
    assertThat(made.path("tags").toString()).isEqualTo("[\"Docs\"]");
    assertThat(made.path("name").asString()).isEqualTo("API Instance with Polling");
    JsonNode polled =
        Answer.JSON.readTree(configuration.path("event.poller.configuration").asString());
    // What bash makes of it, for whoever reads this test.
    assertThat(polled.at("/documents/url").asString())
        .isEqualTo("/hubs/documents/events/poll/documents?where=lastmodifieddate=");
    assertThat(polled.at("/documents/datesConfiguration/updatedDateFormat").asString())
        .isEqualTo("yyyy-MM-ddTHH:mm:ss.SSSZ");
    assertPolls(made, "by-bash.txt");
  }

  /// From a file, as the body is printed; and with the quotes lost on the way, but not the macro.
  @Test
  @Verified(
      against = "curl (Debian) and the vendor's guides",
      when = "2026-11",
      area = "Hub",
      claim =
          "the printed body with polling is taken from a file, its values texts, booleans and numbers")
  void thePrintedBodyWithPollingMakesAnInstanceThatPolls() throws Exception {
    String printed =
        guide("sharefile-polling-body.json")
            .replace("<CALLBACK_URL>", "https;//mycoolapp.com")
            // Nobody outside is told of the file that comes.
            .replace("http://mycoolapp.com", server.uri() + API + "/events/sharefile");
    int n = 0;
    for (String body :
        List.of(
            printed.replace("<minutes>", "15"),
            printed.replace("\"<minutes>\"", "15").replace("'", "").replace("true", "\"true\""))) {
      JsonNode made =
          bash(
                  joined(filled(guide("sharefile-create.sh"))),
                  Map.of("instance.json", connected(body)))
              .json();

      assertThat(made.path("eventsEnabled").asBoolean()).isTrue();
      assertThat(made.path("configuration").path("event.notification.enabled").toString())
          .isEqualTo("\"true\"");
      assertThat(made.path("configuration").path("event.poller.refresh_interval").toString())
          .isEqualTo("\"15\"");
      assertPolls(made, "by-file-" + n++ + ".txt");
    }
  }

  @Test
  @Verified(
      against = "curl (Debian) and the vendor's guides",
      when = "2026-11",
      area = "Hub",
      claim = "the printed requests with webhooks make instances that ShareFile calls")
  void thePrintedRequestsWithWebhooksSubscribe() throws Exception {
    String body =
        guide("sharefile-webhook-body.json")
            .replace("<CALLBACK_URL>", "https://mycoolapp.com/events")
            .replace("<OPTIONAL_SIGNATURE_KEY>", "xxxxxxxxxxxxxxxxxxxxxxxxx");
    List<Said> all =
        List.of(
            bash(connected(guide("sharefile-webhook.sh")), Map.of()),
            bash(
                joined(filled(guide("sharefile-create.sh"))),
                Map.of("instance.json", connected(body))));
    for (Said said : all) {
      JsonNode made = said.json();
      String path = "/instances/" + made.path("id").asLong();
      assertThat(made.path("configuration").path("event.vendor.type").asString())
          .isEqualTo("webhook");
      assertThat(made.path("configuration").path("event.notification.callback.url").asString())
          .isEqualTo("https://mycoolapp.com/events");
      until(
          path,
          it ->
              !it.path("configuration")
                  .path("event.notification.subscription.id")
                  .asString("")
                  .isEmpty());
      hub.delete(API + path).ok();
    }
  }

  // --- the guide of event management -------------------------------------------------------------

  @Test
  @Verified(
      against = "curl (Debian) and the vendor's guides",
      when = "2026-11",
      area = "Hub",
      claim =
          "the Dropbox instance of the guide is made by the printed curl and answered as printed")
  void theDropboxInstanceOfTheGuideIsAnsweredAsPrinted() throws Exception {
    String site = word(dropbox, "listens at");
    String callback = "https://www.mycoolapp.com/auth";
    String page =
        hub.get(
                API
                    + "/elements/dropbox/oauth/url?apiKey="
                    + word(dropbox, "client id")
                    + "&callbackUrl="
                    + callback
                    + "&siteAddress="
                    + site)
            .ok()
            .string("oauthUrl");
    String instance =
        guide("dropbox-instance.json")
            .replace(
                "'code' from the oauth call (required for OAuth only)", SimulateTest.code(page))
            .replace("<SAMPLE_CALLLBACK_URL>", callback)
            .replace("<SAMPLE_API_KEY>", word(dropbox, "client id"))
            // Its host: the printed body means the one Dropbox there is.
            .replace(
                "\"<SAMPLE_API_SECRET>\"",
                "\"%s\", \"dropbox.site\": \"%s\"".formatted(word(dropbox, "client secret"), site));

    JsonNode made =
        bash(filled(guide("dropbox-create.sh")), Map.of("instance.json", instance)).json();

    assertAsPrinted(made, guide("dropbox-create-answer.json"), Set.of("/eventsEnabled"));
    // Printed as false beside a request that switches events on.
    assertThat(made.path("eventsEnabled").asBoolean()).isTrue();
    assertThat(made.path("tags").toString()).isEqualTo("[\"<INSERT_TAGS>\"]");
    hub.delete(API + "/instances/" + made.path("id").asLong()).ok();
  }
}
