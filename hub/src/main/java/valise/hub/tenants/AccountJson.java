package valise.hub.tenants;

import java.time.Instant;

/// An account on the wire [docs].
record AccountJson(
    long id,
    String name,
    String description,
    boolean active,
    long companyId,
    Instant createdDate,
    Instant updatedDate,
    String externalId,
    boolean defaultAccount,
    String type) {

  static AccountJson of(Account account) {
    return new AccountJson(
        account.id().value(),
        account.name(),
        account.description(),
        account.active(),
        account.organization().value(),
        account.createdAt(),
        account.updatedAt(),
        account.externalId(),
        account.main(),
        account.main() ? "Default" : "CompanyAccount");
  }
}
