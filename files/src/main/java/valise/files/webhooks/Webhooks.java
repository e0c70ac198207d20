package valise.files.webhooks;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.ids.SubscriptionId;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.items.PurgeListener;
import valise.files.oauth.AppId;
import valise.files.users.Leaving;
import valise.files.users.OnLeaving;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.net.Outbound;
import valise.platform.net.Reply;
import valise.platform.outbox.Relay;

/// People's subscriptions to what happens.
@Component
public final class Webhooks implements OnLeaving, PurgeListener {

  /// A user can have so many.
  static final int MOST = 100;

  private static final int MAX_URL = 2_000;
  private static final int AT_ONCE = 16;

  private final Database database;
  private final Items items;
  private final Outbound outbound;
  private final Translation translation;
  private final SignatureKeys keys;
  private final Sight sight;
  private final InstantSource clock;
  private final WebhookStore store = new WebhookStore();

  Webhooks(
      Database database,
      Items items,
      Outbound outbound,
      Translation translation,
      SignatureKeys keys,
      Sight sight,
      InstantSource clock) {
    this.database = database;
    this.items = items;
    this.outbound = outbound;
    this.translation = translation;
    this.keys = keys;
    this.sight = sight;
    this.clock = clock;
  }

  /// Has events noticed and delivered. Before `jobs` and `relay` start.
  public void schedule(Jobs jobs, Relay relay) {
    schedule(jobs, relay, DeliverEvents.PATIENCE);
  }

  /// With another patience than the vendor's, for tests.
  void schedule(Jobs jobs, Relay relay, Duration patience) {
    jobs.handle(
        JobQueue.named(DeliverEvents.QUEUE)
            .withConcurrency(AT_ONCE)
            .withLease(Duration.ofMinutes(1))
            // Of our own failures; a receiver's are counted on the subscription.
            .withRetries(Integer.MAX_VALUE, Duration.ofSeconds(10), Duration.ofHours(1)),
        new DeliverEvents(database, outbound, keys, sight, patience, clock));
    relay.transactional("files.webhooks", Relay.Start.NOW, translation::translate);
  }

  /// What a caller wants to subscribe to.
  ///
  /// @param resource the folder of a folder context, in any form a folder can be named
  record Wish(Context context, Optional<String> resource, String url, Set<EventType> events) {}

  List<Subscription> list(Principal caller) {
    return database.read(sql -> store.of(sql, caller.user()));
  }

  /// One of the caller's own.
  Subscription find(Principal caller, String id) {
    return SubscriptionId.parse(id)
        .flatMap(known -> database.read(sql -> store.find(sql, known)))
        .filter(found -> found.user().equals(caller.user()))
        .orElseThrow(() -> Refusal.noSuchThing("The subscription"));
  }

  /// @param app the app the request comes through
  /// @throws Refusal when the caller may not know of such events, or the address cannot be called
  Subscription subscribe(Principal caller, Optional<AppId> app, Wish wish) {
    Optional<ItemId> folder =
        switch (wish.context()) {
          case ACCOUNT -> {
            requireOwnAccount(caller, wish);
            yield Optional.empty();
          }
          case FOLDER -> Optional.of(folder(caller, wish));
        };
    Subscription made =
        new Subscription(
            SubscriptionId.mint(),
            caller.account(),
            caller.user(),
            app,
            wish.context(),
            folder,
            url(wish.url()),
            wish.events(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Subscription.Health.NEW);
    return database.write(tx -> {
      if (store.count(tx.sql(), caller.user()) >= MOST) {
        throw Refusal.tooLarge(
            "TOO_MANY_SUBSCRIPTIONS", "A user can have at most " + MOST + " subscriptions.");
      }
      store.insert(tx, made);
      return made;
    });
  }

  private static void requireOwnAccount(Principal caller, Wish wish) {
    if (!caller.isAdmin()) {
      throw Refusal.notAllowed(
          "Events of the whole account are for its administrators. Subscribe to a folder.");
    }
    if (wish.resource().filter(id -> !id.equalsIgnoreCase(caller.account().value())).isPresent()) {
      throw Refusal.noSuchThing("The account");
    }
  }

  private ItemId folder(Principal caller, Wish wish) {
    String reference =
        wish.resource()
            .orElseThrow(() ->
                Refusal.malformed(
                    "FIELD_MISSING", "'SubscriptionContext.ResourceId' must name the folder."));
    Located folder = items.locate(caller, reference).requireFolder();
    if (folder.item().id().isVirtual()) {
      throw Refusal.malformed(
          "INVALID_TARGET", "'" + folder.item().name() + "' cannot be subscribed to.");
    }
    return folder.require(Right.VIEW).item().id();
  }

  private URI url(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw badCallback("'WebhookUrl' must be an http or https address.");
    }
    if (text.length() > MAX_URL) {
      throw badCallback("'WebhookUrl' must have at most " + MAX_URL + " characters.");
    }
    Optional<Reply.Refused> objection = outbound.objection(uri);
    if (objection.isEmpty()) {
      return uri;
    }
    switch (objection.get().reason()) {
      case BAD_ADDRESS, TOO_MANY_REDIRECTS -> throw badCallback(objection.get().message());
      case OUT_OF_REACH ->
          throw Refusal.of(
              Refusal.Kind.NOT_ALLOWED,
              "CALLBACK_OUT_OF_REACH",
              objection.get().message() + " The operator can open private networks.");
    }
    throw new IllegalStateException("Every reason is thrown");
  }

  private static Refusal badCallback(String message) {
    return Refusal.malformed("BAD_CALLBACK", message);
  }

  void unsubscribe(Principal caller, String id) {
    Subscription found = find(caller, id);
    database.write(tx -> {
      store.remove(tx, found.id());
      return found;
    });
  }

  @Override
  public void leaving(Tx tx, Leaving leaving) {
    if (leaving.how() == Leaving.How.DELETED) {
      store.removeOf(tx, leaving.user().id());
    }
  }

  @Override
  public void purged(Tx tx, Set<ItemId> purged, Set<StreamId> streams) {
    store.removeOn(tx, purged);
  }
}
