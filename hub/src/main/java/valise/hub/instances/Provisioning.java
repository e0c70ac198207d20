package valise.hub.instances;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import valise.hub.elements.ConfigurationItem;
import valise.hub.elements.Connection;
import valise.hub.elements.Element;
import valise.hub.elements.Elements;
import valise.hub.ids.Caller;
import valise.hub.ids.InstanceId;
import valise.hub.ids.Numbers;
import valise.hub.tenants.Keys;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.net.Opened;
import valise.platform.net.Outbound;
import valise.platform.secrets.Secret;

/// Makes instances, and signs them in anew. The provider is asked before anything is stored: an
/// instance that does not work is not made, and one that works is not spoilt.
@Component
final class Provisioning {

  private static final int WORDS = 4_000;
  private static final int LONGEST = 1 << 20;

  private final Database database;
  private final Elements elements;
  private final Instances instances;
  private final InstanceStore store;
  private final Configurations configurations;
  private final TokenDesk desk;
  private final Grants grants;
  private final Outbound outbound;
  private final News news;
  private final ObjectProvider<ProvisioningStep> steps;
  private final InstantSource clock;

  Provisioning(
      Database database,
      Elements elements,
      Instances instances,
      InstanceStore store,
      Configurations configurations,
      TokenDesk desk,
      Grants grants,
      Outbound outbound,
      News news,
      ObjectProvider<ProvisioningStep> steps,
      InstantSource clock) {
    this.database = database;
    this.elements = elements;
    this.instances = instances;
    this.store = store;
    this.configurations = configurations;
    this.desk = desk;
    this.grants = grants;
    this.outbound = outbound;
    this.news = news;
    this.steps = steps;
    this.clock = clock;
  }

  // --- making ------------------------------------------------------------------------------------

  /// @throws Refusal when something is missing or wrong
  /// @throws ProviderFailure when the provider does not let it in
  Instance create(Caller caller, Wanted wanted) {
    Element element =
        elements.find(
            caller,
            wanted
                .element()
                .orElseThrow(
                    () -> Refusal.malformed("FIELD_MISSING", "'element.key' is missing.")));
    if (!element.active()) {
      throw Refusal.conflict(
          "ELEMENT_INACTIVE", "The element '" + element.key() + "' is not active.");
    }
    String name =
        wanted.name().orElseThrow(() -> Refusal.malformed("FIELD_MISSING", "'name' is missing."));
    Draft draft = configurations.fresh(element, wanted.configuration(), wanted.brought());
    Optional<Grant> grant = admitted(draft, wanted, 1);
    return database.write(tx -> {
      Instant now = clock.instant();
      InstanceId id = new InstanceId(Numbers.next(tx, "instance"));
      store.insert(
          tx,
          new Instance(
              id,
              caller.organization(),
              caller.account(),
              caller.user(),
              element,
              name,
              // An instance without tags has its own name for one [docs].
              wanted.tags().filter(tags -> !tags.isEmpty()).orElse(List.of(name)),
              false,
              Optional.empty(),
              wanted.brought(),
              Instant.EPOCH,
              Map.of(),
              List.of(),
              now,
              now),
          Keys.element());
      configure(tx, id, draft);
      grant.ifPresent(it -> store.put(tx, id, it));
      Instance made = store.find(tx.sql(), id).orElseThrow();
      news.created(tx, made);
      return made;
    });
  }

  /// The provider's leave for a draft that is complete; none when the element needs none.
  private Optional<Grant> admitted(Draft draft, Wanted wanted, long version) {
    boolean oauth = draft.element().authentication().equals("oauth2");
    configurations.check(draft, oauth && !wanted.brought());
    Optional<Grant> grant = oauth ? Optional.of(grant(draft, wanted, version)) : Optional.empty();
    tryOut(draft, grant)
        .ifPresent(no -> {
          throw no.failure("the instance was not made.");
        });
    steps.orderedStream().forEach(step -> step.take(draft, request -> open(draft, grant, request)));
    return grant;
  }

