package valise.files.users;

import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;
import valise.files.ids.UserId;

/// A person in one account.
///
/// @param employee whether they work here; else they are a client
/// @param emails the primary address first; none when deleted
/// @param roles what they may do beyond folder rights, without [Role#EMPLOYEE] and [Role#CLIENT]
/// @param confirmed whether they ever proved to read their address, or signed in
/// @param quotaBytes what their files may take; -1 is the account's own default
/// @param securityNo changes with each change that must end earlier sign-ins
public record User(
    UserId id,
    AccountId account,
    boolean employee,
    String firstName,
    String lastName,
    String company,
    List<Email> emails,
    Set<Role> granted,
    ZoneId zone,
    boolean disabled,
    boolean deleted,
    boolean confirmed,
    Instant createdAt,
    @Nullable UserId createdBy,
    long quotaBytes,
    Security security) {

  /// One of a user's addresses.
  public record Email(EmailAddress address, boolean primary, boolean confirmed) {}

  /// What only the user and administrators are shown.
  public record Security(
      long securityNo,
      boolean hasPassword,
      boolean mustChangePassword,
      @Nullable Instant passwordChangedAt,
      @Nullable Instant firstSignInAt,
      @Nullable Instant lastSignInAt) {}

  public User {
    emails = List.copyOf(emails);
    granted = Set.copyOf(granted);
  }

  /// Empty when the user is deleted.
  public Optional<EmailAddress> email() {
    return emails.stream().filter(Email::primary).map(Email::address).findFirst();
  }

  /// All roles, the kind of user included.
  public Set<Role> roles() {
    EnumSet<Role> all = EnumSet.of(employee ? Role.EMPLOYEE : Role.CLIENT);
    all.addAll(granted);
    return all;
  }

  public boolean has(Role role) {
    return roles().contains(role);
  }

  public boolean isAdmin() {
    return granted.contains(Role.MASTER_ADMIN);
  }

  /// Whether they may sign in and be somebody.
  public boolean active() {
    return !disabled && !deleted;
  }

  public String fullName() {
    String full = (firstName + " " + lastName).strip();
    return full.isEmpty() ? email().map(EmailAddress::text).orElse("") : full;
  }

  /// `J. Doe` [client:pennersr/django-allauth].
  public String shortName() {
    if (firstName.isEmpty() || lastName.isEmpty()) {
      return fullName();
    }
    return firstName.substring(0, firstName.offsetByCodePoints(0, 1)) + ". " + lastName;
  }
}
