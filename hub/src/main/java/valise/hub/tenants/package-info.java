/// Who uses the hub: organizations, their accounts, and users with their secrets. Start at
/// [valise.hub.tenants.Tenants]. Tables: `organization`, `account`, `account_setting`, `member`,
/// `member_role`.
@org.jspecify.annotations.NullMarked
package valise.hub.tenants;
