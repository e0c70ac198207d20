package valise.hub.elements;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementId;
import valise.hub.ids.Numbers;
import valise.hub.ids.OrganizationId;
import valise.hub.ids.Visitor;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Every element there is: ours, which all see, and those that an organization made, which it alone
/// sees. Of these a private one is for the account in which it was made and for those that it is
/// granted to; whoever administers the organization sees it too.
@Component
public final class Elements {

  /// Above all numbers that the vendor published.
  private static final long FIRST_OWN_ID = 100_000;

  private final Database database;
  private final ElementStore store;
  private final InstantSource clock;
  private final ObjectProvider<ElementUse> uses;
  private final ObjectProvider<DefinitionRule> rules;
  private final List<Element> ours;

  Elements(
      Database database,
      ElementStore store,
      InstantSource clock,
      ObjectProvider<ElementUse> uses,
      ObjectProvider<DefinitionRule> rules) {
    this.database = database;
    this.store = store;
    this.clock = clock;
    this.uses = uses;
    this.rules = rules;
    this.ours = Definitions.ours(Definitions.shared());
  }

  /// All that the visitor sees, ours first.
  public List<Element> list(Visitor visitor) {
    List<Element> all = new ArrayList<>(ours);
    visitor.caller().ifPresent(caller -> all.addAll(database.read(sql -> store.of(sql, caller))));
    return all;
  }

  /// By key, in any case, or by id.
  ///
  /// @throws Refusal when there is none, or the visitor may not see it
  public Element find(Visitor visitor, String keyOrId) {
    String wanted = keyOrId.strip().toLowerCase(Locale.ROOT);
    return list(visitor).stream()
        .filter(element -> element.key().equals(wanted) || element.id().toString().equals(wanted))
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The element '" + keyOrId + "'"));
  }

  public Element find(Caller caller, String keyOrId) {
    return find(new Visitor(Optional.of(caller)), keyOrId);
  }

  /// By its id, inside somebody's read or transaction.
  public Optional<Element> find(DSLContext sql, ElementId id) {
    return ours.stream()
        .filter(element -> element.id().equals(id))
        .findFirst()
        .or(() -> store.find(sql, id));
  }

  // --- elements of one's own ---------------------------------------------------------------------

  /// @throws Refusal when the definition cannot be used or its key is taken
  Element create(Caller caller, ObjectNode definition) {
    requireAdmin(caller);
    return database.write(tx -> {
      ElementId id = new ElementId(FIRST_OWN_ID + Numbers.next(tx, "element"));
      Element element = read(definition, id, caller.organization());
      requireFree(tx, element);
      store.insert(tx, element, caller.account(), clock.instant());
      return element;
    });
  }

  /// A copy that the caller's organization can change.
  Element copy(Caller caller, String keyOrId, Optional<String> key) {
    ObjectNode definition = find(caller, keyOrId).definition().deepCopy();
    if (!definition.path("cloneable").asBoolean(true)) {
      throw Refusal.conflict("NOT_CLONEABLE", "This element cannot be cloned.");
    }
    String base = definition.path("key").asString() + "-clone";
    // What the original does by files of its own, the copy does by the same.
    definition.put("like", definition.path("like").asString(definition.path("key").asString()));
    definition.put("key", key.orElseGet(() -> freeKey(caller, base)));
    definition.put("private", true);
    return create(caller, definition);
  }

  private String freeKey(Caller caller, String base) {
    List<String> taken = list(new Visitor(Optional.of(caller))).stream().map(Element::key).toList();
    String key = base;
    for (int i = 2; taken.contains(key); i++) {
      key = base + i;
    }
    return key;
  }

  Element change(Caller caller, String keyOrId, ObjectNode definition) {
    Element old = own(caller, keyOrId);
    return database.write(tx -> {
      ObjectNode named = definition.deepCopy();
      if (!named.has("key")) {
        named.put("key", old.key());
      }
      Element fresh = read(named, old.id(), caller.organization());
      if (!fresh.key().equals(old.key())) {
        requireFree(tx, fresh);
        requireUnused(tx, old);
      }
      store.update(tx, fresh, clock.instant());
      return fresh;
    });
  }

