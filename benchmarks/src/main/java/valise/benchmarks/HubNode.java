package valise.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import valise.hub.Hub;
import valise.hub.delivery.Channel;
import valise.hub.delivery.Credentials;
import valise.hub.delivery.Deliveries;
import valise.hub.delivery.State;
import valise.hub.delivery.Subscriptions;
import valise.hub.events.Events;
import valise.hub.events.Finding;
import valise.hub.events.Kind;
import valise.hub.events.Origin;
import valise.hub.events.Route;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.Databases;
import valise.platform.mail.Address;
import valise.platform.net.Outbound;
import valise.platform.net.Reach;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.watch.Journal;

/// A hub in this process, for what is measured without the API before it. The receiver `i` is told
/// of the instance `i`.
final class HubNode implements AutoCloseable {

  private static final AccountId ACCOUNT = new AccountId(1);

  private final Database database;
  private final Outbound outbound;
  private final Hub hub;

  HubNode(DatabaseSettings settings) {
    this.database = Databases.open(settings, "platform", "hub");
    this.outbound = new Outbound(new Reach(true, List.of()), "valise");
    this.hub =
        Hub.over(
            new Hub.Surroundings(
                database,
                InstantSource.system(),
                Journal.silent(),
                "bench",
                new Sealing(KeyRing.random()),
                new PasswordHashes(new PasswordHashes.Cost(64, 1, 1)),
                outbound,
                () -> "http://127.0.0.1",
                message -> {},
                Address.of("hub@example.com")));
  }

  private static Origin origin(long instance) {
    return new Origin(
        new InstanceId(instance),
        ACCOUNT,
        1,
        1,
        "sharefile",
        "documents",
        "bench",
        List.of("bench"),
        false);
  }

  /// One receiver for each address, from 1.
  void subscribe(List<URI> receivers) {
    Subscriptions subscriptions = hub.bean(Subscriptions.class);
    database.write(tx -> {
      for (int i = 1; i <= receivers.size(); i++) {
        subscriptions.add(
            tx,
            new Subscriptions.Wish(
                ACCOUNT,
                new UserId(1),
                Optional.of(new InstanceId(i)),
                Channel.WEBHOOK,
                List.of(origin(i).topic()),
                receivers.get(i - 1),
                false,
                true,
                Credentials.signedWith("123456")));
      }
      return receivers;
    });
  }

  /// Objects appear at an instance's provider; returns when that is durable.
  void happen(long instance, List<String> objects) {
    List<Finding> found = objects.stream().map(HubNode::finding).toList();
    database.write(tx -> hub.bean(Events.class).record(tx, origin(instance), found));
  }

  private static Finding finding(String id) {
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    return new Finding(
        "documents",
        id,
        id,
        Optional.empty(),
        1,
        Kind.CREATED,
        Set.of(),
        Optional.of(now),
        new Finding.Thing(id, "/" + id, false),
        new Finding.Trace(Route.POLL, now, "", "abcdefghijklmnop.abcdefgh.abcdefgh"),
        """
        {"Id":"%1$s","Name":"report %1$s.pdf","FileName":"report %1$s.pdf","CreatorNameShort":"J. Doe",\
        "CreationDate":"2026-01-15T10:00:00.000Z","FileSizeBytes":123456,"Hash":"d41d8cd98f00b204e9800998ecf8427e",\
        "Parent":{"Id":"fo123456-7890-1234-5678-901234567890"},"odata.type":"ShareFile.Api.Models.File"}\
        """
            .formatted(id));
  }

  /// Begins to deliver.
  void start() {
    hub.start();
  }

  void stop() {
    hub.stop(Duration.ofSeconds(10));
  }

  /// Deliveries that are not done.
  int waiting() {
    return hub.bean(Deliveries.class).waiting();
  }

  int delivered() {
    return hub.bean(Deliveries.class).count(Deliveries.Filter.of(ACCOUNT).in(State.DELIVERED));
  }

  @Override
  public void close() {
    hub.close();
    outbound.close();
    database.close();
  }
}
