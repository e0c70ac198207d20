package valise.files.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import valise.files.accounts.Accounts;
import valise.files.accounts.Tenancy;
import valise.files.accounts.TestAccounts;
import valise.files.groups.TestGroups;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.files.testing.HandClock;
import valise.files.users.NewUser;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.watch.Journal;

/// What is kept of apps, grants, tokens and sessions, on both databases.
@EveryDatabase({"platform", "files"})
class GrantsTest {

  private final HandClock clock = new HandClock();
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final Database database;
  private final Users users;
  private final Callers callers;
  private final Grants grants;
  private final Apps apps;
  private final People people;
  private final AccountId account;
  private final UserId ada;
  private final AppId app;

  GrantsTest(Database database) {
    this.database = database;
    Accounts accounts = TestAccounts.accounts(database, clock);
    users = valise.files.users.People.users(database, clock, accounts);
    TestGroups groups = new TestGroups(database, clock, accounts, users);
    people = new People(database, accounts, users, groups.principals(), Tenancy.DEFAULT);
    OAuthSettings settings = OAuthSettings.DEFAULT;
    callers = new Callers(database, clock, people, settings);
    grants = new Grants(database, clock, settings, callers, new Journal(clock, journal::add));
    apps = new Apps(database, clock, new Sealing(KeyRing.random()), callers);
    var founded =
        groups.found(
            "acme", NewUser.employee(valise.files.users.People.email("ada@example.com"), "A", "L"));
    account = founded.account().id();
    ada = founded.admin().id();
    app = apps.register(Apps.Registration.named("Rocket", DoorsServer.BACK)).app().id();
  }

  private Grants.Token token(String value, Duration life) {
    Instant now = grants.now();
    return new Grants.Token(value, now, now.plus(life));
  }

  private Grant grant() {
    return new Grant(
        UUID.randomUUID().toString(),
        app,
        account,
        ada,
        people.person(ada).orElseThrow().securityNo(),
        "password",
        grants.now());
  }

  private Grant begun(String access, String refresh) {
    Grant grant = grant();
    grants.begin(grant, token(access, Duration.ofHours(8)), token(refresh, Duration.ofDays(30)));
    return grant;
  }

  private AuthorizeRequest request() {
    return new AuthorizeRequest(
        UUID.randomUUID().toString(),
        app,
        account,
        ada,
        people.person(ada).orElseThrow().securityNo(),
        AuthorizeRequest.Flow.CODE,
        DoorsServer.BACK,
        "state é".repeat(300),
        "challenge",
        "S256",
        grants.now().plus(Duration.ofMinutes(5)));
  }

  @Test
  void aTokenAndItsCookieMeanItsUser() {
    begun("access", "refresh");

    Callers.Caller byToken = callers.byToken("access").orElseThrow();
    Callers.Caller byCookie = callers.bySession(Callers.sessionOf("access")).orElseThrow();

    assertThat(byToken.person().user()).isEqualTo(ada);
    assertThat(byCookie.person().user()).isEqualTo(ada);
    assertThat(byCookie.app()).isEqualTo(app);
    assertThat(byToken.sessionHash()).isEqualTo(byCookie.sessionHash());
    assertThat(callers.byToken("refresh")).isEmpty();
    assertThat(callers.bySession("access")).isEmpty();
    assertThat(callers.byToken(Callers.sessionOf("access"))).isEmpty();
  }

  @Test
  void theTokensThemselvesAreKeptNowhere() {
    begun("plain-access-token", "plain-refresh-token");
    Secret<String> secret = apps.rotateSecret(app);

    String all =
        database.read(sql ->
            sql.fetch("select * from oauth_token").toString()
                + sql.fetch("select * from oauth_session")
                + sql.fetch("select * from app"));

    assertThat(all)
        .doesNotContain("plain-access-token", "plain-refresh-token", secret.reveal())
        .doesNotContain(Callers.sessionOf("plain-access-token"));
  }

  @Test
  void aRequestKeepsAllThatItsCodeIsBoundTo() {
    AuthorizeRequest request = request();
    grants.awaitConsent(request, "consent");
    assertThat(grants.byConsent("consent")).contains(request);

    grants.awaitExchange(request, "code");

    assertThat(grants.byCode("code")).contains(request);
    assertThat(grants.byConsent("consent")).isEmpty();
    assertThat(grants.byCode("consent")).isEmpty();
  }

