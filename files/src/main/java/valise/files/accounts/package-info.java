/// The tenant: its subdomain, settings and limits. Start at [valise.files.accounts.Accounts].
///
/// Tables: `account`, `account_setting`, `account_domain`.
@org.jspecify.annotations.NullMarked
package valise.files.accounts;