  private Grant grant(Draft draft, Wanted wanted, long version) {
    Instant now = clock.instant();
    if (wanted.brought()) {
      String access =
          draft
              .value("oauth.user.token")
              .map(String::strip)
              .filter(it -> !it.isEmpty())
              .orElseThrow(() ->
                  Refusal.malformed(
                      "CONFIGURATION_MISSING",
                      "The configuration lacks required entries: oauth.user.token."));
      if (!Grant.canBeShown(access)) {
        throw Refusal.malformed(
            "BAD_CONFIGURATION", "The configuration 'oauth.user.token' is no access token.");
      }
      return new Grant(
          version,
          Secret.of(access),
          draft.value("oauth.user.refresh_token").filter(it -> !it.isBlank()).map(Secret::of),
          Optional.empty(),
          now);
    }
    String code =
        wanted
            .code()
            .orElseThrow(() ->
                Refusal.malformed(
                    "CODE_MISSING",
                    "'providerData.code' is missing. Ask /elements/%s/oauth/url where to get one."
                        .formatted(draft.element().key())));
    return switch (desk.exchange(draft, code)) {
      case TokenDesk.Answer.Granted(var access, var refresh, var life, var said) -> {
        draft.learn(said);
        yield new Grant(version, access, refresh, life.map(now::plus), now);
      }
      case TokenDesk.Answer.Denied(String words) ->
          throw ProviderFailure.of(
                  400, "CODE_REFUSED", "The provider did not take the authorization code.")
              .saying(words);
      case TokenDesk.Answer.Failed(ProviderFailure failure) -> throw failure;
    };
  }

  /// How the provider turned a first call down.
  private record TurnedDown(int status, String words) {

    ProviderFailure failure(String so) {
      boolean theirs = status >= 500 || status < 400;
      return ProviderFailure.of(
              theirs ? 502 : status == 429 ? 429 : 400,
              theirs ? "PROVIDER_FAILED" : "NOT_VALIDATED",
              "The provider answered the first call with " + status + "; " + so)
          .saying(words);
    }
  }

  private static Optional<URI> trial(Element element, Provider provider) {
    return element.connection().validation().map(it -> provider.address(it.path()));
  }

  /// One call that shows whether the credentials are good; nothing when they are.
  private Optional<TurnedDown> tryOut(Draft draft, Optional<Grant> grant) {
    Optional<Connection.Validation> validation = draft.element().connection().validation();
    if (validation.isEmpty()) {
      return Optional.empty();
    }
    Provider provider = new Provider(draft.element(), draft::value);
    CallRequest request =
        CallRequest.of(validation.get().method(), validation.get().path())
            .with("Accept", "application/json");
    try (Opened answer =
        Provider.open(
            outbound,
            request,
            provider.address(request.target()),
            provider.authorization(request, grant.map(Grant::access)))) {
      if (answer.status() >= 300) {
        return Optional.of(new TurnedDown(answer.status(), words(answer)));
      }
      if (!validation.get().learns().isEmpty()) {
        draft.know(validation.get().learns(), said(answer));
      }
      return Optional.empty();
    }
  }

