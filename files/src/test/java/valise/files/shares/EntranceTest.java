package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valise.files.db.generated.Tables.THUMBNAIL;
import static valise.files.db.generated.Tables.THUMBNAIL_PICTURE;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import valise.files.downloads.Downloads;
import valise.files.downloads.Fetcher;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Item;
import valise.files.testing.FilesServer;
import valise.files.thumbnails.PictureSize;
import valise.files.uploads.UploadMethod;
import valise.files.uploads.UploadRequest;
import valise.files.uploads.UploadSpecification;
import valise.files.users.User;
import valise.platform.Refusal;

/// The door as a page uses it: for whoever has a link, signed in or not.
class EntranceTest {

  private static final RecordedShares RECORD = new RecordedShares();
  private static final FilesServer SERVER =
      FilesServer.with(context -> context.registerBean(RecordedShares.class, () -> RECORD));
  private static final Fetcher HERE = new Fetcher("203.0.113.9", "a browser");

  private final Entrance entrance = SERVER.bean(Entrance.class);
  private ShareWorld world;
  private ItemId folder;
  private Item fox;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void arrange() {
    world = new ShareWorld(SERVER);
    folder = world.folder("root", "Reports");
    fox = world.file(folder, "fox.txt", "fox");
    RECORD.forget();
  }

  private Opening open(String id, String... tickets) {
    return entrance.open(id, new Visitor(Optional.empty(), List.of(tickets), HERE));
  }

  private Opening open(String id, User user) {
    Principal caller = world.principal(user);
    return entrance.open(id, new Visitor(Optional.of(caller), List.of(), HERE));
  }

  private static Opening.Open opened(Opening opening) {
    assertThat(opening).isInstanceOf(Opening.Open.class);
    return (Opening.Open) opening;
  }

  private String url(String token) {
    return Downloads.address(SERVER.base().replace("/sf/v3", ""), token).toString();
  }

  private static String ticket(Entrance.Unlocking unlocking) {
    assertThat(unlocking).isInstanceOf(Entrance.Unlocking.Unlocked.class);
    return ((Entrance.Unlocking.Unlocked) unlocking).ticket();
  }

  private Entrance.Unlocking identify(String id) {
    return entrance.identify(id, "guest@there.example", "Gus", "Guest", "", HERE);
  }

