package valise.hub.elements;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static valise.hub.db.generated.Tables.ELEMENT;
import static valise.hub.db.generated.Tables.ELEMENT_ACCOUNT;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.db.generated.tables.records.ElementRecord;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.ElementId;
import valise.hub.ids.OrganizationId;
import valise.hub.wire.WireJson;
import valise.platform.db.Tx;

/// SQL of the elements that organizations made.
@Component
final class ElementStore {

  private final List<ConfigurationItem> shared = Definitions.shared();

  List<Element> of(DSLContext sql, OrganizationId organization) {
    return sql.selectFrom(ELEMENT)
        .where(ELEMENT.ORGANIZATION_ID.eq(organization.value()))
        .orderBy(ELEMENT.ELEMENT_KEY)
        .fetch(this::element);
  }

  /// Those that the caller sees.
  List<Element> of(DSLContext sql, Caller caller) {
    if (caller.span() == Caller.Span.ORGANIZATION) {
      return of(sql, caller.organization());
    }
    long account = caller.account().value();
    return sql.selectFrom(ELEMENT)
        .where(ELEMENT.ORGANIZATION_ID.eq(caller.organization().value()))
        .and(
            ELEMENT
                .RESTRICTED
                .eq(inline(false))
                .or(ELEMENT.ACCOUNT_ID.eq(account))
                .or(
                    ELEMENT.ID.in(
                        select(ELEMENT_ACCOUNT.ELEMENT_ID)
                            .from(ELEMENT_ACCOUNT)
                            .where(ELEMENT_ACCOUNT.ACCOUNT_ID.eq(account)))))
        .orderBy(ELEMENT.ELEMENT_KEY)
        .fetch(this::element);
  }

  Optional<Element> find(DSLContext sql, ElementId id) {
    return sql.selectFrom(ELEMENT).where(ELEMENT.ID.eq(id.value())).fetchOptional(this::element);
  }

  /// The same, holding it against other writers.
  Optional<Element> hold(Tx tx, ElementId id) {
    tx.lock(ELEMENT, ELEMENT.ID.eq(id.value()));
    return find(tx.sql(), id);
  }

  private Element element(ElementRecord row) {
    return read(
        (ObjectNode) WireJson.MAPPER.readTree(row.getDefinition()),
        new ElementId(row.getId()),
        new OrganizationId(row.getOrganizationId()));
  }

  /// @throws BadDefinitionException when the definition cannot be used
  Element read(ObjectNode definition, ElementId id, OrganizationId owner) {
    return Element.read(definition, id, Optional.of(owner), shared);
  }

  /// @param maker the account of whoever made it
  void insert(Tx tx, Element element, AccountId maker, Instant now) {
    tx.sql()
        .insertInto(ELEMENT)
        .set(ELEMENT.ID, element.id().value())
        .set(ELEMENT.ORGANIZATION_ID, element.owner().orElseThrow().value())
        .set(ELEMENT.ACCOUNT_ID, maker.value())
        .set(ELEMENT.RESTRICTED, element.restricted())
        .set(ELEMENT.ELEMENT_KEY, element.key())
        .set(ELEMENT.DEFINITION, element.definition().toString())
        .set(ELEMENT.CREATED_AT, now.toEpochMilli())
        .set(ELEMENT.UPDATED_AT, now.toEpochMilli())
        .execute();
  }

  void update(Tx tx, Element element, Instant now) {
    tx.sql()
        .update(ELEMENT)
        .set(ELEMENT.RESTRICTED, element.restricted())
        .set(ELEMENT.ELEMENT_KEY, element.key())
        .set(ELEMENT.DEFINITION, element.definition().toString())
        .set(ELEMENT.UPDATED_AT, now.toEpochMilli())
        .where(ELEMENT.ID.eq(element.id().value()))
        .execute();
  }

  void delete(Tx tx, ElementId id) {
    tx.sql().deleteFrom(ELEMENT_ACCOUNT).where(ELEMENT_ACCOUNT.ELEMENT_ID.eq(id.value())).execute();
    tx.sql().deleteFrom(ELEMENT).where(ELEMENT.ID.eq(id.value())).execute();
  }

  boolean granted(DSLContext sql, ElementId id, AccountId account) {
    return sql.fetchExists(ELEMENT_ACCOUNT, line(id, account));
  }

  void grant(Tx tx, ElementId id, AccountId account) {
    tx.sql()
        .insertInto(ELEMENT_ACCOUNT)
        .set(ELEMENT_ACCOUNT.ELEMENT_ID, id.value())
        .set(ELEMENT_ACCOUNT.ACCOUNT_ID, account.value())
        .onConflictDoNothing()
        .execute();
  }

  /// False when there was nothing to revoke.
  boolean revoke(Tx tx, ElementId id, AccountId account) {
    return tx.sql().deleteFrom(ELEMENT_ACCOUNT).where(line(id, account)).execute() > 0;
  }

  private static Condition line(ElementId id, AccountId account) {
    return ELEMENT_ACCOUNT
        .ELEMENT_ID
        .eq(id.value())
        .and(ELEMENT_ACCOUNT.ACCOUNT_ID.eq(account.value()));
  }
}
