package valise.files.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.files.notices.NoticeWorld.done;
import static valise.files.notices.NoticeWorld.made;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import valise.files.accounts.AccountSetting;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.users.User;
import valise.platform.evidence.Assumed;
import valise.platform.evidence.Verified;
import valise.platform.mail.Address;
import valise.platform.mail.Message;

/// Who is written to about shares, over the API.
class ShareNoticesTest {

  private final NoticeWorld world = new NoticeWorld();
  private final Caller admin = world.admin;

  @AfterEach
  void stop() {
    world.close();
  }

  private static String share(String id) {
    return "/Shares(" + id + ")";
  }

  /// Sends a file to people.
  ///
  /// @param more members of the body, each with a comma in front
  private String send(String file, String emails, String more) {
    return made(post(file, emails, more));
  }

  private Reply post(String file, String emails, String more) {
    return admin.post(
        "/Shares/Send",
        "{\"Items\":[\"%s\"],\"Emails\":[%s],\"Subject\":\"The plans\",\"Body\":\"Dear all\"%s}"
            .formatted(file, emails, more));
  }

  /// Asks two clients for files, with reminders.
  private String request(String more) {
    return made(
        admin.post(
            "/Shares?notify=true",
            """
            {"ShareType":"Request","Title":"The forms","Parent":{"Id":"%s"},
             "Recipients":[{"User":{"Email":"amy@client.example"}},
                           {"User":{"Email":"bob@client.example"}}]%s}
            """
                .formatted(world.folder, more)));
  }

  // --- to recipients -----------------------------------------------------------------------------

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void whatIsSentReachesEachRecipientWithALinkOfTheirOwn() {
    User amy = world.office.client("amy");
    String file = world.upload(admin, "plan.pdf", "");

    String id = send(file, "\"amy@client.example\",\"new@client.example\"", "");

    List<Message> mails = world.mails();
    assertThat(mails).hasSize(2);
    Message hers = NoticeWorld.to(mails, amy).orElseThrow();
    assertThat(hers.subject()).isEqualTo("The plans");
    assertThat(hers.from()).isEqualTo(Address.of("valise@files.example", "Ada Min"));
    assertThat(hers.replyTo().email()).isEqualTo("admin@example.com");
    List<JsonNode> recipients = admin.get(share(id) + "/Recipients").values();
    for (Message mail : mails) {
      String alias =
          recipients.stream()
              .filter(it -> it.path("Email").asString().equals(mail.to().getFirst().email()))
              .findFirst()
              .orElseThrow()
              .path("Id")
              .asString();
      assertThat(mail.text())
          .contains("> Dear all", "- plan.pdf (8 B)", "https://files.example/d/" + alias);
      assertThat(mail.html()).contains("Dear all", "plan.pdf", "https://files.example/d/" + alias);
    }
  }

  @Test
  void aShareThatIsRefusedWritesToNobody() {
    String file = world.upload(admin, "plan.pdf", "");

    assertThat(post(file, "\"amy@client.example\",\"nobody\"", "").status()).isEqualTo(400);

    assertThat(world.mailed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"taken back", "over", "without a creator"})
  void whatIsNoMoreIsNotSpokenOf(String state) {
    User carol = world.office.employee("carol");
    world.list(carol.id().value(), "");
    String file = world.upload(admin, "plan.pdf", "");
    String id =
        made(
            world
                .server
                .as(carol.id())
                .post(
                    "/Shares/Send",
                    "{\"Items\":[\"%s\"],\"Emails\":[\"amy@client.example\"],\"Subject\":\"x\"}"
                        .formatted(file)));
    switch (state) {
      case "taken back" ->
          assertThat(world.server.as(carol.id()).delete(share(id)).status()).isEqualTo(204);
      case "over" -> world.server.clock().advance(Duration.ofDays(31));
      default ->
          done(admin.patch("/Users(" + carol.id() + ")", "{\"Security\":{\"IsDisabled\":true}}"));
    }

    assertThat(world.mailed()).isEmpty();
  }

