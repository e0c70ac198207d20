package valise.files.oauth;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;

/// A program that people let act for them.
///
/// @param account the only account it may be used in; none when the operator registered it for all
/// @param owner whom the app is when it signs in as itself (`client_credentials`)
/// @param confidential whether it has a secret; else it must use PKCE
/// @param redirectUris where people may be sent back to; compared exactly
/// @param firstParty whether it is ours: the user is not asked for consent
public record App(
    AppId id,
    @Nullable AccountId account,
    @Nullable UserId owner,
    String name,
    boolean confidential,
    Set<String> redirectUris,
    boolean firstParty,
    boolean enabled,
    Instant createdAt) {

  public App {
    // In the order given: the first is where errors go when a request names none.
    redirectUris =
        java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(redirectUris));
  }

  /// Whether it may be used in that account.
  public boolean servesAccount(AccountId tenant) {
    return account == null || account.equals(tenant);
  }
}
