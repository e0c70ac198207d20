package valise.files.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.files.notices.NoticeWorld.done;
import static valise.files.notices.NoticeWorld.made;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valise.files.accounts.AccountSetting;
import valise.files.testing.FilesServer.Caller;
import valise.files.users.User;
import valise.platform.evidence.Assumed;
import valise.platform.evidence.Verified;

/// Who is written to about folders, by the flags of the access list.
class FolderNoticesTest {

  private static final String UPLOADS = ",\"NotifyOnUpload\":true";
  private static final String DOWNLOADS = ",\"NotifyOnDownload\":true";

  private final NoticeWorld world = new NoticeWorld();
  private final Caller admin = world.admin;
  private final User ann = world.office.employee("ann");
  private final User ben = world.office.employee("ben");

  @AfterEach
  void stop() {
    world.close();
  }

  private Caller as(User user) {
    return world.server.as(user.id());
  }

  private void quiet() {
    world.after(Duration.ofMinutes(3));
  }

  @Test
  @Verified(against = "the vendor's page of uploads", when = "2026-11", area = "Uploads")
  void uploadsThatSayNotifyAreToldToThoseWhoseLineSaysSo() {
    world.list(ann.id().value(), UPLOADS);
    world.list(ben.id().value(), DOWNLOADS);
    world.mails();

    world.upload(admin, "silent.txt", "");
    world.upload(admin, "loud.txt", "&notify=true");
    assertThat(world.mailed()).isEmpty();
    quiet();

    assertThat(world.mailed()).containsExactly("ann: Ada Min uploaded loud.txt to Plans");
  }

  @Test
  void whatIsDownloadedWholeIsToldToThoseWhoseLineSaysSo() {
    world.list(ann.id().value(), UPLOADS);
    world.list(ben.id().value(), DOWNLOADS);
    String file = world.upload(admin, "plan.pdf", "");
    world.mails();

    world.download(admin, "/Items(" + file + ")/Download");
    quiet();

    assertThat(world.mailed()).containsExactly("ben: Ada Min downloaded plan.pdf from Plans");
  }

  @Test
  void aFolderThatIsDownloadedAsAWholeIsToldToItsOwnWatchers() {
    world.list(ben.id().value(), DOWNLOADS);
    world.upload(admin, "plan.pdf", "");
    world.mails();

    world.download(admin, "/Items(" + world.folder + ")/Download");
    quiet();

    assertThat(world.mailed()).containsExactly("ben: Ada Min downloaded everything from Plans");
  }

  @Test
  void nobodyIsToldOfWhatTheyDidThemselvesUnlessTheAccountSaysSo() {
    world.list(ann.id().value(), UPLOADS + DOWNLOADS);
    world.mails();

    String file = world.upload(as(ann), "one.txt", "&notify=true");
    world.download(as(ann), "/Items(" + file + ")/Download");
    quiet();
    assertThat(world.mailed()).isEmpty();

    world.set(AccountSetting.ENABLE_SELF_NOTIFICATIONS_UPLOAD, "true");
    String other = world.upload(as(ann), "two.txt", "&notify=true");
    world.download(as(ann), "/Items(" + other + ")/Download");
    quiet();
    assertThat(world.mailed()).containsExactly("ann: ann Employee uploaded two.txt to Plans");

    world.set(AccountSetting.ENABLE_SELF_NOTIFICATIONS_DOWNLOAD, "true");
    world.download(as(ann), "/Items(" + other + ")/Download");
    quiet();
    assertThat(world.mailed()).containsExactly("ann: ann Employee downloaded two.txt from Plans");
  }

  @Test
  void aLineOfOnesOwnStandsAboveThoseOfGroups() {
    String group =
        made(
            admin.post(
                "/Groups",
                "{\"Name\":\"Crew\",\"Contacts\":[{\"Id\":\"%s\"},{\"Id\":\"%s\"}]}"
                    .formatted(ann.id(), ben.id())));
    world.list(group, UPLOADS);
    world.list(ben.id().value(), "");
    world.mails();

    world.upload(admin, "a.txt", "&notify=true");
    quiet();

    assertThat(world.mailed()).containsExactly("ann: Ada Min uploaded a.txt to Plans");
  }

  @Test
  @Verified(against = "the vendor's page of uploads", when = "2026-11", area = "Uploads")
  void aBatchIsToldOfOnceWhenItsLastFileArrives() {
    world.list(ann.id().value(), UPLOADS);
    world.mails();

    for (int i = 0; i < 3; i++) {
      world.upload(admin, "b" + i, "&notify=true&batchId=7");
      world.after(Duration.ofMinutes(40));
    }
    assertThat(world.mailed()).isEmpty();
    world.upload(admin, "b3", "&notify=true&batchId=7&batchLast=true");

    assertThat(world.mailed()).containsExactly("ann: Ada Min uploaded 4 items to Plans");
    world.after(Duration.ofDays(1));
    assertThat(world.mailed()).isEmpty();
  }

