package valise.files.users;

import java.time.Instant;
import valise.files.ids.UserId;

/// How an attempt to sign in with a password ended.
public sealed interface SignIn {

  /// The password was right and the user may come in.
  record SignedIn(UserId user) implements SignIn {}

  /// The name or the password is wrong; which of them, nobody is told.
  record Wrong() implements SignIn {}

  /// The password was right, but the user is disabled.
  record Disabled() implements SignIn {}

  /// The password was right, but the account does not admit the domain of the user's address.
  record NotAdmitted() implements SignIn {}

  /// Too many wrong passwords in a row for this name, whether anybody has it or not. The password
  /// was not looked at, or its answer is withheld.
  record Locked(Instant until) implements SignIn {}
}
