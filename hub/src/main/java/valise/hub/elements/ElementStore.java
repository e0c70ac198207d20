package valise.hub.elements;

import static valise.hub.db.generated.Tables.ELEMENT;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.db.generated.tables.records.ElementRecord;
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

  void insert(Tx tx, Element element, Instant now) {
    tx.sql()
        .insertInto(ELEMENT)
        .set(ELEMENT.ID, element.id().value())
        .set(ELEMENT.ORGANIZATION_ID, element.owner().orElseThrow().value())
        .set(ELEMENT.ELEMENT_KEY, element.key())
        .set(ELEMENT.DEFINITION, element.definition().toString())
        .set(ELEMENT.CREATED_AT, now.toEpochMilli())
        .set(ELEMENT.UPDATED_AT, now.toEpochMilli())
        .execute();
  }

  void update(Tx tx, Element element, Instant now) {
    tx.sql()
        .update(ELEMENT)
        .set(ELEMENT.ELEMENT_KEY, element.key())
        .set(ELEMENT.DEFINITION, element.definition().toString())
        .set(ELEMENT.UPDATED_AT, now.toEpochMilli())
        .where(ELEMENT.ID.eq(element.id().value()))
        .execute();
  }

  void delete(Tx tx, ElementId id) {
    tx.sql().deleteFrom(ELEMENT).where(ELEMENT.ID.eq(id.value())).execute();
  }
}
