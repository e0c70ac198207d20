package valise.files.users;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import valise.files.ids.EmailAddress;

/// Somebody one can send to or give folders to: a user, or a group as one.
///
/// @param id the user's or group's own
/// @param count how many people it stands for
public record Contact(
    String id,
    String name,
    String email,
    String firstName,
    String lastName,
    String company,
    boolean confirmed,
    boolean disabled,
    int count,
    Instant createdAt,
    @Nullable Instant lastSignInAt) {

  public static Contact of(User user) {
    return new Contact(
        user.id().value(),
        user.fullName(),
        user.email().map(EmailAddress::text).orElse(""),
        user.firstName(),
        user.lastName(),
        user.company(),
        user.confirmed(),
        user.disabled(),
        1,
        user.createdAt(),
        user.security().lastSignInAt());
  }

  public boolean isGroup() {
    return id.startsWith("g");
  }
}
