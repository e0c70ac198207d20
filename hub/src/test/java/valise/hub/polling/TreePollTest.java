package valise.hub.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.hub.adapters.sharefile.Feeds;
import valise.hub.events.Event;
import valise.hub.events.Events;
import valise.hub.events.Fact;
import valise.hub.events.Kind;
import valise.hub.events.Made;
import valise.hub.events.Origin;
import valise.hub.events.Route;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.intake.Intake;
import valise.hub.intake.Taken;
import valise.hub.testing.Tree;
import valise.hub.wire.ProviderFailure;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.watch.Journal;

/// A ShareFile tree that is watched.
@EveryDatabase({"platform", "hub"})
class TreePollTest {

  private static final InstanceId INSTANCE = new InstanceId(5);
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final Tree tree = new Tree(clock);
  private final Events events;
  private final Poller poller;
  private final PollStore store = new PollStore();
  private long seen;

  TreePollTest(Database database) {
    this.database = database;
    this.events = Made.events(database, List.of(), clock);
    this.poller = node("one");
    database.write(tx -> {
      store.watch(
          tx, INSTANCE, "documents", new AccountId(1), "sharefile", INTERVAL, clock.instant());
      return true;
    });
  }

  private Poller node(String name) {
    Intake intake = Taken.intake(database, events);
    Origin origin =
        new Origin(
            INSTANCE, new AccountId(1), 1, 1, "sharefile", "documents", "x", List.of("x"), false);
    Source source = new Source(origin, Feeds.progenyWalk(), tree, "sharefile key", "here");
    return new Poller(
        database,
        intake,
        instances -> (instance, resource) -> Optional.of(source),
        PollSettings.DEFAULT,
        Journal.silent(),
        clock,
        name);
  }

  /// Lets the interval pass and polls.
  private List<Event> poll() {
    clock.advance(INTERVAL);
    poller.step();
    return told();
  }

  private List<Event> told() {
    List<Event> told = events.after(INSTANCE, seen, 10_000);
    if (!told.isEmpty()) {
      seen = told.getLast().id().sequence();
    }
    return told;
  }

  private static List<String> words(List<Event> events) {
    return events.stream().map(event -> event.kind() + " " + event.objectId()).toList();
  }

  @Test
  void whatWasThereAtTheBeginningIsNotTold() {
    for (int i = 0; i < 10; i++) {
      tree.file(tree.folder("top", "folder " + i), "file");
    }

    assertThat(poll()).isEmpty();
    assertThat(poll()).isEmpty();
  }

  @Test
  void aNewFileDeepInTheTreeIsOneEvent() {
    String deep = tree.folder(tree.folder(tree.folder("top", "a"), "b"), "c");
    poll();
    String file = tree.file(deep, "new.txt");

    List<Event> told = poll();

    assertThat(words(told)).containsExactly("CREATED " + file);
    assertThat(told.getFirst().raw()).contains("new.txt");
    assertThat(poll()).isEmpty();
  }

  @Test
  void aTreeInWhichNothingHappensCostsOneRequestWhateverItsSize() {
    for (int i = 0; i < 20; i++) {
      String folder = tree.folder("top", "folder " + i);
      for (int j = 0; j < 5; j++) {
        tree.file(folder, "file " + j);
      }
    }
    poll();
    poll();
    tree.takeRequests();

    for (int i = 0; i < 10; i++) {
      poll();
    }

    assertThat(tree.takeRequests()).isEqualTo(10);
  }

  @Test
  void aRootThatIsOnlyAViewIsLookedAtEveryTimeAndNothingBelowIt() {
    tree.configure("pagination.max", "100");
    tree.rootIsAView();
    String home = tree.folder("top", "home");
    for (int i = 0; i < 20; i++) {
      tree.folder(home, "folder " + i);
    }
    poll();
    poll();
    tree.takeRequests();
    poll();
    assertThat(tree.takeRequests()).isEqualTo(1);
    String file = tree.file(home, "new");

    assertThat(words(poll())).containsExactly("CREATED " + file);
    assertThat(tree.asked()).noneMatch(path -> path.contains("favorites"));
  }

