package valise.hub.delivery;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.ids.AccountId;
import valise.hub.ids.InstanceId;
import valise.hub.ids.Numbers;
import valise.hub.ids.SubscriptionId;
import valise.hub.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.net.Outbound;
import valise.platform.net.Reply;
import valise.platform.secrets.Sealing;

/// Who is told of events.
@Component
public final class Subscriptions {

  /// How long a former signature key still signs.
  static final Duration KEY_OVERLAP = Duration.ofHours(24);

  private static final int MAX_URL = 2_000;

  private final Database database;
  private final Outbound outbound;
  private final SealedCredentials sealed;
  private final Couriers couriers;
  private final InstantSource clock;
  private final SubscriptionStore store = new SubscriptionStore();
  private final DeliveryStore deliveries = new DeliveryStore();

  Subscriptions(
      Database database,
      Outbound outbound,
      Sealing sealing,
      Couriers couriers,
      InstantSource clock) {
    this.database = database;
    this.outbound = outbound;
    this.sealed = new SealedCredentials(sealing);
    this.couriers = couriers;
    this.clock = clock;
  }

  /// What a subscription shall be.
  ///
  /// @param owner who makes it, if it is new
  /// @param url where to; `mailto:` for the channel of mail
  public record Wish(
      AccountId account,
      UserId owner,
      Optional<InstanceId> instance,
      Channel channel,
      List<String> topics,
      URI url,
      boolean ordered,
      boolean active,
      Credentials credentials) {}

  /// Reads an address that notifications go to.
  ///
  /// @throws Refusal when it is none, or one that may not be called
  public URI callback(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw bad("must be an http or https address.");
    }
    if (text.length() > MAX_URL) {
      throw bad("must have at most " + MAX_URL + " characters.");
    }
    Optional<Reply.Refused> objection = outbound.objection(uri);
    if (objection.isEmpty()) {
      return uri;
    }
    throw switch (objection.get().reason()) {
      case BAD_ADDRESS, TOO_MANY_REDIRECTS -> bad("is no good: " + objection.get().message());
      case OUT_OF_REACH ->
          Refusal.of(
              Refusal.Kind.NOT_ALLOWED,
              "CALLBACK_OUT_OF_REACH",
              objection.get().message() + " The operator can open private networks.");
    };
  }

  private static Refusal bad(String what) {
    return Refusal.malformed("BAD_CALLBACK", "The callback URL " + what);
  }

  public Subscription add(Wish wish) {
    return database.write(tx -> add(tx, wish));
  }

  public Subscription add(Tx tx, Wish wish) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Subscription made =
        new Subscription(
            new SubscriptionId(Numbers.next(tx, "subscription")),
            wish.account(),
            wish.owner(),
            wish.instance(),
            wish.channel(),
            wish.topics(),
            wish.url(),
            wish.ordered(),
            wish.active(),
            Optional.empty(),
            now,
            now);
    store.insert(tx, made, sealed.seal(made.id(), wish.credentials()));
    return made;
  }

  /// Makes what an instance's provisioning asks for: what was there before is changed, with what
  /// waits for it; none is made or kept when there is nobody to tell.
  public void provision(Tx tx, InstanceId instance, Optional<Wish> wish) {
    Optional<Subscription> before = store.of(tx.sql(), instance);
    if (wish.isEmpty()) {
      before.ifPresent(subscription -> remove(tx, subscription.id()));
    } else if (before.isEmpty()) {
      add(tx, wish.get());
    } else if (differs(tx, before.get(), wish.get())) {
      change(tx, before.get(), wish.get());
    }
  }

  /// One that was given up stays so until its receiver is changed, or somebody says otherwise.
  private boolean differs(Tx tx, Subscription is, Wish wish) {
    Credentials known = sealed.open(is.id(), store.secrets(tx.sql(), is.id()));
    return !is.url().equals(wish.url())
        || is.ordered() != wish.ordered()
        || !is.topics().equals(wish.topics())
        || !known.key().equals(wish.credentials().key())
        || !known.basic().equals(wish.credentials().basic())
        || !known.headers().equals(wish.credentials().headers());
  }

  /// What a subscription is signed with, and its further headers.
  Credentials credentials(SubscriptionId id) {
    return sealed.open(id, database.read(sql -> store.secrets(sql, id)));
  }

  public Optional<Subscription> of(InstanceId instance) {
    return database.read(sql -> store.of(sql, instance));
  }

  public List<Subscription> list(AccountId account) {
    return database.read(sql -> store.of(sql, account));
  }

  /// One of an account's.
  public Subscription find(AccountId account, SubscriptionId id) {
    return database
        .read(sql -> store.find(sql, id))
        .filter(found -> found.account().equals(account))
        .orElseThrow(() -> Refusal.noSuchThing("The subscription"));
  }

  public Subscription change(AccountId account, SubscriptionId id, Wish wish) {
    find(account, id);
    return database.write(tx ->
        change(
            tx,
            store.find(tx.sql(), id).orElseThrow(() -> Refusal.noSuchThing("The subscription")),
            wish));
  }

  private Subscription change(Tx tx, Subscription before, Wish wish) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Subscription after =
        new Subscription(
            before.id(),
            before.account(),
            before.owner(),
            before.instance(),
            wish.channel(),
            wish.topics(),
            wish.url(),
            wish.ordered(),
            wish.active(),
            wish.active() ? Optional.empty() : Optional.of("Switched off."),
            before.createdAt(),
            now);
    Credentials former = sealed.open(before.id(), store.secrets(tx.sql(), before.id()));
    Credentials credentials = wish.credentials().replacing(former, now.plus(KEY_OVERLAP));
    store.update(tx, after, sealed.seal(after.id(), credentials));
    if (after.active()) {
      boolean fresh = !before.active() || !before.url().equals(after.url());
      if (fresh) {
        deliveries.unqueue(tx, DeliveryStore.in(List.of(after.id())), now);
        store.activate(tx, List.of(after.id()), now);
      }
      couriers.call(tx, after.channel(), List.of(after.id()), now);
    } else {
      deliveries.queue(tx, after.id(), now);
    }
    return after;
  }

  public void remove(AccountId account, SubscriptionId id) {
    find(account, id);
    database.write(tx -> {
      remove(tx, id);
      return id;
    });
  }

  private void remove(Tx tx, SubscriptionId id) {
    deliveries.remove(tx, id);
    store.remove(tx, id);
  }
}
