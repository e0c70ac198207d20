package valise.files.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// The programs that may ask people for access.
@Component
public final class Apps {

  /// Where a program without a web server lets people end up: our own page, whose address it
  /// watches [docs].
  public static final String COMPLETION_PAGE = "/oauth/oauthcomplete.aspx";

  private static final int MAX_REDIRECTS = 20;
  private static final int MAX_REDIRECT_LENGTH = 1_000;
  private static final int MIN_SECRET = 16;

  /// Schemes that a browser would run or read instead of going anywhere.
  private static final Set<String> NO_SCHEMES =
      Set.of(
          "javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source");

  private final Database database;
  private final InstantSource clock;
  private final Sealing sealing;
  private final Callers callers;
  private final AppStore store = new AppStore();
  private final GrantStore grants = new GrantStore();

  Apps(Database database, InstantSource clock, Sealing sealing, Callers callers) {
    this.database = database;
    this.sealing = sealing;
    this.clock = clock;
    this.callers = callers;
  }

  /// What is needed to register an app. `account` and `owner` as in [App]; `confidential` says
  /// whether it gets a secret.
  public record Registration(
      String name,
      @Nullable AccountId account,
      @Nullable UserId owner,
      Set<String> redirectUris,
      boolean confidential,
      boolean firstParty) {

    /// A confidential app for every account, which asks people for consent.
    public static Registration named(String name, String... redirectUris) {
      return new Registration(
          name, null, null, new LinkedHashSet<>(List.of(redirectUris)), true, false);
    }

    public Registration in(AccountId only) {
      return new Registration(name, only, owner, redirectUris, confidential, firstParty);
    }

    /// Lets it sign in as itself, and be this user then.
    public Registration actingAs(UserId user) {
      return new Registration(name, account, user, redirectUris, confidential, firstParty);
    }

    public Registration withoutSecret() {
      return new Registration(name, account, owner, redirectUris, false, firstParty);
    }

    public Registration withoutConsent() {
      return new Registration(name, account, owner, redirectUris, confidential, true);
    }
  }

  /// A new app, and its secret, which is shown this once. A public app's secret is empty.
  public record Registered(App app, Secret<String> secret) {}

  /// Registers an app under a new id with a new secret.
  ///
  /// @throws Refusal when a name or an address cannot be
  public Registered register(Registration registration) {
    return register(
        AppId.mint(), registration.confidential() ? Tokens.random256().reveal() : "", registration);
  }

  /// Registers the id and the secret that a program was shipped with, so that it can be used here
  /// without being told others.
  ///
  /// @throws Refusal when the id is taken, or the secret has fewer than 16 characters
  public Registered adopt(AppId id, Secret<String> secret, Registration registration) {
    if (registration.confidential() && secret.reveal().length() < MIN_SECRET) {
      throw Refusal.malformed(
          "BAD_FIELD", "An app's secret must have at least " + MIN_SECRET + " characters.");
    }
    return register(id, registration.confidential() ? secret.reveal() : "", registration);
  }

  private Registered register(AppId id, String secret, Registration registration) {
    App app =
        new App(
            id,
            registration.account(),
            registration.owner(),
            name(registration.name()),
            registration.confidential(),
            checked(registration.redirectUris()),
            registration.firstParty(),
            true,
            now());
    database.write(tx -> {
      if (store.find(tx.sql(), id).isPresent()) {
        throw Refusal.conflict("APP_EXISTS", "There is an app with the id '" + id + "' already.");
      }
      if (registration.confidential()) {
        store.insert(tx, app, Tokens.hash(secret), sealing.sealText(Secret.of(secret), place(id)));
      } else {
        store.insert(tx, app, null, null);
      }
      return Boolean.TRUE;
    });
    return new Registered(app, Secret.of(secret));
  }

  public Optional<App> find(AppId id) {
    return database.read(sql -> store.find(sql, id)).map(AppStore.Kept::app);
  }

  Optional<AppStore.Kept> kept(AppId id) {
    return database.read(sql -> store.find(sql, id));
  }

  /// The secret itself; empty for a public app.
  Optional<Secret<String>> secretOf(AppId id) {
    return kept(id)
        .flatMap(kept -> Optional.ofNullable(kept.secretSealed()))
        .map(sealed -> sealing.openText(sealed, place(id)));
  }

  private static String place(AppId id) {
    return "app/" + id + "/secret";
  }

  /// Every app; for operators.
  public List<App> all() {
    return database.read(store::all);
  }

  /// The account's own apps and those registered for all.
  public List<App> of(AccountId account) {
    return database.read(sql -> store.of(sql, account));
  }

  /// Gives a confidential app a new secret; the old one is worth nothing from now on. What the app
  /// was granted stays.
  ///
  /// @throws Refusal when there is no such app, or it has no secret
  public Secret<String> rotateSecret(AppId id) {
    String secret = Tokens.random256().reveal();
    database.write(tx -> {
      App app = store.find(tx.sql(), id).orElseThrow(() -> unknown(id)).app();
      if (!app.confidential()) {
        throw Refusal.malformed("APP_HAS_NO_SECRET", "This app is public and has no secret.");
      }
      return store.setSecret(
          tx, id, Tokens.hash(secret), sealing.sealText(Secret.of(secret), place(id)));
    });
    return Secret.of(secret);
  }

  /// A disabled app's tokens do not work, and nobody can sign in through it.
  public void setEnabled(AppId id, boolean enabled) {
    database.write(tx -> {
      if (!store.setEnabled(tx, id, enabled)) {
        throw unknown(id);
      }
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  /// Removes an app and ends all that it was granted.
  ///
  /// @throws Refusal when there is no such app
  public void delete(AppId id) {
    Instant now = now();
    database.write(tx -> {
      if (!store.delete(tx, id)) {
        throw unknown(id);
      }
      grants.endOfApp(tx, id, now);
      tx.afterCommit(callers::forgetAll);
      return Boolean.TRUE;
    });
  }

  private static Refusal unknown(AppId id) {
    return Refusal.noSuchThing("The app '" + id + "'");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String name(String name) {
    String bare = name.strip();
    if (bare.isEmpty() || bare.length() > 100 || bare.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.malformed("BAD_FIELD", "An app's name must have 1 to 100 characters.");
    }
    return bare;
  }

  private static Set<String> checked(Set<String> uris) {
    if (uris.size() > MAX_REDIRECTS) {
      throw Refusal.malformed(
          "BAD_REDIRECT_URI", "An app may have at most " + MAX_REDIRECTS + " redirect addresses.");
    }
    Set<String> checked = new LinkedHashSet<>();
    for (String uri : uris) {
      checked.add(checked(uri.strip()));
    }
    return checked;
  }

  private static String checked(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      if (text.length() > MAX_REDIRECT_LENGTH
          || scheme.isEmpty()
          || NO_SCHEMES.contains(scheme)
          || uri.getRawFragment() != null
          || uri.getRawUserInfo() != null
          || text.chars().anyMatch(c -> c <= ' ' || c >= 127)
          || (web && uri.getHost() == null)) {
        throw badRedirect();
      }
      return text;
    } catch (URISyntaxException e) {
      throw badRedirect();
    }
  }

  private static Refusal badRedirect() {
    return Refusal.malformed(
        "BAD_REDIRECT_URI",
        "A redirect address must be absolute and without a fragment, such as"
            + " https://example.com/back.");
  }
}
