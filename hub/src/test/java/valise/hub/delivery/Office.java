package valise.hub.delivery;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import valise.hub.events.Event;
import valise.hub.events.Events;
import valise.hub.events.Finding;
import valise.hub.events.Kind;
import valise.hub.events.Made;
import valise.hub.events.Origin;
import valise.hub.events.Route;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.UserId;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.net.Outbound;
import valise.platform.net.Reach;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.Sealing;
import valise.platform.watch.Journal;

/// Events and deliveries over a database, with a clock that tests move and one account.
final class Office implements AutoCloseable {

  static final AccountId ACCOUNT = new AccountId(3);

  final ScriptedClock clock = new ScriptedClock();
  final Database database;
  final Bell bell = new Bell();
  final Sealing sealing;
  final Outbound outbound;

  /// What the account has chosen.
  final Map<String, String> settings = new ConcurrentHashMap<>();

  final Jobs jobs;
  final Deliveries deliveries;
  final Redeliveries redeliveries;
  final Subscriptions subscriptions;
  final Events events;
  final Notifications notifications;

  /// Whose receivers were given up, and why.
  final List<String> givenUp = new CopyOnWriteArrayList<>();

  private int objects;

  Office(Database database) {
    this(database, new Reach(true, List.of()));
  }

  Office(Database database, Reach reach) {
    this(database, reach, KeyRing.random());
  }

  Office(Database database, Reach reach, KeyRing keys) {
    this(database, new Outbound(reach, "valise"), keys);
  }

  /// On another internet.
  Office(Database database, Outbound outbound) {
    this(database, outbound, KeyRing.random());
  }

  private Office(Database database, Outbound outbound, KeyRing keys) {
    this.database = database;
    this.sealing = new Sealing(keys);
    this.outbound = outbound;
    this.jobs = new Jobs(database, clock, Journal.silent(), "office");
    Couriers couriers = new Couriers(bell, jobs);
    this.deliveries = new Deliveries(database, couriers, clock);
    this.redeliveries = new Redeliveries(database, jobs, couriers, clock);
    this.subscriptions = new Subscriptions(database, outbound, sealing, couriers, clock);
    this.events = Made.events(database, List.of(deliveries), clock);
    this.notifications = new Notifications(database, events, deliveries, clock);
  }

  /// A node of its own.
  Dispatcher node(String name) {
    return node(name, DeliverySettings.DEFAULT);
  }

  Dispatcher node(String name, DeliverySettings how) {
    return new Dispatcher(
        database,
        notifications,
        outbound,
        new SealedCredentials(sealing),
        new AccountPolicies(account -> settings),
        how,
        bell,
        clock,
        name,
        (tx, id, reason) -> tx.afterCommit(() -> givenUp.add(id + ": " + reason)));
  }

  static Origin origin(long instance) {
    return new Origin(
        new InstanceId(instance),
        ACCOUNT,
        1,
        7,
        "sharefile",
        "documents",
        "My files",
        List.of("My files"),
        false);
  }

  Subscription subscribe(long instance, URI url, Credentials credentials) {
    return subscriptions.add(wish(instance, url, credentials));
  }

  Subscription subscribe(long instance, URI url) {
    return subscribe(instance, url, Credentials.NONE);
  }

  static Subscriptions.Wish wish(long instance, URI url, Credentials credentials) {
    return new Subscriptions.Wish(
        ACCOUNT,
        new UserId(7),
        Optional.of(new InstanceId(instance)),
        Channel.WEBHOOK,
        List.of(origin(instance).topic()),
        url,
        false,
        true,
        credentials);
  }

  List<Event> happen(long instance, int count) {
    return happen(origin(instance), count);
  }

  List<Event> happen(Origin origin, int count) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      findings.add(found("o" + objects++));
    }
    return database.write(tx -> events.record(tx, origin, findings));
  }

  Finding found(String object) {
    Instant now = clock.instant();
    return new Finding(
        "documents",
        object,
        object,
        Optional.empty(),
        1,
        Kind.CREATED,
        Set.of(),
        Optional.of(now),
        new Finding.Thing(object + ".txt", "/" + object + ".txt", false),
        new Finding.Trace(Route.POLL, now, "", "abc"),
        "{\"Id\":\"" + object + "\",\"Name\":\"" + object + ".txt\"}");
  }

  List<State> states() {
    return deliveries.list(Deliveries.Filter.of(ACCOUNT), 0, 1_000).stream()
        .map(Delivery::state)
        .toList();
  }

  @Override
  public void close() {
    outbound.close();
  }
}
