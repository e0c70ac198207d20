package valise.files.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.http.ByteRange;
import valise.platform.secrets.SigningKey;

/// The chain: what is put down, and which changes of it are found.
@EveryDatabase({"platform", "files"})
class LedgerTest {

  private final Database database;
  private final ScriptedClock clock = new ScriptedClock();
  private final SigningKey key = SigningKey.random();
  private final AccountId account = AccountId.mint();
  private final ShareId share = ShareId.mint();
  private final Ledger ledger;
  private final LedgerCheck check;

  LedgerTest(Database database) {
    this.database = database;
    this.ledger =
        new Ledger(
            database,
            clock,
            key,
            new StaticListableBeanFactory().getBeanProvider(ShareOwners.class));
    this.check = new LedgerCheck(database, key);
  }

  @BeforeEach
  void sixEvents() {
    append(account, LedgerEvent.of(LedgerEvent.Kind.SHARE_CREATED, share).by(UserId.mint()));
    for (int i = 2; i <= 6; i++) {
      clock.advance(Duration.ofSeconds(1));
      append(account, download(share, "file " + i));
    }
  }

  static LedgerEvent download(ShareId share, String name) {
    return LedgerEvent.of(LedgerEvent.Kind.SHARE_DOWNLOADED, share)
        .through(AliasId.mint(), Optional.of("bob@client.example"))
        .from("192.0.2.7", "curl/8")
        .about(
            List.of(
                new LedgerEvent.Thing(
                    new ItemId("fi000000-0000-4000-8000-000000000001"),
                    name,
                    300,
                    Optional.of("0123456789abcdef0123456789abcdef"))))
        .carrying(
            new LedgerEvent.Transfer(
                200, List.of(new ByteRange(0, 100), new ByteRange(200, 100)), false));
  }

  private long append(AccountId where, LedgerEvent event) {
    return database.write(tx -> ledger.append(tx, where, event));
  }

  private List<Recorded> all() {
    return database.read(sql -> LedgerStore.after(sql, account, 0, 100));
  }

  private void tamper(String statement) {
    database.write(tx -> tx.sql().execute(statement));
  }

  private Optional<String> damage() {
    return check.check(account).damage();
  }

  @Test
  void anUntouchedRecordIsSound() {
    assertThat(check.check(account))
        .isEqualTo(new LedgerCheck.Finding(account, 6, all().getLast().hash(), Optional.empty()));
  }

  @Test
  void anybodyCanRecomputeTheChain() throws Exception {
    String before = "0".repeat(64);
    for (Recorded event : all()) {
      byte[] bytes = (before + "\n" + event.body()).getBytes(StandardCharsets.UTF_8);
      before = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertThat(event.hash()).isEqualTo(before);
    }
  }

  @Test
  void theCanonicalFormIsFixedAndHoldsNoSecret() {
    AliasId alias = new AliasId("s0000000000000000000000000000000a");
    ShareId known = new ShareId("s00000000000000000000000000000001");
    LedgerEvent event =
        new LedgerEvent(
            LedgerEvent.Kind.SHARE_DOWNLOADED,
            Optional.of(known),
            Optional.of(alias),
            Optional.of("bob@client.example"),
            Optional.empty(),
            download(known, "a \"b\" é.txt").items(),
            download(known, "").transfer(),
            "192.0.2.7",
            "curl/8");
    assertThat(
            Canonical.body(
                new AccountId("a0000000-0000-4000-8000-000000000000"), 7, clock.instant(), event))
        .isEqualTo(
            "{\"v\":1,\"account\":\"a0000000-0000-4000-8000-000000000000\",\"seq\":7,"
                + "\"at\":\"2026-01-15T10:00:05Z\",\"kind\":\"SHARE_DOWNLOADED\","
                + "\"share\":\""
                + Canonical.sha256(known.value())
                + "\","
                + "\"link\":\""
                + Canonical.sha256(alias.value())
                + "\","
                + "\"recipient\":\"bob@client.example\",\"address\":\"192.0.2.7\","
                + "\"agent\":\"curl/8\",\"items\":[{\"id\":\"fi000000-0000-4000-8000-000000000001\","
                + "\"name\":\"a \\\"b\\\" é.txt\",\"size\":300,"
                + "\"md5\":\"0123456789abcdef0123456789abcdef\"}],"
                + "\"bytes\":200,\"complete\":false,\"ranges\":\"0-99,200-299\"}");
  }

  @Test
  void anEditedEventIsNamed() {
    tamper("update ledger_event set body = replace(body, 'file 3', 'file 9') where seq = 3");
    assertThat(damage()).hasValueSatisfying(what -> assertThat(what).startsWith("event 3 "));
  }

  @Test
  void anEventEditedTogetherWithItsHashIsFoundByTheNext() {
    Recorded third = all().get(2);
    String body = third.body().replace("file 3", "file 9");
    tamper(
        "update ledger_event set body = '%s', hash = '%s' where seq = 3"
            .formatted(body, Canonical.hash(third.previous(), body)));
    assertThat(damage())
        .hasValueSatisfying(
            what -> assertThat(what).startsWith("event 4 ").contains("does not follow"));
  }

