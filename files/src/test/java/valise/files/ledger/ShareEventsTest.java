package valise.files.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.AliasId;
import valise.files.ids.ShareId;
import valise.files.testing.FilesServer;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.secrets.SigningKey;

/// The record of a share over the API, and certificates.
class ShareEventsTest {

  private static final FilesServer SERVER = FilesServer.start();
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Office office = Office.in(SERVER);
  private User maker;
  private ShareId share;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void aShare() {
    maker = office.employee("maker");
    share = SERVER.bean(KnownOwners.class).share(office.account().id(), maker.id());
  }

  private void append(LedgerEvent event) {
    SERVER
        .database()
        .write(tx -> SERVER.bean(Ledger.class).append(tx, office.account().id(), event));
  }

  private String path(String rest) {
    return "/Shares(" + share + ")" + rest;
  }

  @Test
  void theMakerSeesWhatHappenedOldestFirst() {
    AliasId alias = AliasId.mint();
    append(LedgerEvent.of(LedgerEvent.Kind.SHARE_CREATED, share).by(maker.id()));
    append(LedgerTest.download(share, "a.txt").through(alias, Optional.of("bob@client.example")));
    append(LedgerEvent.of(LedgerEvent.Kind.SHARE_OPENED, ShareId.mint()));

    List<JsonNode> events = SERVER.as(maker.id()).get(path("/Events")).values();

    assertThat(events).hasSize(2);
    assertThat(events.get(0).path("Kind").asString()).isEqualTo("SHARE_CREATED");
    assertThat(events.get(0).path("User").path("Id").asString()).isEqualTo(maker.id().value());
    JsonNode download = events.get(1);
    assertThat(download.path("AliasId").asString()).isEqualTo(alias.value());
    assertThat(download.path("Recipient").asString()).isEqualTo("bob@client.example");
    assertThat(download.path("Address").asString()).isEqualTo("192.0.2.7");
    assertThat(download.path("BytesSent").asLong()).isEqualTo(200);
    assertThat(download.path("Ranges").asString()).isEqualTo("0-99,200-299");
    assertThat(download.path("IsComplete").asBoolean()).isFalse();
    assertThat(download.path("Items").get(0).path("Name").asString()).isEqualTo("a.txt");
    assertThat(download.path("PreviousHash")).isEqualTo(events.get(0).path("EventHash"));
  }

  @Test
  void itComesInPages() {
    for (int i = 0; i < 5; i++) {
      append(LedgerTest.download(share, i + ".txt"));
    }
    FilesServer.Reply page = SERVER.as(maker.id()).get(path("/Events?$skip=3&$top=10"));
    assertThat(page.values()).hasSize(2);
    assertThat(page.at("odata.count").asInt()).isEqualTo(5);
    assertThat(SERVER.as(maker.id()).get(path("/Events?$top=0")).values()).isEmpty();
  }