  @Test
  void theBatchesOfTwoPeopleAreNotMixedUp() {
    world.list(ann.id().value(), UPLOADS);
    world.list(ben.id().value(), "");
    world.mails();

    world.upload(admin, "hers", "&notify=true&batchId=1");
    world.upload(as(ben), "his", "&notify=true&batchId=1&batchLast=true");

    assertThat(world.mailed()).containsExactly("ann: ben Employee uploaded his to Plans");
  }

  @Test
  void ofAnArchiveWhatLiesOnTopIsTold() throws IOException {
    world.list(ann.id().value(), UPLOADS);
    world.mails();

    world.upload(
        admin,
        "/Items(" + world.folder + ")",
        "all.zip",
        zip("Photos/1.jpg", "Photos/2.jpg", "Photos/deep/3.jpg", "read.me"),
        "&unzip=true&notify=true");
    quiet();

    assertThat(world.mails())
        .singleElement()
        .satisfies(mail -> assertThat(mail.text()).contains("- Photos (folder)\n- read.me (7 B)"))
        .satisfies(mail -> assertThat(mail.text()).doesNotContain("1.jpg"));
  }

  private static byte[] zip(String... names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsSentToARequestIsToldToTheWatchersAndOnceToWhoAsked() {
    User amy = world.office.client("amy");
    world.list(ann.id().value(), UPLOADS);
    world.list(world.office.admin().id().value(), UPLOADS);
    String share =
        made(
            admin.post(
                "/Shares",
                "{\"ShareType\":\"Request\",\"Parent\":{\"Id\":\"" + world.folder + "\"}}"));
    world.mails();

    world.upload(as(amy), "/Shares(" + share + ")", "form.pdf", new byte[] {1}, "&notify=true");
    quiet();

    assertThat(world.mailed())
        .containsExactly(
            "admin: amy Client uploaded form.pdf", "ann: amy Client uploaded form.pdf to Plans");
  }

  @Test
  @Assumed(from = "the name of the setting, its unit minutes", area = "Accounts")
  void whoIsToldAtIntervalsGetsOneMailOfEverything() {
    world.set(AccountSetting.NOTIFICATION_INTERVAL, "60");
    world.list(ann.id().value(), UPLOADS + DOWNLOADS);
    world.list(ben.id().value(), UPLOADS);
    done(admin.patch("/Users(" + ben.id() + ")/Preferences", "{\"NotificationInterval\":0}"));
    world.mails();

    String file = world.upload(admin, "a.txt", "&notify=true&batchId=1&batchLast=true");
    assertThat(world.mailed()).containsExactly("ben: Ada Min uploaded a.txt to Plans");
    world.after(Duration.ofMinutes(30));
    world.download(admin, "/Items(" + file + ")/Download");
    world.after(Duration.ofMinutes(29));
    assertThat(world.mailed()).isEmpty();
    world.after(Duration.ofMinutes(1));

    assertThat(world.mails())
        .singleElement()
        .satisfies(mail -> assertThat(mail.subject()).isEqualTo("News from Plans"))
        .satisfies(
            mail -> assertThat(mail.text()).contains("Ada Min uploaded", "Ada Min downloaded"));
  }

  @Test
  void whoMayNoLongerSeeTheFolderIsNotTold() {
    world.list(ann.id().value(), UPLOADS);
    world.mails();

    world.upload(admin, "a.txt", "&notify=true");
    done(
        admin.patch(
            "/Items(" + world.folder + ")/AccessControls",
            "{\"Principal\":{\"Id\":\"%s\"},\"CanView\":false,\"CanDownload\":false}"
                .formatted(ann.id())));
    quiet();

    assertThat(world.mailed()).isEmpty();
  }

  @Test
  void whatIsGoneAgainIsNotTold() {
    world.list(ann.id().value(), UPLOADS);
    world.mails();

    String file = world.upload(admin, "oops.txt", "&notify=true");
    world.upload(admin, "good.txt", "&notify=true");
    assertThat(admin.delete("/Items(" + file + ")").status()).isEqualTo(204);
    quiet();

    assertThat(world.mailed()).containsExactly("ann: Ada Min uploaded good.txt to Plans");
  }

  @Test
  void whatRecipientsOfAShareFetchIsToldToTheWatchersOfTheFolder() {
    User amy = world.office.client("amy");
    world.list(ann.id().value(), DOWNLOADS);
    world.list(world.office.admin().id().value(), DOWNLOADS);
    String file = world.upload(admin, "plan.pdf", "");
    String share =
        made(
            admin.post(
                "/Shares",
                "{\"Items\":[{\"Id\":\"%s\"}],\"RequireUserInfo\":true}".formatted(file)));
    world.mails();

    world.download(as(amy), "/Shares(" + share + ")/Download?Name=Guy+Guest&Email=g@x.example");
    quiet();

    assertThat(world.mailed()).containsExactly("ann: A guest downloaded plan.pdf from Plans");
  }
}
