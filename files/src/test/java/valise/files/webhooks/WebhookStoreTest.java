package valise.files.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.SubscriptionId;
import valise.files.ids.UserId;
import valise.files.oauth.AppId;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;

/// What must hold on every database.
@EveryDatabase({"platform", "files"})
class WebhookStoreTest {

  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");

  private final WebhookStore store = new WebhookStore();
  private final AccountId account = AccountId.mint();
  private final Database database;

  WebhookStoreTest(Database database) {
    this.database = database;
  }

  private Optional<Subscription> found(Subscription subscription) {
    return database.read(sql -> store.find(sql, subscription.id()));
  }

  private Optional<Delivery> next(Subscription to) {
    return database.read(sql -> store.next(sql, to.id()));
  }

  private boolean anyIn(AccountId where) {
    return database.read(sql -> store.anyIn(sql, where));
  }

  private Subscription subscription(Optional<ItemId> folder, EventType... events) {
    return new Subscription(
        SubscriptionId.mint(),
        account,
        UserId.mint(),
        Optional.of(new AppId("app")),
        folder.isPresent() ? Context.FOLDER : Context.ACCOUNT,
        folder,
        URI.create("https://receiver.example/hook?a=%20b"),
        Set.of(events),
        T,
        Subscription.Health.NEW);
  }

  private static Delivery delivery(Subscription to, long seq, int part, Instant at) {
    return new Delivery(
        to.id(),
        seq,
        part,
        "event-" + seq,
        Optional.of(ItemId.mintFile()),
        Optional.empty(),
        "{\"é\":1}",
        at);
  }

  @Test
  void aSubscriptionIsReadAsItWasWritten() {
    Subscription made =
        subscription(
            Optional.of(ItemId.mintFolder()), EventType.FILE_UPLOAD, EventType.FILE_DELETE);
    database.write(tx -> {
      store.insert(tx, made);
      return made;
    });
    assertThat(found(made)).contains(made);
    Subscription.Health failed =
        made.health()
            .failed(T, T.plusSeconds(10), "x".repeat(400))
            .failed(T.plusSeconds(10), T, "");
    database.write(tx -> {
      store.update(tx, made.id(), failed);
      return made;
    });
    assertThat(found(made).orElseThrow().health()).isEqualTo(failed);
  }

  @Test
  void thoseAreFoundWhoWantTheKindAndWatchTheFolder() {
    ItemId folder = ItemId.mintFolder();
    Subscription all = subscription(Optional.empty(), EventType.FILE_UPLOAD);
    Subscription here = subscription(Optional.of(folder), EventType.FILE_UPLOAD);
    Subscription there = subscription(Optional.of(ItemId.mintFolder()), EventType.FILE_UPLOAD);
    Subscription others = subscription(Optional.of(folder), EventType.FILE_DELETE);
    Subscription off = subscription(Optional.of(folder), EventType.FILE_UPLOAD);
    database.write(tx -> {
      List.of(all, here, there, others, off).forEach(each -> store.insert(tx, each));
      store.update(tx, off.id(), off.health().disabled(T, "gone"));
      return true;
    });
    List<SubscriptionId> found =
        database.read(sql ->
            store
                .wanting(sql, account, EventType.FILE_UPLOAD, List.of(ItemId.mintFolder(), folder))
                .stream()
                .map(Subscription::id)
                .toList());
    assertThat(found).containsExactlyInAnyOrder(all.id(), here.id());
    assertThat(anyIn(account)).isTrue();
    assertThat(anyIn(AccountId.mint())).isFalse();
    database.write(tx -> {
      store.removeOn(tx, List.of(folder));
      return true;
    });
    assertThat(found(here)).isEmpty();
    assertThat(found(all)).isPresent();
  }

  @Test
  void deliveriesComeOldestFirstAndOldOnesAreForgotten() {
    Subscription to = subscription(Optional.empty(), EventType.FILE_UPLOAD);
    List<Delivery> all =
        List.of(
            delivery(to, 1, 0, T),
            delivery(to, 2, 0, T.plusSeconds(5)),
            delivery(to, 2, 1, T.plusSeconds(5)));
    database.write(tx -> {
      store.insert(tx, to);
      all.reversed().forEach(each -> store.insert(tx, each));
      return true;
    });
    assertThat(next(to)).contains(all.getFirst());
    int expired = database.write(tx -> store.expire(tx, to.id(), T.plusSeconds(1)));
    assertThat(expired).isEqualTo(1);
    assertThat(next(to)).contains(all.get(1));
    database.write(tx -> {
      store.remove(tx, all.get(1));
      return true;
    });
    assertThat(next(to)).contains(all.get(2));
    int waiting = database.read(sql -> store.waiting(sql, to.id()));
    assertThat(waiting).isEqualTo(1);
    database.write(tx -> {
      store.clear(tx, to.id());
      return true;
    });
    assertThat(next(to)).isEmpty();
  }

  @Test
  void keysAreKeptSealedAndReplacedOneByOne() {
    SignatureKeys keys =
        new SignatureKeys(database, new Sealing(KeyRing.random()), new ScriptedClock());
    AppId app = new AppId("app");
    assertThat(keys.of(account, app)).isEmpty();
    Secret<String> first =
        keys.roll(account, app, SignatureKeys.Which.PRIMARY).get(SignatureKeys.Which.PRIMARY);
    keys.roll(account, app, SignatureKeys.Which.SECONDARY);
    var both = keys.roll(account, app, SignatureKeys.Which.PRIMARY);
    assertThat(both.keySet()).isEqualTo(EnumSet.allOf(SignatureKeys.Which.class));
    assertThat(both.get(SignatureKeys.Which.PRIMARY)).isNotEqualTo(first);
    assertThat(keys.of(account, app)).isEqualTo(both);
    assertThat(keys.of(AccountId.mint(), app)).isEmpty();
    String rows = database.read(sql -> sql.fetch("select sealed from webhook_key").toString());
    assertThat(rows).doesNotContain(both.get(SignatureKeys.Which.PRIMARY).reveal());
  }
}
