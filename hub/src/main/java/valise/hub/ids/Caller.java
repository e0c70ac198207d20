package valise.hub.ids;

/// Who asks: a user who showed their own secret and their organization's.
public record Caller(OrganizationId organization, AccountId account, UserId user, Span span) {

  /// How far a user sees.
  public enum Span {
    /// What is their own.
    OWN,
    /// What belongs to anybody in their account.
    ACCOUNT,
    /// What belongs to anybody in their organization.
    ORGANIZATION
  }

  /// Whether they may see what belongs to `owner`.
  public boolean sees(OrganizationId ofOrganization, AccountId ofAccount, UserId owner) {
    return switch (span) {
      case OWN -> user.equals(owner);
      case ACCOUNT -> account.equals(ofAccount);
      case ORGANIZATION -> organization.equals(ofOrganization);
    };
  }
}
