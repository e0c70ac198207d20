package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import valise.files.ids.AliasId;
import valise.files.ids.EmailAddress;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.StreamId;
import valise.files.testing.HandClock;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.http.ByteRange;

/// What must hold of the shares' tables on every database.
@EveryDatabase({"platform", "files"})
class ShareStoreTest {

  private static final ByteRange ALL = new ByteRange(0, 10);

  private final Database database;
  private final HandClock clock = new HandClock();
  private final Deliveries deliveries;

  ShareStoreTest(Database database) {
    this.database = database;
    this.deliveries = new Deliveries(database, clock);
  }

  private Share add(Share share) {
    return database.write(tx -> {
      ShareStore.insert(tx, share);
      return share;
    });
  }

  private Optional<Share> find(ShareId id) {
    return database.read(sql -> ShareStore.find(sql, id));
  }

  @Test
  void aShareIsReadAsItWasWritten() {
    Share share =
        add(
            Samples.share(
                Optional.of(Samples.NOW.plusSeconds(60)),
                new Share.Tracking(Optional.of(Samples.NOW), 3, 7, 0, Optional.empty())));

    assertThat(find(share.id())).contains(share);
    assertThat(find(ShareId.mint())).isEmpty();
  }

  @Test
  void aShareThatWasTakenBackIsKeptButNotListed() {
    Share share = add(Samples.share(Optional.empty()));

    database.write(tx -> {
      ShareStore.delete(tx, share.id(), Samples.NOW);
      return true;
    });

    assertThat(find(share.id()).map(Share::deleted)).contains(true);
    assertThat(
            database.<List<Share>>read(
                sql -> ShareStore.madeBy(sql, share.account(), share.creator())))
        .isEmpty();
  }

  @Test
  void whatIsInAShareKeepsItsOrderAndIsInItOnce() {
    ShareId id = ShareId.mint();
    ItemId item = ItemId.mintFile();
    Share.Part first = new Share.Part(item.value(), item, "b");
    Share.Part second = new Share.Part(StreamId.mint().value(), ItemId.mintFile(), "a");

    database.write(tx -> {
      ShareStore.add(tx, id, List.of(first));
      ShareStore.add(tx, id, List.of(second, first));
      return true;
    });

    assertThat(database.<List<Share.Part>>read(sql -> ShareStore.parts(sql, id)))
        .containsExactly(first, second);
  }

  @Test
  void sharesAboutToEndAreFoundByTheirLastInstant() {
    Instant last = Samples.NOW.plus(Duration.ofDays(1));
    Share share = add(Samples.share(Optional.of(last)));

    assertThat(ending(last)).isEmpty();
    assertThat(ending(last.plusMillis(1))).containsExactly(share);
  }

  private List<Share> ending(Instant until) {
    return database.read(sql -> ShareStore.ending(sql, Samples.NOW, until, Optional.empty(), 10));
  }

  @Test
  void aGuestWhoOnlySaysAnAddressIsNotWhoWasNamedByIt() {
    ShareId share = ShareId.mint();
    EmailAddress address = new EmailAddress("Amy@example.com");
    Alias named =
        new Alias(
            AliasId.mint(),
            share,
            Optional.empty(),
            Optional.of(new Alias.Person(address, "Amy", "", "")),
            Alias.Origin.INVITED,
            0,
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Samples.NOW);
    database.write(tx -> {
      AliasStore.insert(tx, named);
      return true;
    });

    EmailAddress same = new EmailAddress("amy@EXAMPLE.com");
    assertThat(
            database.<Optional<Alias>>read(
                sql -> AliasStore.ofAddress(sql, share, same, Alias.Origin.INVITED)))
        .contains(named);
    assertThat(
            database.<Optional<Alias>>read(
                sql -> AliasStore.ofAddress(sql, share, same, Alias.Origin.DECLARED)))
        .isEmpty();
  }

  // --- deliveries --------------------------------------------------------------------------------

  private Deliveries.Wanted wanted(AliasId alias, int most, String... things) {
    return new Deliveries.Wanted(alias, List.of(things), "\"tag\"", 10, most);
  }

  private boolean end(Deliveries.Transfer transfer, ByteRange... sent) {
    return database.write(tx -> deliveries.end(tx, transfer, List.of(sent), true)).whole();
  }

  private long taken(AliasId alias, String thing) {
    return database
        .read(sql -> AliasStore.taken(sql, List.of(alias)))
        .getOrDefault(alias, Map.of())
        .getOrDefault(thing, 0L);
  }