  /// Changes something in the definition of an element that the caller's organization made.
  ///
  /// @param edit does so to a copy, seeing the element as it is
  /// @throws Refusal when it cannot be used then
  Element edit(Caller caller, String keyOrId, BiConsumer<Element, ObjectNode> edit) {
    ElementId id = own(caller, keyOrId).id();
    return database.write(tx -> {
      Element now =
          store
              .hold(tx, id)
              .orElseThrow(() -> Refusal.noSuchThing("The element '" + keyOrId + "'"));
      ObjectNode definition = now.definition().deepCopy();
      edit.accept(now, definition);
      Element fresh = read(definition, id, caller.organization());
      store.update(tx, fresh, clock.instant());
      return fresh;
    });
  }

  Element setActive(Caller caller, String keyOrId, boolean active) {
    ObjectNode definition = own(caller, keyOrId).definition().deepCopy();
    definition.put("active", active);
    return change(caller, keyOrId, definition);
  }

  void delete(Caller caller, String keyOrId) {
    Element old = own(caller, keyOrId);
    database.write(tx -> {
      requireUnused(tx, old);
      store.delete(tx, old.id());
      return old;
    });
  }

  // --- accounts ----------------------------------------------------------------------------------

  /// The element, if the account was granted it.
  ///
  /// @throws Refusal when it was not
  Element granted(Caller caller, String keyOrId, AccountId account) {
    Element element = find(caller, keyOrId);
    if (!database.read(sql -> store.granted(sql, element.id(), account))) {
      throw noGrant(element, account);
    }
    return element;
  }

  private static Refusal noGrant(Element element, AccountId account) {
    return Refusal.noSuchThing(
        "A grant of the element '%s' to the account %s".formatted(element.key(), account));
  }

  /// Lets an account see a private element and make instances of it.
  Element grant(Caller caller, String keyOrId, AccountId account) {
    ElementId id = own(caller, keyOrId).id();
    return database.write(tx -> {
      Element element =
          store
              .hold(tx, id)
              .orElseThrow(() -> Refusal.noSuchThing("The element '" + keyOrId + "'"));
      if (!element.restricted()) {
        throw Refusal.conflict(
            "ELEMENT_NOT_PRIVATE",
            "The element '%s' is not private: every account sees it.".formatted(element.key()));
      }
      store.grant(tx, id, account);
      return element;
    });
  }

  /// Takes that back. Instances that the account has stay.
  void revoke(Caller caller, String keyOrId, AccountId account) {
    Element element = own(caller, keyOrId);
    database.write(tx -> {
      if (!store.revoke(tx, element.id(), account)) {
        throw noGrant(element, account);
      }
      return element;
    });
  }

  private Element own(Caller caller, String keyOrId) {
    requireAdmin(caller);
    Element element = find(caller, keyOrId);
    if (element.owner().isEmpty()) {
      throw Refusal.notAllowed(
          "The element '%s' is part of this server. Clone it to change it."
              .formatted(element.key()));
    }
    return element;
  }

  private Element read(ObjectNode definition, ElementId id, OrganizationId owner) {
    try {
      Element element = store.read(definition, id, owner);
      rules.orderedStream().forEach(rule -> rule.check(element));
      return element;
    } catch (BadDefinitionException e) {
      throw Refusal.malformed("BAD_ELEMENT", "The element cannot be used. " + e.getMessage() + ".");
    }
  }

  private void requireFree(Tx tx, Element element) {
    boolean taken =
        ours.stream().anyMatch(other -> other.key().equals(element.key()))
            || store.of(tx.sql(), element.owner().orElseThrow()).stream()
                .anyMatch(
                    other -> other.key().equals(element.key()) && !other.id().equals(element.id()));
    if (taken) {
      throw Refusal.conflict(
          "ELEMENT_KEY_TAKEN", "There is an element with the key '" + element.key() + "'.");
    }
  }

  private void requireUnused(Tx tx, Element element) {
    if (uses.orderedStream().anyMatch(use -> use.inUse(tx, element.id()))) {
      throw Refusal.conflict(
          "ELEMENT_IN_USE", "There are instances of this element. Delete them first.");
    }
  }

  private static void requireAdmin(Caller caller) {
    if (caller.span() != Caller.Span.ORGANIZATION) {
      throw Refusal.notAllowed("This takes an administrator of the organization.");
    }
  }
}
