package valise.files.accounts;

import java.time.Instant;
import valise.files.ids.AccountId;

/// One tenant: an independent namespace of people and folders.
///
/// @param subdomain the first label of its host name, in lower case
public record Account(AccountId id, String subdomain, String companyName, Instant createdAt) {}
