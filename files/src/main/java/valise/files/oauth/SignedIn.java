package valise.files.oauth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import valise.files.ids.AccountId;
import valise.files.ids.UserId;

/// A signed-in user as the authorization server's library sees one.
final class SignedIn extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final transient AccountId account;
  private final transient UserId user;
  private final long securityNo;

  SignedIn(AccountId account, UserId user, long securityNo) {
    super(List.of());
    this.account = account;
    this.user = user;
    this.securityNo = securityNo;
    setAuthenticated(true);
  }

  static SignedIn of(People.Person person) {
    return new SignedIn(person.account(), person.user(), person.securityNo());
  }

  AccountId account() {
    return account;
  }

  UserId user() {
    return user;
  }

  long securityNo() {
    return securityNo;
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return user;
  }

  @Override
  public String getName() {
    return user.value();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignedIn it
        && it.user.equals(user)
        && it.account.equals(account)
        && it.securityNo == securityNo;
  }

  @Override
  public int hashCode() {
    return user.hashCode();
  }
}