  @Test
  void ofManyExchangesOfOneCodeOneSucceeds() throws Exception {
    AuthorizeRequest request = request();
    grants.awaitExchange(request, "code");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> tries =
          java.util.stream.IntStream.range(0, 8)
              .<Callable<Boolean>>mapToObj(i ->
                  () ->
                      grants.exchange(
                          request,
                          token("access" + i, Duration.ofHours(8)),
                          token("refresh" + i, Duration.ofDays(30))))
              .toList();
      int won = 0;
      for (Future<Boolean> one : threads.invokeAll(tries)) {
        won += one.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
    long working =
        java.util.stream.IntStream.range(0, 8)
            .filter(i -> callers.byToken("access" + i).isPresent())
            .count();
    assertThat(working).isEqualTo(1);
  }

  @Test
  void twoWhoRenewAtTheSameTimeAreBothServed() throws Exception {
    Grant grant = begun("access", "refresh");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> tries =
          java.util.stream.IntStream.range(0, 4)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    grants.renew(
                        grants.byRefresh("refresh").orElseThrow(),
                        "refresh",
                        token("access" + i, Duration.ofHours(8)),
                        token("refresh" + i, Duration.ofDays(30)));
                    return true;
                  })
              .toList();
      for (Future<Boolean> one : threads.invokeAll(tries)) {
        assertThat(one.get()).isTrue();
      }
    }
    for (int i = 0; i < 4; i++) {
      assertThat(grants.byRefresh("refresh" + i)).contains(grant);
    }
  }

  @Test
  void theGraceCountsFromTheFirstUse() {
    Grant grant = begun("access", "refresh");
    grants.renew(
        grant, "refresh", token("a2", Duration.ofHours(8)), token("r2", Duration.ofDays(30)));
    clock.advance(Duration.ofSeconds(40));
    grants.renew(
        grant, "refresh", token("a3", Duration.ofHours(8)), token("r3", Duration.ofDays(30)));
    clock.advance(Duration.ofSeconds(40));

    assertThat(grants.byRefresh("refresh")).isEmpty();
    assertThat(callers.byToken("a2")).isEmpty();
    assertThat(grants.byRefresh("r3")).isEmpty();
  }

  @Test
  void endingATokenEndsItsCookieAndNothingElse() {
    begun("one", "r1");
    begun("two", "r2");
    Callers.Caller one = callers.byToken("one").orElseThrow();

    grants.close(one);

    assertThat(callers.byToken("one")).isEmpty();
    assertThat(callers.bySession(Callers.sessionOf("one"))).isEmpty();
    assertThat(callers.byToken("two")).isPresent();
    assertThat(grants.byRefresh("r1")).isPresent();
  }

  @Test
  void disconnectingAnAppEndsItsGrantsAndItsConsentForThisUser() {
    begun("one", "r1");
    grants.consent(app, ada);
    grants.consent(app, ada);
    assertThat(grants.consented(app, ada)).isTrue();
    assertThat(grants.connectedTo(ada)).singleElement().extracting("name").isEqualTo("Rocket");

    grants.disconnect(app, ada);

    assertThat(callers.byToken("one")).isEmpty();
    assertThat(grants.byRefresh("r1")).isEmpty();
    assertThat(grants.consented(app, ada)).isFalse();
    assertThat(grants.connectedTo(ada)).isEmpty();
  }

  @Test
  void anEndedSignInOfAnotherKindEndsBrowsersToo() {
    People.Person person = people.person(ada).orElseThrow();
    String cookie = grants.openSession(person, Duration.ofHours(8), ClientFacts.NONE);
    assertThat(callers.bySession(cookie).orElseThrow().byBrowser()).isTrue();

    var hash = users.hash(Secret.of("another horse 2"));
    database.write(tx -> {
      users.setPassword(tx, users.find(tx.sql(), ada).orElseThrow(), hash, false);
      return true;
    });

    assertThat(callers.bySession(cookie)).isEmpty();
  }

  @Test
  void whatAClientSaysAboutItselfIsKeptWithinBounds() {
    begun("one", "r1");
    Callers.Caller caller = callers.byToken("one").orElseThrow();
    ClientFacts facts = new ClientFacts("SFDotNET", "3.4", "device", "Zoë's", "192.0.2.1");

    grants.remember(caller, facts);

    assertThat(grants.facts(caller)).isEqualTo(facts);
  }

  @Test
  void anIdIsTakenOnce() {
    AppId shipped = new AppId("shipped-with-a-program");
    Secret<String> secret = Secret.of("the secret it was shipped with");
    Apps.Registration registration = Apps.Registration.named("Shipped", DoorsServer.BACK);
    apps.adopt(shipped, secret, registration);

    assertThat(apps.secretOf(shipped)).contains(secret);
    assertThatThrownBy(() -> apps.adopt(shipped, secret, registration))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("APP_EXISTS"));
    assertThatThrownBy(() -> apps.adopt(new AppId("other"), Secret.of("short"), registration))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void deletingAnAppEndsWhatItWasGranted() {
    begun("one", "r1");

    apps.delete(app);

    assertThat(callers.byToken("one")).isEmpty();
    assertThat(callers.bySession(Callers.sessionOf("one"))).isEmpty();
    assertThat(grants.byRefresh("r1")).isEmpty();
    assertThat(apps.find(app)).isEmpty();
  }

  @Test
  void theSweepTakesOnlyWhatIsWorthNothing() {
    begun("old", "r-old");
    clock.advance(Duration.ofDays(20));
    begun("new", "r-new");
    clock.advance(Duration.ofDays(11).plusHours(1));

    grants.sweep();

    assertThat(grants.byRefresh("r-old")).isEmpty();
    assertThat(grants.byRefresh("r-new")).isPresent();
    assertThat(grants.connectedTo(ada)).hasSize(1);
  }
}