  @Test
  void aPlainShareIsOpenToWhoeverHasItsLink() {
    String id = world.send(",\"MaxDownloads\":2", fox.id());

    Opening.Open open = opened(open(id));

    assertThat(open.entries())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.item().name()).isEqualTo("fox.txt");
          assertThat(it.item().parent()).isEmpty();
        });
    assertThat(open.remaining()).isEqualTo(OptionalLong.of(2));
    assertThat(world.fetch(url(entrance.download(open))).text()).isEqualTo("fox");
    assertThat(opened(open(id)).remaining()).isEqualTo(OptionalLong.of(1));
    entrance.seen(open, HERE);
    assertThat(RECORD.events(ShareEvent.Opened.class).getFirst().from()).isEqualTo(HERE);
    ShareEvent.Downloaded downloaded = RECORD.events(ShareEvent.Downloaded.class).getFirst();
    assertThat(downloaded.complete()).isTrue();
    assertThat(downloaded.bytes()).isEqualTo(3);
    assertThat(downloaded.from().address()).isEqualTo("127.0.0.1");
  }

  @Test
  void whatIsNoLinkAndWhatIsOneNoMoreAreTheSame() {
    String id = world.send("", fox.id());
    world.admin.delete("/Shares(" + id + ")");

    for (String each : List.of("", "x", "s" + "0".repeat(32), id, id.toUpperCase())) {
      assertThat(open(each)).as(each).isEqualTo(new Opening.Unknown());
    }
  }

  @Test
  void aShareIsAliveAtItsVeryLastInstant() {
    String id = world.send(",\"ExpirationDate\":\"2026-03-01T13:00:00Z\"", fox.id());
    SERVER.clock().advance(Duration.ofHours(1));
    try {
      opened(open(id));
      SERVER.clock().advance(Duration.ofMillis(1));
      assertThat(open(id)).isEqualTo(new Opening.Unknown());
    } finally {
      SERVER.clock().advance(Duration.ofHours(-1).minusMillis(1));
    }
  }

  @Test
  void whoSaysWhoTheyAreComesInAndIsCountedAsThemselves() {
    String id = world.send(",\"RequireUserInfo\":true", fox.id());
    assertThat(open(id)).isInstanceOf(Opening.NeedsUserInfo.class);
    assertThatThrownBy(() -> entrance.identify(id, "nobody", "A", "B", "", HERE))
        .isInstanceOf(Refusal.class);

    String ticket = ticket(identify(id));

    Opening.Open open = opened(open(id, ticket));
    assertThat(open.alias().who().map(Alias.Person::firstName)).contains("Gus");
    assertThat(open.alias().origin()).isEqualTo(Alias.Origin.DECLARED);
    assertThat(RECORD.events(ShareEvent.Unlocked.class)).hasSize(1);
  }

  @Test
  void oneUnlockOpensNoOtherShareAndNoneAfterThePolicyChanged() {
    String id = world.send(",\"RequireUserInfo\":true", fox.id());
    String other = world.send(",\"RequireUserInfo\":true", fox.id());
    String ticket = ticket(identify(id));
    opened(open(id, ticket));

    assertThat(open(other, ticket)).isInstanceOf(Opening.NeedsUserInfo.class);
    world.admin.patch("/Shares(" + id + ")", "{\"RequireUserInfo\":false}");
    world.admin.patch("/Shares(" + id + ")", "{\"RequireUserInfo\":true}");
    assertThat(open(id, ticket)).isInstanceOf(Opening.NeedsUserInfo.class);
    world.admin.patch("/Shares(" + id + ")", "{\"RequireLogin\":true}");
    assertThat(open(id, ticket)).isInstanceOf(Opening.NeedsLogin.class);
  }

  @Test
  void anUnlockEndsByTimeAndCannotBeForged() {
    String id = world.send(",\"RequireUserInfo\":true", fox.id());
    String ticket = ticket(identify(id));

    assertThat(open(id, ticket.substring(1), "x", ticket + "A"))
        .isInstanceOf(Opening.NeedsUserInfo.class);
    SERVER.clock().advance(Duration.ofHours(13));
    try {
      assertThat(open(id, ticket)).isInstanceOf(Opening.NeedsUserInfo.class);
    } finally {
      SERVER.clock().advance(Duration.ofHours(-13));
    }
  }

  @Test
  void aLinkHandedOutUnderAnEarlierPolicyIsNoLinkAnyMore() {
    String id = world.send("", fox.id());
    String link = url(entrance.download(opened(open(id))));

    world.admin.patch("/Shares(" + id + ")", "{\"RequireLogin\":true}");

    assertThat(world.fetch(link).status()).isEqualTo(404);
  }

  @Test
  void aShareThatRequiresLoginLetsItsRecipientsInAndNobodyElse() {
    User amy = world.office.client("amy");
    User bob = world.office.employee("bob");
    String id =
        world.send(
            ",\"RequireLogin\":true,\"Recipients\":[{\"User\":{\"Id\":\"" + amy.id() + "\"}}]",
            fox.id());

    assertThat(open(id)).isInstanceOf(Opening.NeedsLogin.class);
    assertThat(open(id, bob)).isInstanceOf(Opening.NeedsLogin.class);
    assertThat(opened(open(id, amy)).alias().user()).contains(amy.id());
    String ticket = ticket(entrance.signIn(id, world.principal(amy), HERE));
    assertThat(opened(open(id, ticket)).alias().user()).contains(amy.id());
    assertThat(entrance.signIn(id, world.principal(bob), HERE))
        .isEqualTo(new Entrance.Unlocking.Refused());
  }

  @Test
  void aLoginShareThatNamesNobodyIsForEverybodyInTheAccount() {
    User amy = world.office.client("amy");
    User bob = world.office.employee("bob");
    String id = world.send(",\"RequireLogin\":true", fox.id());

    opened(open(id, amy));
    opened(open(id, bob));
    User stranger = new ShareWorld(SERVER).office.admin();
    assertThat(open(id, stranger)).isInstanceOf(Opening.NeedsLogin.class);
  }

  @Test
  void aGuestsUnfinishedUploadIsTheirOwnToGoOnWith() {
    String id = world.request(",\"RequireUserInfo\":true", folder);
    String one = ticket(identify(id));
    String two = ticket(entrance.identify(id, "other@there.example", "Otto", "", "", HERE));
    UploadRequest request =
        new UploadRequest(
            UploadMethod.STREAMED,
            true,
            Optional.of("in.bin"),
            OptionalLong.of(4),
            Optional.empty(),
            false,
            true,
            false,
            false,
            "page",
            UploadRequest.OnTaken.REFUSE_LATER,
            Optional.empty(),
            "",
            Optional.empty(),
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());
    String origin = SERVER.base().replace("/sf/v3", "");

    UploadSpecification begun = entrance.upload(origin, opened(open(id, one)), request);
    world.send("POST", begun.chunkUri() + "&index=0&byteOffset=0", new byte[] {1, 2});

    assertThat(entrance.upload(origin, opened(open(id, two)), request).resume()).isEmpty();
    String sameAddress = ticket(identify(id));
    assertThat(entrance.upload(origin, opened(open(id, sameAddress)), request).resume()).isEmpty();
    UploadSpecification resumed = entrance.upload(origin, opened(open(id, one)), request);
    assertThat(resumed.resume().map(UploadSpecification.Resume::offset)).contains(2L);
    world.send("POST", resumed.chunkUri() + "&index=1&byteOffset=2&finish=true", new byte[] {3, 4});
    assertThat(RECORD.events(ShareEvent.Uploaded.class))
        .singleElement()
        .satisfies(it -> assertThat(it.size()).isEqualTo(4));
    assertThat(opened(open(id, one)).alias().uploadedAt()).isPresent();
    assertThat(opened(open(id, two)).alias().uploadedAt()).isEmpty();
  }

  @Test
  void aPictureIsSeenOfAViewOnlyShareAndNotOfOneThatWasTakenBack() throws Exception {
    String id = world.send(",\"IsViewOnly\":true", fox.id());
    Item picture = world.file(folder, "made-of-fox.png", "pixels");
    SERVER
        .database()
        .write(tx -> {
          var source = fox.content().orElseThrow();
          var made = picture.content().orElseThrow();
          tx.sql()
              .insertInto(THUMBNAIL)
              .values(source.blob().value(), 1, 0, 1, SERVER.clock().instant().toEpochMilli())
              .execute();
          tx.sql()
              .insertInto(THUMBNAIL_PICTURE)
              .values(source.blob().value(), 75, made.blob().value(), made.size(), "image/png")
              .execute();
          return true;
        });
    String origin = SERVER.base().replace("/sf/v3", "");
    Opening.Open open = opened(open(id));
    String link = entrance.picture(origin, open, fox.id().value(), PictureSize.SMALL).toString();

    assertThatThrownBy(() -> entrance.download(open)).isInstanceOf(Refusal.class);
    ShareWorld.Bytes seen = world.fetch(link);
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.header("Content-Type")).isEqualTo("image/png");
    assertThat(RECORD.events(ShareEvent.Previewed.class))
        .singleElement()
        .satisfies(it -> assertThat(it.item()).isEqualTo(fox.id()));
    assertThat(world.admin.get("/Shares(" + id + ")").at("TotalDownloads").asInt()).isZero();
    world.admin.delete("/Shares(" + id + ")");
    assertThat(world.fetch(link).status()).isEqualTo(404);
  }
}
