package valise.hub.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.Element;
import valise.hub.elements.HubLists;
import valise.hub.events.Event;
import valise.hub.events.Events;
import valise.hub.events.Made;
import valise.hub.events.Origin;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.intake.Taken;
import valise.hub.testing.Tree;
import valise.hub.wire.ProviderFailure;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.watch.Journal;

/// A list of the hub that is polled by dates, as a configuration says.
@EveryDatabase({"platform", "hub"})
class DateFeedTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final InstanceId INSTANCE = new InstanceId(5);
  private static final Duration INTERVAL = Duration.ofMinutes(15);

  private record Thing(String id, Instant created, Instant updated) {}

  private final ScriptedClock clock = new ScriptedClock();
  private final List<Thing> things = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Events events;
  private final Poller poller;
  private long seen;
  private int forgotten;
  private Runnable afterPage = () -> {};

  DateFeedTest(Database database) {
    this.events = Made.events(database, List.of(), clock);
    PolledResource resource =
        PollerConfiguration.of(key ->
                Optional.ofNullable(
                    Map.of(
                            PollerConfiguration.CONFIGURATION,
                            """
                            {"things":{"url":"/hubs/x/things?where=updated>='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'",
                            "idField":"id","createdCheckTolerance":2,"datesConfiguration":{
                            "updatedDateField":"updated","updatedDateFormat":"yyyy-MM-dd'T'HH:mm:ss'Z'",
                            "createdDateField":"created","createdDateFormat":"yyyy-MM-dd'T'HH:mm:ss'Z'"}}}
                            """)
                        .get(key)))
            .resources()
            .getFirst();
    HubLists lists =
        new HubLists() {
          @Override
          public boolean serves(Element element, String path) {
            return true;
          }

          @Override
          public Page read(InstanceId instance, String path, int pageSize, Optional<String> page) {
            return list(path, page);
          }
        };
    ChangeFeed feed = new DateFeed("x", resource, lists, INSTANCE, clock);
    Origin origin =
        new Origin(INSTANCE, new AccountId(1), 1, 1, "x", "crm", "x", List.of("x"), false);
    this.poller =
        new Poller(
            database,
            Taken.intake(database, events),
            instances ->
                (instance, name) ->
                    Optional.of(new Source(origin, feed, new Tree(clock), "x", "here")),
            PollSettings.DEFAULT,
            Journal.silent(),
            clock,
            "one");
    database.write(tx -> {
      new PollStore()
          .watch(tx, INSTANCE, "things", new AccountId(1), "x", INTERVAL, clock.instant());
      return true;
    });
  }

  /// Two of a page.
  private HubLists.Page list(String path, Optional<String> page) {
    asked.add(path);
    if (page.isPresent() && forgotten > 0) {
      forgotten--;
      throw ProviderFailure.of(410, "PROVIDER_REFUSED", "No such page.");
    }
    int from = page.map(Integer::parseInt).orElse(0);
    int all = things.size();
    ArrayNode list = JSON.createArrayNode();
    things.stream()
        .skip(from)
        .limit(2)
        .forEach(thing ->
            list.addObject()
                .put("id", thing.id())
                .put("created", thing.created().toString())
                .put("updated", thing.updated().toString()));
    afterPage.run();
    return new HubLists.Page(
        list, from + 2 < all ? Optional.of("" + (from + 2)) : Optional.empty());
  }

  private List<String> poll() {
    clock.advance(INTERVAL);
    poller.step();
    List<Event> told = events.after(INSTANCE, seen, 100);
    told.forEach(event -> seen = event.id().sequence());
    return told.stream().map(event -> event.kind() + " " + event.objectId()).toList();
  }

  @Test
  void datesTellWhatIsNewAndWhatIsOtherwiseAndNothingTwice() {
    Instant old = clock.instant().minus(Duration.ofDays(9));
    for (int i = 0; i < 5; i++) {
      things.add(new Thing("old" + i, old, old));
    }
    assertThat(poll()).isEmpty();
    things.add(new Thing("new", clock.instant(), clock.instant().plusSeconds(2)));
    things.set(1, new Thing("old1", old, clock.instant()));

    assertThat(poll()).containsExactlyInAnyOrder("CREATED new", "UPDATED old1");
    assertThat(poll()).isEmpty();
    things.set(1, new Thing("old1", old, clock.instant()));
    assertThat(poll()).containsExactly("UPDATED old1");
  }

  @Test
  void whatIsShownLateIsStillTold() {
    poll();
    Instant before = clock.instant().minus(Duration.ofMinutes(4));
    poll();
    things.add(new Thing("late", before.plus(INTERVAL), before.plus(INTERVAL)));

    assertThat(poll()).containsExactly("CREATED late");
  }

  @Test
  void aPageThatTheProviderHasForgottenIsReadFromTheBeginning() {
    poll();
    Instant now = clock.instant().plus(INTERVAL);
    for (int i = 0; i < 5; i++) {
      things.add(new Thing("t" + i, now, now));
    }
    forgotten = 1;

    List<String> told = poll();

    assertThat(told).hasSize(5).doesNotHaveDuplicates();
    assertThat(poll()).isEmpty();
  }

  @Test
  void aProviderThatForgetsEveryPageIsAskedLessAndLess() {
    poll();
    Instant now = clock.instant().plus(INTERVAL);
    for (int i = 0; i < 5; i++) {
      things.add(new Thing("t" + i, now, now));
    }
    forgotten = Integer.MAX_VALUE;
    int before = asked.size();
    List<String> told = new ArrayList<>(poll());
    assertThat(asked.size() - before).isLessThan(6);
    for (int i = 0; i < 10; i++) {
      told.addAll(poll());
    }
    assertThat(asked.size() - before).isLessThan(20);
    forgotten = 0;
    clock.advance(Duration.ofHours(1));
    told.addAll(poll());

    assertThat(told).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void pagesThatOverlapTellNothingTwice() {
    poll();
    Instant now = clock.instant().plus(INTERVAL);
    for (int i = 0; i < 5; i++) {
      things.add(new Thing("t" + i, now, now));
    }
    // Another one at the front, while it is listed.
    afterPage = () -> things.addFirst(new Thing("front" + things.size(), now, now));

    List<String> told = new ArrayList<>(poll());
    afterPage = () -> {};
    told.addAll(poll());

    assertThat(told).hasSameSizeAs(things).doesNotHaveDuplicates();
  }

  @Test
  void thePollAsksForALittleMoreThanSinceTheLast() {
    poll();
    Instant last = clock.instant();
    poll();

    assertThat(asked.getLast())
        .isEqualTo(
            "/hubs/x/things?where=updated>='" + last.minus(Duration.ofMinutes(5)).toString() + "'");
  }
}