  @Test
  void whoMustSaySomethingFirstIsNotToldWhatIsInTheShare() {
    String file = world.upload(admin, "secret-name.pdf", "");

    send(file, "\"amy@client.example\"", ",\"RequireUserInfo\":true");

    assertThat(world.mails())
        .singleElement()
        .satisfies(mail -> assertThat(mail.text()).doesNotContain("secret-name"))
        .satisfies(mail -> assertThat(mail.html()).doesNotContain("secret-name"));
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void whoMustSignInAndCannotYetChoosesAPasswordFirst() {
    world.office.client("amy");
    String file = world.upload(admin, "plan.pdf", "");

    String id =
        send(file, "\"amy@client.example\",\"new@client.example\"", ",\"RequireLogin\":true");
    List<Message> mails = world.mails();

    assertThat(mails).hasSize(2);
    assertThat(mails)
        .filteredOn(mail -> mail.text().contains("https://files.example/choose-password?"))
        .singleElement()
        .satisfies(
            mail -> assertThat(mail.to().getFirst().email()).isEqualTo("new@client.example"));

    done(admin.post(share(id) + "/Alias?email=other@client.example&notify=false", ""));
    assertThat(world.mails())
        .singleElement()
        .satisfies(mail -> assertThat(mail.subject()).isEqualTo("Ada Min shares files with you"))
        .satisfies(mail ->
            assertThat(mail.text())
                .contains("https://files.example/choose-password?", "https://files.example/d/"));
    done(admin.post(share(id) + "/Alias?email=third@client.example&notify=true", ""));
    assertThat(world.mailed()).containsExactly("third: The plans");
  }

  @Test
  void theSenderGetsACopyIfTheyWantOne() {
    String file = world.upload(admin, "plan.pdf", "");

    send(file, "\"amy@client.example\",\"bob@client.example\"", ",\"CcSender\":true");

    assertThat(world.mailed())
        .containsExactly("admin: Copy: The plans", "amy: The plans", "bob: The plans");
  }

  @Test
  void whatIsSentAgainSaysWhatTheSenderWroteThisTime() {
    String file = world.upload(admin, "plan.pdf", "");
    String id = send(file, "\"amy@client.example\"", "");
    world.mails();

    done(
        admin.post(
            "/Shares/Resend",
            """
            {"ShareId":"%s","Recipients":["amy@client.example"],"Subject":"Once more","Body":"See"}
            """
                .formatted(id)));

    assertThat(world.mails())
        .singleElement()
        .satisfies(mail -> assertThat(mail.subject()).isEqualTo("Once more"))
        .satisfies(mail -> assertThat(mail.text()).contains("> See").doesNotContain("Dear all"));
  }

  // --- reminders ---------------------------------------------------------------------------------

  @Test
  @Assumed(from = "the names SendFrequency and SendInterval alone", area = "Shares")
  void thoseWhoSentNothingAreRemindedEachIntervalAsOftenAsTheFrequency() {
    User amy = world.office.client("amy");
    String id =
        request(
            ",\"TrackUntilDate\":\"2026-03-28\",\"SendInterval\":\"2\",\"SendFrequency\":\"2\"");
    assertThat(world.mailed()).containsExactly("amy: The forms", "bob: The forms");

    world.after(Duration.ofDays(2).minusMinutes(30));
    assertThat(world.mailed()).isEmpty();
    world.after(Duration.ofHours(1));
    assertThat(world.mails())
        .extracting(Message::subject)
        .containsExactly("Reminder: The forms", "Reminder: The forms");

    world.upload(world.server.as(amy.id()), share(id), "form.pdf", new byte[] {1}, "");
    world.after(Duration.ofDays(2).plusHours(1));
    assertThat(world.mailed()).containsExactly("bob: Reminder: The forms");
    world.after(Duration.ofDays(9));
    assertThat(world.mailed()).isEmpty();
  }

  @Test
  @Verified(against = "the vendor's page of shares", when = "2026-11", area = "Shares")
  void remindersStopAtTheTrackDate() {
    request(",\"TrackUntilDate\":\"2026-03-04\",\"SendInterval\":\"1\"");
    world.mails();

    int reminded = 0;
    for (int day = 0; day < 10; day++) {
      world.after(Duration.ofDays(1));
      reminded += world.mails().size();
    }

    assertThat(reminded).isEqualTo(2 * 3);
  }

  @Test
  void aRequestThatTracksForEverRemindsUntilItEnds() {
    request(
        ",\"TrackUntilDate\":\"9999-12-31\",\"SendInterval\":\"10\",\"ExpirationDate\":\"2026-03-25\"");
    world.mails();

    int reminded = 0;
    for (int day = 0; day < 40; day++) {
      world.after(Duration.ofDays(1));
      reminded +=
          (int)
              world.mails().stream().filter(mail -> mail.subject().startsWith("Reminder")).count();
    }

    assertThat(reminded).isEqualTo(2 * 2);
  }

  @Test
  void aRequestThatWasTakenBackRemindsNobody() {
    String id = request(",\"TrackUntilDate\":\"2026-03-28\",\"SendInterval\":\"1\"");
    world.mails();

    assertThat(admin.delete(share(id)).status()).isEqualTo(204);
    world.after(Duration.ofDays(2));

    assertThat(world.mailed()).isEmpty();
  }

  // --- to the creator ----------------------------------------------------------------------------

  private String aliasOf(String id, String email) {
    return admin.get(share(id) + "/Recipients").values().stream()
        .filter(it -> it.path("Email").asString().equals(email))
        .findFirst()
        .orElseThrow()
        .path("Id")
        .asString();
  }

  @Test
  void aDownloadIsToldOfWhenEveryByteArrivedAndOnce() {
    User amy = world.office.client("amy");
    String file = world.upload(admin, "plan.pdf", "");
    String id = send(file, "\"amy@client.example\"", ",\"NotifyOnDownload\":true");
    world.mails();
    String path =
        share(id)
            + "/Recipients("
            + aliasOf(id, "amy@client.example")
            + ")/DownloadWithAlias("
            + file
            + ")";

    world.download(world.server.as(amy.id()), path, "Range", "bytes=0-3");
    assertThat(world.mailed()).isEmpty();
    world.download(world.server.as(amy.id()), path, "Range", "bytes=4-7");
    assertThat(world.mailed()).containsExactly("admin: amy Client downloaded plan.pdf");
  }

  @Test
  @Assumed(from = "the name NotifyOnDownloadByDefault", area = "Shares")
  void whoPrefersToBeToldIsToldUnlessTheShareSaysOtherwise() {
    done(
        admin.patch(
            "/Users(" + world.office.admin().id() + ")/Preferences",
            "{\"NotifyOnDownloadByDefault\":true}"));
    User amy = world.office.client("amy");
    String file = world.upload(admin, "plan.pdf", "");
    for (String says : List.of("", ",\"NotifyOnDownload\":false")) {
      String id = send(file, "\"amy@client.example\"", says);
      world.download(
          world.server.as(amy.id()),
          share(id) + "/Recipients(" + aliasOf(id, "amy@client.example") + ")/Download");
    }

    assertThat(world.mailed())
        .containsExactly(
            "admin: amy Client downloaded plan.pdf", "amy: The plans", "amy: The plans");
  }

  @Test
  @Verified(against = "the vendor's page of uploads", when = "2026-11", area = "Shares")
  void filesOfABatchAreToldOfOnceAfterTheLast() {
    Caller amy = world.server.as(world.office.client("amy").id());
    String id = request(",\"Settings\":{\"NotifyOnUse\":true}");
    world.mails();

    world.upload(amy, share(id), "a", new byte[] {1}, "&batchId=b1");
    world.after(Duration.ofMinutes(59));
    world.upload(amy, share(id), "b", new byte[] {1}, "&batchId=b1");
    world.after(Duration.ofMinutes(59));
    assertThat(world.mailed()).isEmpty();
    world.upload(amy, share(id), "c", new byte[] {1}, "&batchId=b1&batchLast=true");

    assertThat(world.mails())
        .singleElement()
        .satisfies(mail -> assertThat(mail.subject()).isEqualTo("amy Client uploaded 3 files"))
        .satisfies(mail -> assertThat(mail.text()).contains("- a (1 B)\n- b (1 B)\n- c (1 B)"));
    world.after(Duration.ofDays(1));
    assertThat(world.mailed()).isEmpty();
  }

  @Test
  void aBatchWhoseLastFileNeverComesIsToldOfAfterAnHour() {
    Caller amy = world.server.as(world.office.client("amy").id());
    String id = request(",\"Settings\":{\"NotifyOnUse\":true}");
    world.mails();

    world.upload(amy, share(id), "a", new byte[] {1}, "&batchId=b1");
    world.upload(amy, share(id), "b", new byte[] {1}, "&batchId=b1");
    world.after(Duration.ofHours(1));

    assertThat(world.mailed()).containsExactly("admin: amy Client uploaded 2 files");
  }

  @Test
  void filesWithoutABatchAreToldOfOnceItIsQuiet() {
    Caller amy = world.server.as(world.office.client("amy").id());
    String id = request(",\"Settings\":{\"NotifyOnUse\":true}");
    world.mails();

    for (int i = 0; i < 3; i++) {
      world.upload(amy, share(id), "file" + i, new byte[] {1}, "");
      world.after(Duration.ofMinutes(2));
    }
    assertThat(world.mailed()).isEmpty();
    world.after(Duration.ofMinutes(1));

    assertThat(world.mailed()).containsExactly("admin: amy Client uploaded 3 files");
  }

  @Test
  void filesThatNeverStopComingAreToldOfAfterHalfAnHour() {
    Caller amy = world.server.as(world.office.client("amy").id());
    String id = request(",\"Settings\":{\"NotifyOnUse\":true}");
    world.mails();

    for (int i = 0; i < 15; i++) {
      world.upload(amy, share(id), "file" + i, new byte[] {1}, "");
      world.after(Duration.ofMinutes(2));
    }

    assertThat(world.mailed()).containsExactly("admin: amy Client uploaded 15 files");
  }

  @Test
  void nobodyIsToldWhoDidNotAskForIt() {
    Caller amy = world.server.as(world.office.client("amy").id());
    String id = request("");
    world.mails();

    world.upload(amy, share(id), "a", new byte[] {1}, "&batchId=b1&batchLast=true");
    world.after(Duration.ofDays(1));

    assertThat(world.mailed()).isEmpty();
  }

  // --- ends --------------------------------------------------------------------------------------

  @Test
  void theCreatorIsToldOnceOfAShareThatEndsAndWasNotFetched() {
    String file = world.upload(admin, "plan.pdf", "");
    send(file, "\"amy@client.example\"", ",\"ExpirationDays\":10");
    world.mails();

    world.after(Duration.ofDays(6));
    assertThat(world.mailed()).isEmpty();
    world.after(Duration.ofDays(2));
    assertThat(world.mails())
        .singleElement()
        .satisfies(mail ->
            assertThat(mail.subject()).isEqualTo("\"The plans\" ends on Wednesday, 11 March 2026"))
        .satisfies(mail -> assertThat(mail.text()).contains("amy@client.example has not yet"));
    world.after(Duration.ofDays(1));
    assertThat(world.mailed()).isEmpty();
  }

  @Test
  void aShareThatIsGivenMoreTimeIsToldOfAgain() {
    String file = world.upload(admin, "plan.pdf", "");
    String id = send(file, "\"amy@client.example\"", ",\"ExpirationDays\":10");
    world.after(Duration.ofDays(8));
    world.mails();

    done(admin.patch(share(id), "{\"ExpirationDate\":\"2026-03-31\"}"));
    world.after(Duration.ofDays(8));
    assertThat(world.mailed()).isEmpty();
    world.after(Duration.ofDays(13));

    assertThat(world.mailed())
        .containsExactly("admin: \"The plans\" ends on Tuesday, 31 March 2026");
  }

  @Test
  void whatWasFetchedByAllOrLivesBrieflyEndsWithoutAWord() {
    User amy = world.office.client("amy");
    String file = world.upload(admin, "plan.pdf", "");
    String fetched = send(file, "\"amy@client.example\"", ",\"ExpirationDays\":10");
    world.download(
        world.server.as(amy.id()),
        share(fetched) + "/Recipients(" + aliasOf(fetched, "amy@client.example") + ")/Download");
    send(file, "\"bob@client.example\"", ",\"ExpirationDays\":7");
    world.mails();

    world.after(Duration.ofDays(5));
    world.after(Duration.ofDays(4));

    assertThat(world.mailed()).isEmpty();
  }

  @Test
  void theAccountsOwnRuleOfSigningInIsSaid() {
    world.set(AccountSetting.REQUIRE_LOGIN_ON_DOWNLOAD, "true");
    world.office.client("amy");
    String file = world.upload(admin, "plan.pdf", "");

    send(file, "\"amy@client.example\"", "");

    assertThat(world.mails())
        .singleElement()
        .satisfies(mail ->
            assertThat(mail.text())
                .contains("You will be asked to sign in")
                .doesNotContain("plan.pdf"));
  }
}
