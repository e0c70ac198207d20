package valise.hub.ids;

/// Who asks: a user who showed their own secret and their organization's.
///
/// @param wholeOrganization whether they may see and change what belongs to others in it
public record Caller(
    OrganizationId organization, AccountId account, UserId user, boolean wholeOrganization) {}
