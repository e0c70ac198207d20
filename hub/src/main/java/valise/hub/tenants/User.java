package valise.hub.tenants;

import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.ids.OrganizationId;
import valise.hub.ids.UserId;

/// Somebody, or some program, that calls the hub.
public record User(
    UserId id,
    OrganizationId organization,
    AccountId account,
    String email,
    String firstName,
    String lastName,
    Set<Role> roles,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {

  public User {
    roles = Set.copyOf(roles);
  }

  Caller caller() {
    return new Caller(
        organization,
        account,
        id,
        roles.stream().map(Role::span).max(Comparator.naturalOrder()).orElse(Caller.Span.OWN));
  }
}