  /// What a first call was answered, as far as it can be understood.
  private static JsonNode said(Opened answer) {
    try {
      return WireJson.MAPPER.readTree(answer.body().readNBytes(LONGEST));
    } catch (IOException | JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  /// Has the first call made with the leave there is, if it would now go to another address, or say
  /// who asks by another name and password: what works is not replaced by what does not.
  private void tryChange(Instance old, Draft draft) {
    Element element = draft.element();
    Provider before = new Provider(element, key -> instances.inForce(old, key));
    Provider after = new Provider(element, draft::value);
    boolean basic = element.authentication().equals("basic");
    if (trial(element, before).equals(trial(element, after))
        && !(basic
            && !before
                .authorization(Optional.empty())
                .equals(after.authorization(Optional.empty())))) {
      return;
    }
    Optional<Grant> grant = grants.current(old);
    Optional<TurnedDown> no = tryOut(draft, grant);
    if (no.filter(it -> it.status() == 401).isPresent()
        && grant.flatMap(Grant::refresh).isPresent()) {
      no = tryOut(draft, Optional.of(grants.renew(old, grant.get().version())));
    }
    no.ifPresent(it -> {
      throw it.failure("the instance was not changed.");
    });
  }

  /// A call for an instance that is not there yet.
  private Opened open(Draft draft, Optional<Grant> grant, CallRequest request) {
    Provider provider = new Provider(draft.element(), draft::value);
    URI uri = provider.address(request.target());
    return Provider.open(
        outbound,
        request,
        uri,
        request.authorized() && provider.owns(uri)
            ? provider.authorization(request, grant.map(Grant::access))
            : Optional.empty());
  }

  private static String words(Opened answer) {
    try {
      return new String(answer.body().readNBytes(WORDS), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private void configure(Tx tx, InstanceId id, Draft draft) {
    draft
        .values()
        .forEach((key, value) -> {
          if (!tokenKey(draft, key)) {
            store.set(tx, id, key, value, secret(draft.element(), key));
          }
        });
  }

  /// Tokens have a table of their own.
  private static boolean tokenKey(Draft draft, String key) {
    return key.startsWith("oauth.user.") && draft.element().authentication().equals("oauth2");
  }

  private static boolean secret(Element element, String key) {
    return element
        .item(key)
        .map(ConfigurationItem::secret)
        .orElseGet(() -> key.endsWith("password") || key.endsWith("secret"));
  }

  // --- changing ----------------------------------------------------------------------------------

  /// Changes what is named. With a code, or with tokens, it is signed in anew; its id and its token
  /// stay.
  ///
  /// @param whole whether what is not named goes back to the element's defaults; secrets and the
  ///   leave stay even then
  Instance change(Instance old, Wanted wanted, boolean whole) {
    Element element = old.element();
    wanted
        .element()
        .filter(named ->
            !named.equalsIgnoreCase(element.key()) && !named.equals(element.id().toString()))
        .ifPresent(other -> {
          throw Refusal.conflict(
              "OTHER_ELEMENT",
              "The instance is one of '%s' and stays so.".formatted(element.key()));
        });
    Draft draft = whole ? replaced(old, wanted) : merged(old, wanted);
    boolean anew = wanted.code().isPresent() || wanted.brought();
    requireKnownConfidants(old, draft, wanted, anew);
    Optional<Grant> grant;
    if (anew) {
      long version = instances.grant(old.id()).map(Grant::version).orElse(0L);
      grant = admitted(draft, wanted, version + 1);
    } else {
      configurations.check(draft, false);
      tryChange(old, draft);
      grant = Optional.empty();
    }
    return database.write(tx -> {
      store.hold(tx, old.id());
      Instance before =
          store
              .find(tx.sql(), old.id())
              .orElseThrow(() -> Refusal.noSuchThing("The instance with the id " + old.id()));
      Instance named =
          before.renamed(
              wanted.name().orElse(before.name()),
              wanted.tags().orElse(before.tags()),
              clock.instant());
      store.update(tx, anew ? named.withTrouble(Optional.empty()) : named);
      if (whole) {
        store.clear(tx, old.id());
      }
      configure(tx, old.id(), draft);
      grant.ifPresent(it -> store.put(tx, old.id(), it));
      Instance after = store.find(tx.sql(), old.id()).orElseThrow();
      news.changed(tx, before, after);
      return after;
    });
  }

  /// Whoever may change an instance does not thereby learn its secrets: they go to another address
  /// only if they are given anew.
  private void requireKnownConfidants(Instance old, Draft draft, Wanted wanted, boolean anew) {
    Element element = old.element();
    Set<String> before = new Provider(element, key -> instances.inForce(old, key)).confidants();
    if (before.containsAll(new Provider(element, draft::value).confidants())) {
      return;
    }
    List<String> missing =
        element.configuration().stream()
            .filter(ConfigurationItem::secret)
            .filter(item -> item.required() || old.secretKeys().contains(item.key()))
            .filter(item -> !item.key().startsWith("event."))
            .map(ConfigurationItem::key)
            .filter(key ->
                wanted
                    .configuration()
                    .getOrDefault(key, Optional.empty())
                    .filter(value -> !value.equals(Configurations.MASK))
                    .isEmpty())
            .toList();
    if (!missing.isEmpty() || (!anew && element.authentication().equals("oauth2"))) {
      throw Refusal.conflict(
          "SIGN_IN_ANEW",
          "At another address the provider is another: that takes its credentials%s, given with the"
                  .formatted(missing.isEmpty() ? "" : " (" + String.join(", ", missing) + ")")
              + " change, and a new 'providerData.code'.");
    }
  }

  /// Everything there was, secrets too, and what is named over it.
  private Draft merged(Instance old, Wanted wanted) {
    return configurations.merged(
        old.element(), everything(old), wanted.configuration(), wanted.brought());
  }

  private Draft replaced(Instance old, Wanted wanted) {
    Map<String, Optional<String>> kept = new LinkedHashMap<>();
    everything(old)
        .forEach((key, value) -> {
          boolean internal =
              old.element().item(key).filter(ConfigurationItem::internal).isPresent();
          if (internal || old.secretKeys().contains(key)) {
            kept.put(key, value);
          }
        });
    Draft fresh = configurations.fresh(old.element(), Map.of(), false);
    Map<String, Optional<String>> values = new LinkedHashMap<>(fresh.values());
    values.putAll(kept);
    return configurations.merged(old.element(), values, wanted.configuration(), wanted.brought());
  }

  private Map<String, Optional<String>> everything(Instance old) {
    Map<String, Optional<String>> all = new LinkedHashMap<>(old.configuration());
    old.secretKeys()
        .forEach(key -> all.put(key, instances.secret(old.id(), key).map(Secret::reveal)));
    return all;
  }
}