  @Test
  void aChainThatWasMadeAnewFromTheMiddleDoesNotEndWhereItWasSigned() {
    List<Recorded> events = all();
    String before = events.get(1).hash();
    for (Recorded each : events.subList(2, 6)) {
      String body = each.body().replace("bob@", "eve@");
      String hash = Canonical.hash(before, body);
      tamper(
          "update ledger_event set body = '%s', previous = '%s', hash = '%s' where seq = %d"
              .formatted(body, before, hash, each.seq()));
      before = hash;
    }
    assertThat(damage()).contains("event 6 is not the one that was signed");
    tamper("update ledger_head set hash = '" + before + "'");
    assertThat(damage()).contains("its end is not signed by this server's key");
  }

  @Test
  void aDeletedEventIsNamed() {
    tamper("delete from ledger_event where seq = 4");
    assertThat(damage()).contains("event 4 is missing");
  }

  @Test
  void eventsThatChangedPlacesAreNamed() {
    tamper("update ledger_event set seq = 99 where seq = 2");
    tamper("update ledger_event set seq = 2 where seq = 3");
    tamper("update ledger_event set seq = 3 where seq = 99");
    assertThat(damage()).hasValueSatisfying(what -> assertThat(what).startsWith("event 2 "));
  }

  @Test
  void anEndThatWasCutOffIsFoundThroughTheSignedHead() {
    tamper("delete from ledger_event where seq > 4");
    assertThat(damage()).contains("event 5 and all after it are missing; there were 6");
    tamper("delete from ledger_event");
    assertThat(damage()).contains("event 1 and all after it are missing; there were 6");
    tamper("delete from ledger_head");
    append(account, LedgerEvent.of(LedgerEvent.Kind.SHARE_OPENED, share));
    tamper("delete from ledger_head");
    assertThat(damage()).contains("its signed end is missing");
  }

  @Test
  void aColumnThatHidesAnEventFromItsShareIsFound() {
    tamper("update ledger_event set share_id = '" + ShareId.mint() + "' where seq = 5");
    assertThat(damage())
        .hasValueSatisfying(
            what -> assertThat(what).startsWith("event 5 ").endsWith("columns that do not fit it"));
  }

  @Test
  void brokenBytesAreDamageAndNotAFailure() {
    Recorded last = all().getLast();
    tamper(
        "update ledger_event set body = 'no json', hash = '%s' where seq = 6"
            .formatted(Canonical.hash(last.previous(), "no json")));
    assertThat(damage()).isPresent();
    tamper("update ledger_head set signature = '!'");
    assertThat(damage()).contains("its end is not signed by this server's key");
  }

  /// What the check cannot find, and why its last line is to be written down elsewhere.
  @Test
  void aRecordSetBackAsAWholeIsFoundOnlyByWhoeverRemembersItsEnd() {
    Head then = ledger.head(account).orElseThrow();
    append(account, download(share, "taken back"));
    String remembered = check.check(account).hash();
    tamper("delete from ledger_event where seq = 7");
    database.write(tx -> {
      LedgerStore.advance(tx, then);
      return then;
    });
    assertThat(damage()).isEmpty();
    assertThat(check.check(account).hash()).isNotEqualTo(remembered);
  }

  @Test
  void anEventStandsOrFallsWithWhatItTells() {
    assertThatThrownBy(() ->
            database.write(tx -> {
              ledger.append(tx, account, download(share, "never happened"));
              throw new IllegalStateException("it failed");
            }))
        .hasMessageContaining("it failed");
    assertThat(all()).hasSize(6);
    assertThat(damage()).isEmpty();
  }

  @Test
  void accountsHaveChainsOfTheirOwn() {
    AccountId other = AccountId.mint();
    assertThat(append(other, download(share, "x"))).isEqualTo(1);
    tamper("delete from ledger_event where seq = 3");
    assertThat(check.check(other).damage()).isEmpty();
    assertThat(check.check()).hasSize(2).filteredOn(it -> it.damage().isPresent()).hasSize(1);
  }

  @Test
  void writersAtTheSameTimeMakeOneChain() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Long>> all = new ArrayList<>();
      IntStream.range(0, 80)
          .forEach(i -> all.add(threads.submit(() -> append(account, download(share, "f" + i)))));
      for (Future<Long> each : all) {
        each.get();
      }
    }
    assertThat(check.check(account).events()).isEqualTo(86);
    assertThat(damage()).isEmpty();
  }

  @Test
  void longListsAreCutAndSaidToBe() {
    List<LedgerEvent.Thing> things = new ArrayList<>();
    for (int i = 0; i < 1_005; i++) {
      things.add(new LedgerEvent.Thing(ItemId.mintFile(), "f" + i, i, Optional.empty()));
    }
    append(
        account,
        LedgerEvent.of(LedgerEvent.Kind.SHARE_DOWNLOADED, share)
            .about(things)
            .from("192.0.2.1", "x".repeat(10_000)));
    Recorded last = all().getLast();
    assertThat(last.content().path("items").size()).isEqualTo(1_000);
    assertThat(last.content().path("moreItems").asInt()).isEqualTo(5);
    assertThat(last.content().path("agent").asString()).hasSize(500);
    assertThat(damage()).isEmpty();
  }
}