  @Test
  void onlyTheWayDownToAChangeIsAskedFor() {
    String a = tree.folder("top", "a");
    for (int i = 0; i < 30; i++) {
      tree.folder(a, "leaf " + i);
    }
    String b = tree.folder("top", "b");
    poll();
    poll();
    tree.takeRequests();
    tree.file(b, "new");
    poll();

    // The root, its children, and those of b.
    assertThat(tree.takeRequests()).isEqualTo(3);
  }

  @Test
  void aNewVersionIsAnUpdateThatNamesTheFormerId() {
    String file = tree.file("top", "report.txt");
    poll();
    String newer = tree.version(file);

    List<Event> told = poll();

    assertThat(words(told)).containsExactly("UPDATED " + newer);
    assertThat(told.getFirst().otherId()).hasValue(file);
    assertThat(told.getFirst().facts()).containsExactly(Fact.CONTENT);
  }

  @Test
  void renamedAndBackAreTwoEvents() {
    String file = tree.file("top", "one");
    poll();
    tree.rename(file, "two");
    assertThat(poll().getFirst().facts()).containsExactly(Fact.RENAMED);
    tree.rename(file, "one");

    List<Event> told = poll();

    assertThat(words(told)).containsExactly("UPDATED " + file);
  }

  @Test
  void aMovedFileIsAnUpdateAndNoDeletion() {
    String a = tree.folder("top", "a");
    String b = tree.folder("top", "b");
    String file = tree.file(a, "x");
    poll();
    tree.move(file, b);
    assertThat(poll())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(Kind.UPDATED);
          assertThat(event.facts()).containsExactly(Fact.MOVED);
        });
    tree.move(file, a);
    assertThat(words(poll())).containsExactly("UPDATED " + file);
  }

  @Test
  void aDeletedFolderTakesWhatWasInItAlong() {
    String a = tree.folder("top", "a");
    String b = tree.folder(a, "b");
    String file = tree.file(b, "x");
    poll();
    tree.remove(a);

    assertThat(words(poll()))
        .containsExactlyInAnyOrder("DELETED " + a, "DELETED " + b, "DELETED " + file);
    assertThat(poll()).isEmpty();
  }

  @Test
  void whatIsRestoredFromTheRecycleBinIsCreatedAgain() {
    String file = tree.file("top", "x");
    poll();
    tree.remove(file);
    assertThat(words(poll())).containsExactly("DELETED " + file);
    tree.restore(file);

    assertThat(words(poll())).containsExactly("CREATED " + file);
  }

  @Test
  void whatNoDateTellsOfTheSweepFinds() {
    String folder = tree.folder("top", "a");
    String file = tree.file(folder, "x");
    poll();
    poll();
    tree.removeSilently(file);
    assertThat(poll()).isEmpty();
    clock.advance(PollSettings.DEFAULT.sweep());

    List<Event> told = poll();

    assertThat(words(told)).containsExactly("DELETED " + file);
    assertThat(told.getFirst().route()).isEqualTo(Route.SWEEP);
  }

  @Test
  void aSweepThatIsBrokenOffTellsOfNoDeletions() {
    for (int i = 0; i < 8; i++) {
      tree.file(tree.folder("top", "folder " + i), "x");
    }
    poll();
    clock.advance(PollSettings.DEFAULT.sweep());
    int[] left = {5};
    tree.trouble(
        Optional.of(() -> {
          if (left[0]-- > 0) {
            tree.trouble(Optional.empty());
          }
          return ProviderFailure.of(503, "PROVIDER_FAILED", "Busy.");
        }));
    for (int i = 0; i < 10; i++) {
      assertThat(poll()).isEmpty();
    }
    assertThat(poll()).isEmpty();
  }

  @Test
  void whatHappensInTheVerySecondOfALookIsFoundByTheNext() {
    String folder = tree.folder("top", "a");
    poll();
    clock.advance(INTERVAL);
    String first = tree.file(folder, "first");
    poller.step();
    // The date is the same as that of the look before.
    String second = tree.file(folder, "second");
    assertThat(words(told())).containsExactly("CREATED " + first);

    assertThat(words(poll())).containsExactly("CREATED " + second);
  }

  private Watch watch() {
    return database.read(sql -> store.of(sql, INSTANCE)).getFirst();
  }

  @Test
  void aNameThatNoDatabaseCanKeepIsToldWithASignInItsPlace() {
    String folder = tree.folder("top", "nul \0 and half \uD83D");
    poll();
    String file = tree.file(folder, "a\0b\uDC00c");

    List<Event> told = poll();

    assertThat(words(told)).containsExactly("CREATED " + file);
    assertThat(told.getFirst().raw()).contains("a\uFFFDb\uFFFDc");
    assertThat(told.getFirst().body()).contains("a\uFFFDb\uFFFDc");
    assertThat(poll()).isEmpty();
    tree.rename(file, "sound");
    assertThat(words(poll())).containsExactly("UPDATED " + file);
  }

  @Test
  void anAnswerThatSaysNothingOfAnItemIsNotTheItemsEnd() {
    for (int i = 0; i < 3; i++) {
      tree.file(tree.folder("top", "d" + i), "x");
    }
    poll();
    for (String answer :
        List.of(
            "",
            "{}",
            "[]",
            "null",
            "\0",
            "{\"value\":",
            "<html>We are back soon</html>",
            "{\"value\":null}",
            "{\"status\":\"maintenance\"}",
            "{\"value\":{\"Id\":\"x\"},\"Id\":\"\"}")) {
      String file = tree.file("top", answer.replaceAll("[^a-z]", ""));
      tree.says(path -> path.contains("Children") ? Optional.of(answer) : Optional.empty());
      assertThat(poll()).as(answer).isEmpty();
      assertThat(watch().failures()).as(answer).isPositive();
      assertThat(watch().lastError()).as(answer).contains("something else than");
      // And when all is compared, and what was not met is asked for.
      tree.says(path ->
          path.contains("$select")
              ? Optional.of(answer)
              : path.contains("(fo0)/Children")
                  ? Optional.of("{\"odata.count\":0,\"value\":[]}")
                  : Optional.empty());
      clock.advance(PollSettings.DEFAULT.sweep());
      assertThat(words(poll())).as(answer).isSubsetOf("CREATED " + file);
      tree.says(path -> Optional.empty());
      clock.advance(Duration.ofHours(1));
      poll();
      assertThat(watch().failures()).as(answer).isZero();
    }
    assertThat(words(events.after(INSTANCE, 0, 100)))
        .hasSize(10)
        .allMatch(word -> word.startsWith("CREATED"));
  }

  @Test
  void aFolderThatIsShownEmptyByMistakeDeletesNothing() {
    String folder = tree.folder("top", "a");
    String file = tree.file(folder, "x");
    poll();
    tree.says(path ->
        path.contains("(" + folder + ")/Children")
            ? Optional.of("{\"odata.count\":0,\"value\":[]}")
            : Optional.empty());
    String other = tree.file(folder, "y");
    assertThat(poll()).isEmpty();
    tree.says(path -> Optional.empty());
    tree.remove(file);

    assertThat(words(poll())).containsExactlyInAnyOrder("CREATED " + other, "DELETED " + file);
  }

  @Test
  void aListThatRepeatsItselfForEverIsAFailureThatShows() {
    poll();
    String file = tree.file("top", "x");
    String child = "{\"Id\":\"%s\",\"Name\":\"n\",\"odata.type\":\"File\"}";
    tree.says(path ->
        path.contains("Children")
            ? Optional.of(
                "{\"value\":[%s,%s,%s]}"
                    .formatted(child.formatted(1), child.formatted(2), child.formatted(3)))
            : Optional.empty());
    tree.takeRequests();

    assertThat(poll()).isEmpty();
    assertThat(tree.takeRequests()).isLessThan(5);
    assertThat(watch().lastError()).contains("repeats itself");
    tree.says(path -> Optional.empty());
    clock.advance(INTERVAL);
    assertThat(words(poll())).containsExactly("CREATED " + file);
  }

  @Test
  void whatChangesBetweenTwoPagesOfAListIsNeitherLostNorToldTwice() {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      files.add(tree.file("top", "f" + i));
    }
    poll();
    List<String> expected = new ArrayList<>();
    int[] answers = {0};
    tree.afterEach(() -> {
      // The root, then pages of three: what comes after moves up by one, or down.
      if (++answers[0] == 2) {
        tree.remove(files.getFirst());
      } else if (answers[0] == 3) {
        expected.add("CREATED " + tree.file("top", "meanwhile"));
        tree.restore(files.getFirst());
      }
    });
    expected.add("CREATED " + tree.file("top", "before"));
    List<String> told = new ArrayList<>(words(poll()));
    tree.afterEach(() -> {});
    told.addAll(words(poll()));
    told.addAll(words(poll()));

    assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aProviderThatSaysNoShowsOnTheInstanceAndNothingIsLost() {
    String folder = tree.folder("top", "a");
    poll();
    for (int status : List.of(400, 401, 403, 404, 409, 410, 500, 502, 503)) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        expected.add("CREATED " + tree.file(i == 0 ? folder : "top", "f" + i));
      }
      // The root and its list are still answered; then not even they.
      int[] left = {2};
      tree.afterEach(() -> {
        if (--left[0] == 0) {
          tree.trouble(
              Optional.of(() -> ProviderFailure.of(status, "PROVIDER_REFUSED", "Said " + status)));
        }
      });
      List<String> told = new ArrayList<>(words(poll()));
      told.addAll(words(poll()));
      assertThat(watch().lastError()).isEqualTo("Said " + status);
      assertThat(watch().failures()).isPositive();
      tree.afterEach(() -> {});
      tree.trouble(Optional.empty());
      clock.advance(Duration.ofHours(1));
      told.addAll(words(poll()));
      told.addAll(words(poll()));

      assertThat(told).as("after " + status).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(watch().lastError()).isEmpty();
      assertThat(watch().failures()).isZero();
    }
  }

  @Test
  void whatKeepsTheDatesThatItHadElsewhereIsNew() {
    String folder = tree.folder("top", "a");
    poll();
    String one = tree.file(folder, "old");
    String two = tree.file(folder, "as old");
    tree.created(one, Instant.parse("1999-12-31T23:59:59Z"));
    tree.created(two, Instant.parse("1999-12-31T23:59:59Z"));

    assertThat(words(poll())).containsExactly("CREATED " + one, "CREATED " + two);
  }

  @Test
  void whatIsShownLateTheSweepFinds() {
    String folder = tree.folder("top", "a");
    poll();
    String late = tree.hiddenFile(folder, "late");
    assertThat(poll()).isEmpty();
    tree.show(late);
    assertThat(poll()).isEmpty();
    clock.advance(PollSettings.DEFAULT.sweep());

    assertThat(words(poll())).containsExactly("CREATED " + late);
  }

  @Test
  void aPageOfManyQuestionsKeepsItsLease() {
    for (int i = 0; i < 20; i++) {
      tree.file("top", "f" + i);
    }
    poll();
    String file = tree.file("top", "x");
    Poller other = node("other");
    tree.afterEach(() -> {
      clock.advance(Duration.ofMinutes(2));
      assertThat(other.claim(1)).isEmpty();
    });
    clock.advance(INTERVAL);
    poller.step();

    assertThat(words(told())).containsExactly("CREATED " + file);
  }

  @Test
  void aProviderThatFailsIsAskedLessAndLessAndNothingIsLost() {
    poll();
    tree.trouble(Optional.of(() -> ProviderFailure.of(500, "PROVIDER_FAILED", "It failed.")));
    String file = tree.file("top", "x");
    tree.takeRequests();
    for (int i = 0; i < 12; i++) {
      poll();
    }
    assertThat(tree.takeRequests()).isBetween(3, 6);
    tree.trouble(Optional.empty());
    clock.advance(Duration.ofHours(1));

    assertThat(words(poll())).containsExactly("CREATED " + file);
  }

  @Test
  void afterAHundredFailuresItIsTriedOnceADayAndResumesByItself() {
    poll();
    tree.trouble(Optional.of(() -> ProviderFailure.of(401, "PROVIDER_REFUSED", "Sign in again.")));
    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofHours(1));
      poller.step();
    }
    Watch watch = database.read(sql -> store.of(sql, INSTANCE)).getFirst();
    assertThat(watch.paused()).isTrue();
    assertThat(watch.lastError()).contains("Sign in again");
    tree.takeRequests();
    clock.advance(Duration.ofHours(23));
    poller.step();
    assertThat(tree.takeRequests()).isZero();
    tree.trouble(Optional.empty());
    String file = tree.file("top", "x");
    clock.advance(Duration.ofHours(1));
    poller.step();

    assertThat(words(told())).containsExactly("CREATED " + file);
    assertThat(database.read(sql -> store.of(sql, INSTANCE)).getFirst().paused()).isFalse();
  }

  @Test
  void whoIsAskedForTimeStaysAwayThatLong() {
    poll();
    tree.trouble(
        Optional.of(() ->
            ProviderFailure.of(429, "TOO_FAST", "Slow down.")
                .retryingAfter(Duration.ofMinutes(30))));
    poll();
    tree.trouble(Optional.empty());
    tree.takeRequests();
    for (int i = 0; i < 5; i++) {
      poll();
    }
    assertThat(tree.takeRequests()).isZero();
    clock.advance(Duration.ofMinutes(10));
    poll();
    assertThat(tree.takeRequests()).isPositive();
    assertThat(database.read(sql -> store.of(sql, INSTANCE)).getFirst().failures()).isZero();
  }

  @Test
  void whoRingsIsAnsweredAtOnce() {
    poll();
    poll();
    String file = tree.file("top", "x");
    database.write(tx -> store.ring(tx, INSTANCE, clock.instant()));
    poller.step();

    assertThat(words(told())).containsExactly("CREATED " + file);
  }

  @Test
  void aNodeThatWasPausedPastItsLeaseChangesNothing() {
    poll();
    clock.advance(INTERVAL);
    Poller paused = node("paused");
    Watch held = paused.claim(1).getFirst();
    clock.advance(Duration.ofMinutes(10));
    String file = tree.file("top", "x");
    poller.step();
    assertThat(words(told())).containsExactly("CREATED " + file);
    tree.remove(file);

    paused.run(held);

    assertThat(told()).isEmpty();
    assertThat(words(poll())).containsExactly("DELETED " + file);
  }

  @Test
  void whateverHappensEveryChangeIsToldAndNothingIsMadeUp() {
    Random random = new Random(20260115);
    List<String> folders = new ArrayList<>(List.of("top"));
    List<String> files = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      folders.add(tree.folder(folders.get(random.nextInt(folders.size())), "d" + i));
    }
    poll();
    Set<String> live = new HashSet<>();
    folders.stream().filter(it -> !it.equals("top")).forEach(live::add);
    for (int round = 0; round < 60; round++) {
      List<String> expected = new ArrayList<>();
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          String id = tree.file(folders.get(random.nextInt(folders.size())), "f" + round);
          files.add(id);
          expected.add("CREATED " + id);
        }
        case 2 -> {
          if (!files.isEmpty()) {
            String id = files.get(random.nextInt(files.size()));
            tree.rename(id, "r" + round);
            expected.add("UPDATED " + id);
          }
        }
        default -> {
          if (!files.isEmpty()) {
            String id = files.remove(random.nextInt(files.size()));
            tree.remove(id);
            expected.add("DELETED " + id);
          }
        }
      }
      assertThat(words(poll())).as("round " + round).isEqualTo(expected);
    }
  }
}