  @Test
  void ofManyRacersForTheLastPlaceOneGetsIt() throws Exception {
    AliasId alias = Samples.addAlias(database);
    Callable<Optional<Deliveries.Transfer>> racer =
        () -> {
          try {
            return Optional.of(deliveries.begin(wanted(alias, 1, "a"), List.of(ALL)));
          } catch (Refusal refused) {
            assertThat(refused.code()).isEqualTo("DOWNLOAD_IN_PROGRESS");
            return Optional.empty();
          }
        };
    List<Deliveries.Transfer> admitted = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Optional<Deliveries.Transfer>> each :
          threads.invokeAll(Collections.nCopies(24, racer))) {
        each.get().ifPresent(admitted::add);
      }
    }

    assertThat(admitted).hasSize(1);
    assertThat(end(admitted.getFirst(), ALL)).isTrue();
    assertThat(taken(alias, "a")).isEqualTo(1);
  }

  @Test
  void theLastPlaceIsHeldOnlyWhileBytesFlow() {
    AliasId alias = Samples.addAlias(database);
    Deliveries.Transfer first = deliveries.begin(wanted(alias, 1, "a"), List.of(ALL));

    assertThatThrownBy(() -> deliveries.begin(wanted(alias, 1, "a"), List.of(ALL)))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.code()).isEqualTo("DOWNLOAD_IN_PROGRESS"));
    assertThat(end(first, new ByteRange(0, 4))).isFalse();
    Deliveries.Transfer again = deliveries.begin(wanted(alias, 1, "a"), List.of(ALL));
    assertThat(end(again, ALL)).isTrue();
    assertThatThrownBy(() -> deliveries.begin(wanted(alias, 1, "a"), List.of(ALL)))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.code()).isEqualTo("DOWNLOAD_LIMIT_REACHED"));
  }

  @Test
  void anAnswerThatNobodyEndedLosesItsPlaceUnlessItGivesSignsOfLife() {
    AliasId alias = Samples.addAlias(database);
    Deliveries.Transfer slow = deliveries.begin(wanted(alias, 1, "a"), List.of(ALL));
    clock.advance(Deliveries.HOLD.minusSeconds(1));
    deliveries.keep(slow);
    clock.advance(Deliveries.HOLD.minusSeconds(1));

    assertThatThrownBy(() -> deliveries.begin(wanted(alias, 1, "a"), List.of(ALL)))
        .isInstanceOf(Refusal.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(end(deliveries.begin(wanted(alias, 1, "a"), List.of(ALL)), ALL)).isTrue();
  }

  @Test
  void anArchiveIsADownloadOfEachThingInIt() {
    AliasId alias = Samples.addAlias(database);
    end(deliveries.begin(wanted(alias, 1, "a", "b"), List.of(ALL)), ALL);

    assertThat(taken(alias, "a")).isEqualTo(1);
    assertThat(taken(alias, "b")).isEqualTo(1);
    assertThatThrownBy(() -> deliveries.begin(wanted(alias, 1, "b"), List.of(ALL)))
        .isInstanceOf(Refusal.class);
    assertThat(end(deliveries.begin(wanted(alias, 1, "c"), List.of(ALL)), ALL)).isTrue();
  }

  @Test
  void anEmptyFileIsDeliveredByAnAnswerThatEndsWell() {
    AliasId alias = Samples.addAlias(database);
    Deliveries.Wanted nothing = new Deliveries.Wanted(alias, List.of("a"), "\"none\"", 0, 1);

    assertThat(end(deliveries.begin(nothing, List.of()))).isTrue();
    assertThatThrownBy(() -> deliveries.begin(nothing, List.of())).isInstanceOf(Refusal.class);
  }

  @Test
  void whatNobodyEndedIsForgotten() {
    AliasId alias = Samples.addAlias(database);
    deliveries.begin(wanted(alias, -1, "a"), List.of(ALL));

    assertThat(deliveries.sweep()).isZero();
    clock.advance(Duration.ofDays(31));
    assertThat(deliveries.sweep()).isEqualTo(2);
  }

  @Test
  void rangesAreKeptAsTheyAre() {
    Ranges ranges =
        Ranges.of(Set.of(new ByteRange(5, 5), new ByteRange(0, 3), new ByteRange(9, 3)));

    assertThat(ranges.text()).isEqualTo("0-2,5-11");
    assertThat(Ranges.parse(ranges.text())).isEqualTo(ranges);
    assertThat(Ranges.parse("")).isEqualTo(Ranges.NONE);
  }
}