  @Test
  void itIsForItsMakerAndAdministratorsAndUnknownToOthers() {
    append(LedgerTest.download(share, "a.txt"));
    Office elsewhere = Office.in(SERVER);
    for (String rest :
        List.of("/Events", "/Events/Export", "/Events/Export?format=json", "/Certificate")) {
      assertThat(SERVER.as(maker.id()).get(path(rest)).status()).isEqualTo(200);
      assertThat(SERVER.as(office.admin().id()).get(path(rest)).status()).isEqualTo(200);
      assertThat(SERVER.as(elsewhere.admin().id()).get(path(rest)).status()).isEqualTo(404);
      assertThat(SERVER.anonymous().get(path(rest)).status()).isEqualTo(401);
    }
    FilesServer.Reply other = SERVER.as(office.employee("other").id()).get(path("/Events"));
    FilesServer.Reply nothing = SERVER.as(maker.id()).get("/Shares(" + ShareId.mint() + ")/Events");
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.text()).isEqualTo(nothing.text());
    assertThat(SERVER.as(maker.id()).get("/Shares(nonsense)/Events").status()).isEqualTo(404);
    assertThat(
            SERVER.as(office.admin().id()).get("/Shares(" + ShareId.mint() + ")/Events").status())
        .isEqualTo(404);
  }

  @Test
  void aShareThatIsNoMoreIsKnownToAdministratorsThroughItsRecord() {
    ShareId gone = ShareId.mint();
    append(LedgerTest.download(gone, "a.txt"));
    String path = "/Shares(" + gone + ")/Events";
    assertThat(SERVER.as(office.admin().id()).get(path).values()).hasSize(1);
    assertThat(SERVER.as(maker.id()).get(path).status()).isEqualTo(404);
  }

  @Test
  void theExportHoldsEveryEventAsItWasHashed() {
    for (int i = 0; i < 1_201; i++) {
      append(LedgerEvent.of(LedgerEvent.Kind.SHARE_OPENED, share));
    }
    JsonNode all = SERVER.as(maker.id()).get(path("/Events/Export?format=json")).json();
    assertThat(all.size()).isEqualTo(1_201);
    for (JsonNode each : all) {
      assertThat(Canonical.hash(each.path("previous").asString(), each.path("event").asString()))
          .isEqualTo(each.path("hash").asString());
    }
    assertThat(SERVER.as(maker.id()).get(path("/Events/Export?format=CSV")).text().lines().count())
        .isEqualTo(1_202);
    assertThat(SERVER.as(maker.id()).get(path("/Events/Export?format=xml")).code())
        .isEqualTo("BAD_PARAMETER");
  }

  @Test
  void aShareWithoutEventsExportsNone() {
    assertThat(SERVER.as(maker.id()).get(path("/Events")).values()).isEmpty();
    assertThat(SERVER.as(maker.id()).get(path("/Events/Export?format=json")).json().size())
        .isZero();
    assertThat(SERVER.as(maker.id()).get(path("/Events/Export")).text())
        .isEqualTo(EventsCsv.HEADING);
    assertThat(SERVER.as(maker.id()).get(path("/Certificate")).code())
        .isEqualTo("NOTHING_DELIVERED");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "plain.txt, plain.txt",
        "=1+1, '=1+1",
        "+cmd|' /C calc'!A0, '+cmd|' /C calc'!A0",
        "-2, '-2",
        "@SUM(A1), '@SUM(A1)",
        "`a,b`, `\"a,b\"`",
        "say \"hi\", \"say \"\"hi\"\"\"",
        "`=HYPERLINK(\"x\",1)`, `\"'=HYPERLINK(\"\"x\"\",1)\"`"
      })
  void noCellIsAFormula(String text, String cell) {
    assertThat(EventsCsv.cell(text)).isEqualTo(cell);
  }

  @Test
  void lineEndsStayInsideTheirCell() {
    assertThat(EventsCsv.cell("a\r\nb")).isEqualTo("\"a\r\nb\"");
    assertThat(EventsCsv.cell("\t=1")).isEqualTo("'\t=1");
  }

  // --- certificates ------------------------------------------------------------------------------

  private String certificate(String query) {
    FilesServer.Reply reply = SERVER.as(maker.id()).get(path("/Certificate" + query));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.text();
  }

  @Test
  void aCertificateTellsWhatWhoAndWhenAndIsCheckedAlone() {
    AliasId bob = AliasId.mint();
    append(LedgerEvent.of(LedgerEvent.Kind.SHARE_OPENED, share));
    append(LedgerTest.download(share, "a.txt").through(bob, Optional.of("bob@client.example")));
    append(LedgerTest.download(share, "b.txt"));
    SERVER.clock().advance(Duration.ofSeconds(1));

    Certificate.Verdict verdict = Certificate.check(certificate(""));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Certificate.Verdict.Genuine.class,
            genuine -> {
              assertThat(genuine.fingerprint())
                  .isEqualTo(SERVER.bean(SigningKey.class).fingerprint());
              assertThat(genuine.issued()).isEqualTo(SERVER.clock().instant());
              assertThat(genuine.lines()).hasSize(2);
              assertThat(genuine.lines().getFirst())
                  .contains(
                      "bob@client.example",
                      "'a.txt' (300 bytes, MD5 0123456789abcdef0123456789abcdef)",
                      "200 bytes",
                      "192.0.2.7");
            });
    assertThat(Certificate.check(certificate("?aliasid=" + bob)))
        .isInstanceOfSatisfying(
            Certificate.Verdict.Genuine.class, genuine -> assertThat(genuine.lines()).hasSize(1));
    // Who is shown a certificate cannot open the link with it.
    assertThat(certificate("")).doesNotContain(share.value()).doesNotContain(bob.value());
  }

  @Test
  void aCertificateThatWasTouchedIsBroken() {
    append(LedgerTest.download(share, "a.txt"));
    String genuine = certificate("");
    JsonNode whole = MAPPER.readTree(genuine);
    SigningKey forger = SigningKey.random();
    String other = whole.path("document").asString().replace("bob@", "eve@");
    String forged =
        MAPPER.writeValueAsString(
            MAPPER
                .createObjectNode()
                .put("document", other)
                .put(
                    "signature",
                    Base64.getEncoder()
                        .encodeToString(forger.sign(other.getBytes(StandardCharsets.UTF_8))))
                .put("publicKey", forger.publicPem()));
    for (String broken :
        List.of(
            genuine.replace("bob@", "eve@"),
            genuine.replace("a.txt", "b.txt"),
            genuine.substring(0, genuine.length() / 2),
            forged,
            "",
            "[]",
            "{}",
            "{\"document\":5,\"signature\":[],\"publicKey\":{}}",
            genuine.replace("PUBLIC KEY", "PRIVATE KEY"))) {
      assertThat(Certificate.check(broken)).isInstanceOf(Certificate.Verdict.Broken.class);
    }
  }

  @Test
  void opensslAloneChecksACertificate(@TempDir Path folder) throws Exception {
    assumeTrue(openssl(folder, "version") == 0, "openssl is not installed");
    append(LedgerTest.download(share, "a.txt"));
    JsonNode whole = MAPPER.readTree(certificate(""));
    Files.writeString(folder.resolve("document"), whole.path("document").asString());
    Files.writeString(folder.resolve("key.pem"), whole.path("publicKey").asString());
    Files.write(
        folder.resolve("signature"),
        Base64.getDecoder().decode(whole.path("signature").asString()));
    String[] verify = {
      "pkeyutl",
      "-verify",
      "-pubin",
      "-inkey",
      "key.pem",
      "-rawin",
      "-in",
      "document",
      "-sigfile",
      "signature"
    };
    assertThat(openssl(folder, verify)).isZero();
    Files.writeString(folder.resolve("document"), whole.path("document").asString() + " ");
    assertThat(openssl(folder, verify)).isNotZero();
  }

  private static int openssl(Path folder, String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return 127;
    }
  }
}
