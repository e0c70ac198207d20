package valise.files.users;

import static org.assertj.core.api.Assertions.assertThat;
import static valise.files.users.People.PASSWORD;
import static valise.files.users.People.email;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.files.items.Tree;
import valise.files.testing.Features;
import valise.files.testing.HandClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;
import valise.platform.secrets.Secret;

@EveryDatabase({"platform", "files"})
class SignInTest {

  private static final Secret<String> WRONG = Secret.of("wrong horse 1");

  private final HandClock clock = new HandClock();
  private final Database database;
  private final Accounts accounts;
  private final Users users;
  private final AccountId account;
  private final User jane;

  SignInTest(Database database) {
    this.database = database;
    Features features = Features.over(database, clock);
    accounts = features.bean(Accounts.class);
    users = features.bean(Users.class);
    Tree tree = features.bean(Tree.class);
    account =
        database.write(tx -> {
          AccountId made = accounts.create(tx, "acme", "Acme").id();
          tree.plant(tx, made, UserId.mint());
          return made;
        });
    PasswordHash hash = users.hash(account, PASSWORD);
    jane =
        database.write(tx ->
            users.create(
                tx,
                account,
                NewUser.employee(email("Jane@Example.com"), "Jane", "Doe").withPassword(hash)));
  }

  private SignIn signIn(String name, Secret<String> password) {
    return users.signIn(account, name, password, "127.0.0.1");
  }

  @Test
  void theRightPasswordSignsInWhateverTheCaseOfTheAddress() {
    assertThat(signIn(" jane@EXAMPLE.com ", PASSWORD)).isEqualTo(new SignIn.SignedIn(jane.id()));
    assertThat(users.find(jane.id()).orElseThrow().security().lastSignInAt())
        .isEqualTo(clock.instant());
  }

  @Test
  void aWrongPasswordAnUnknownNameAndAnotherAccountsUserLookAlike() {
    AccountId other = database.write(tx -> accounts.create(tx, "other", "Other").id());

    assertThat(signIn("jane@example.com", WRONG)).isEqualTo(new SignIn.Wrong());
    assertThat(signIn("nobody@example.com", PASSWORD)).isEqualTo(new SignIn.Wrong());
    assertThat(signIn("not an address", PASSWORD)).isEqualTo(new SignIn.Wrong());
    assertThat(users.signIn(other, "jane@example.com", PASSWORD, "127.0.0.1"))
        .isEqualTo(new SignIn.Wrong());
  }

  @Test
  void fiveWrongPasswordsInARowLockOutAndTimeOpensAgain() {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn("jane@example.com", WRONG)).isEqualTo(new SignIn.Wrong());
    }
    assertThat(signIn("jane@example.com", PASSWORD))
        .isEqualTo(new SignIn.Locked(clock.instant().plusSeconds(300)));

    clock.advance(Duration.ofSeconds(300));
    assertThat(signIn("jane@example.com", PASSWORD)).isEqualTo(new SignIn.SignedIn(jane.id()));
  }

  @Test
  void aNameThatNobodyHasIsLockedLikeOneThatSomebodyHas() {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn("nobody@example.com", WRONG)).isEqualTo(new SignIn.Wrong());
    }
    assertThat(signIn("Nobody@example.com", WRONG)).isInstanceOf(SignIn.Locked.class);
    assertThat(signIn("somebody@example.com", WRONG)).isEqualTo(new SignIn.Wrong());
  }

  @Test
  void aSuccessStartsTheCountAnew() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(signIn("jane@example.com", WRONG)).isEqualTo(new SignIn.Wrong());
      }
      assertThat(signIn("jane@example.com", PASSWORD)).isEqualTo(new SignIn.SignedIn(jane.id()));
    }
  }

  @Test
  void guessesAtOnceLearnNoMoreThanGuessesInARow() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<SignIn>> guesses = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        guesses.add(threads.submit(() -> signIn("jane@example.com", WRONG)));
      }
      int answered = 0;
      for (Future<SignIn> guess : guesses) {
        answered += guess.get() instanceof SignIn.Wrong ? 1 : 0;
      }
      assertThat(answered).isEqualTo(5);
    }
  }

  @Test
  void theAccountSetsHowManyAndHowLong() {
    database.write(tx -> {
      accounts.set(
          tx,
          account,
          Map.of(
              AccountSetting.LOGIN_FAIL_MAX_ATTEMPTS, "2",
              AccountSetting.LOGIN_FAIL_LOCKOUT_SECS, "10"));
      return 0;
    });
    signIn("jane@example.com", WRONG);
    signIn("jane@example.com", WRONG);
    assertThat(signIn("jane@example.com", PASSWORD))
        .isEqualTo(new SignIn.Locked(clock.instant().plusSeconds(10)));
  }

  @Test
  void aUserWithoutAPasswordComesInWithNone() {
    database.write(
        tx -> users.create(tx, account, NewUser.client(email("new@example.com"), "New", "One")));
    assertThat(signIn("new@example.com", Secret.of(""))).isEqualTo(new SignIn.Wrong());
    assertThat(signIn("new@example.com", Secret.of("nobody's password")))
        .isEqualTo(new SignIn.Wrong());
  }

  @Test
  void aNewPasswordUnlocksAndEndsEarlierSignIns() {
    for (int i = 0; i < 5; i++) {
      signIn("jane@example.com", WRONG);
    }
    PasswordHash other = users.hash(account, Secret.of("another password"));
    database.write(tx -> {
      users.setPassword(tx, jane, other, false);
      return 0;
    });
    assertThat(signIn("jane@example.com", PASSWORD)).isEqualTo(new SignIn.Wrong());
    assertThat(signIn("jane@example.com", Secret.of("another password")))
        .isEqualTo(new SignIn.SignedIn(jane.id()));
    assertThat(users.find(jane.id()).orElseThrow().security().securityNo())
        .isGreaterThan(jane.security().securityNo());
  }
}
