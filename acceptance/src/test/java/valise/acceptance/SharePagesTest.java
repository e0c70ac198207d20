package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import valise.platform.evidence.Verified;

/// People open links they were sent, at a desk and on a phone, by day and by night.
@ExtendWith(TheServer.class)
class SharePagesTest {

  private static final List<String> DEVICES = List.of("desk", "phone");

  private static JsonNode seen;

  @BeforeAll
  static void open(PackagedServer server) throws IOException {
    PackagedServer.FirstStart first = server.firstStart();
    seen =
        Chromium.orSkip()
            .run(
                server,
                "share-pages.mjs",
                Map.of(
                    "url", server.uri().toString(),
                    "email", first.email(),
                    "password", first.password(),
                    "clientId", first.clientId(),
                    "clientSecret", first.clientSecret()));
  }

  @Test
  void noStateOfAPageViolatesARuleOfAccessibilityInLightOrDark() {
    assertThat(seen.get("looks").size()).isGreaterThan(30);
    assertThat(seen.get("violations")).isEmpty();
  }

  @Test
  void nothingScrollsSidewaysNorIsTooSmallToTouchNorFailsToLoad() {
    assertThat(seen.get("troubles")).isEmpty();
    seen.get("looks")
        .propertyStream()
        .forEach(look -> {
          JsonNode page = look.getValue();
          assertThat(page.get("heading").asString()).as(look.getKey()).isNotBlank();
          assertThat(page.get("title").asString()).as(look.getKey()).isNotBlank();
          assertThat(page.get("scrolls").asBoolean()).as(look.getKey()).isFalse();
          assertThat(page.get("broken").asInt()).as(look.getKey()).isZero();
          assertThat(page.get("smallest").asDouble()).as(look.getKey()).isGreaterThanOrEqualTo(44);
        });
  }

  @Test
  @Verified(
      against = "Chromium (Debian)",
      when = "2026-11",
      area = "Shares",
      claim =
          "a link opens without an account: pictures, pages of PDF and text are read, one file or all are downloaded")
  void whatIsSentIsReadAndDownloaded() {
    for (String device : DEVICES) {
      JsonNode visit = seen.get(device);
      assertThat(visit.at("/one/name").asString()).isEqualTo("Notes.txt");
      assertThat(visit.at("/one/same").asBoolean()).isTrue();
      assertThat(visit.at("/all/name").asString()).isEqualTo("Files.zip");
      assertThat(visit.at("/all/zip").asBoolean()).isTrue();
      assertThat(visit.get("pdf").asString()).isEqualTo("Page 2 of 3");
      assertThat(visit.get("text").asString()).contains("<script>alert");
      assertThat(visit.get("hostile").asString()).startsWith("<img src=x");
      assertThat(visit.get("policy").asString())
          .contains("default-src 'none'")
          .doesNotContain("script-src");
      assertThat(visit.get("plainTaken").asBoolean()).as("without scripts").isTrue();
      assertThat(visit.get("left")).as("of two files, one was downloaded").hasSize(1);
    }
  }

  @Test
  void whoMustSayOrProveWhoTheyAreDoesSoOnceForThatShare() {
    for (String device : DEVICES) {
      JsonNode visit = seen.get(device);
      assertThat(visit.get("cookies")).hasSize(1);
      assertThat(visit.at("/cookies/0/httpOnly").asBoolean()).isTrue();
      assertThat(visit.at("/cookies/0/path").asBoolean()).as("for this share only").isTrue();
      assertThat(visit.get("signedIn").asBoolean()).as("back at the share").isTrue();
    }
  }

  @Test
  void whatMayOnlyBeLookedAtHasNothingToDownloadWith() {
    for (String device : DEVICES) {
      assertThat(seen.get(device).get("viewOnlyButtons").asInt()).isZero();
    }
  }

  @Test
  @Verified(
      against = "Chromium (Debian)",
      when = "2026-11",
      area = "Shares",
      claim =
          "files are handed in on a page: several at once, paused, through a cut connection, after a killed tab, without scripts; the receipt names each with its MD5")
  void filesThatWereAskedForArriveWhole() {
    for (String device : DEVICES) {
      JsonNode visit = seen.get(device);
      assertThat(visit.get("receipt")).hasSize(3);
      assertThat(visit.get("receipt")).contains(visit.get("sent"));
      assertThat(visit.get("failed").asString()).as("a name that is not accepted").contains("?");
      assertThat(visit.get("dropped"))
          .as("the receipt without it")
          .singleElement()
          .extracting(JsonNode::asString)
          .isEqualTo("dropped.txt");
      assertThat(visit.get("plainReceipt")).hasSize(2).contains(visit.get("plainSent"));
      assertThat(seen.get("arrived"))
          .anySatisfy(file -> {
            assertThat(file.get("name")).isEqualTo(visit.at("/sent/name"));
            assertThat(file.get("md5")).isEqualTo(visit.at("/sent/md5"));
          });
    }
  }

  @Test
  void anUploadGoesOnWhereItsTabWasKilled() {
    JsonNode killed = seen.get("killed");
    assertThat(killed.get("before").asInt()).as("nothing is there before all is").isZero();
    assertThat(killed.get("after")).hasSize(1);
    assertThat(killed.at("/after/0/md5")).isEqualTo(killed.get("md5"));
    assertThat(killed.get("sentAgain").asLong())
        .isPositive()
        .isLessThan(killed.get("size").asLong() * 3 / 4);
    assertThat(killed.get("remembered").asInt()).as("what the browser still keeps").isZero();
  }

  @Test
  void expiredLooksLikeUnknownByteForByte() {
    assertThat(seen.at("/nowhere/status").asString()).isEqualTo("404");
    assertThat(seen.at("/nowhere/differing")).isEmpty();
  }
}
