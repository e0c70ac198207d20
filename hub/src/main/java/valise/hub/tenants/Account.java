package valise.hub.tenants;

import java.time.Instant;
import valise.hub.ids.AccountId;
import valise.hub.ids.OrganizationId;

/// A part of an organization, often one of its own customers.
///
/// @param externalId what the organization calls it; unique there
/// @param main the organization's first
/// @param active while it is not, nobody in it is admitted
public record Account(
    AccountId id,
    OrganizationId organization,
    String externalId,
    String name,
    String description,
    boolean main,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {}
