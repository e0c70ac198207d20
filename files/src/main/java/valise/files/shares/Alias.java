package valise.files.shares;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.AliasId;
import valise.files.ids.EmailAddress;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;

/// One recipient of a share; or, with the share's own id, everybody who has just its link.
///
/// @param user whose it is; empty for guests
/// @param who name and address: the user's when it was made, or what a guest said
/// @param downloads deliveries, every byte of each
/// @param openedAt when the link was first opened
/// @param uploadedAt when a file last came through it
/// @param letter the last message that went out with it
public record Alias(
    AliasId id,
    ShareId share,
    Optional<UserId> user,
    Optional<Person> who,
    Origin origin,
    long downloads,
    boolean read,
    boolean archived,
    Optional<Instant> openedAt,
    Optional<Instant> uploadedAt,
    Optional<Letter> letter,
    Instant createdAt) {

  /// How somebody became a recipient. The order is the column's number.
  public enum Origin {
    /// Named by the creator.
    INVITED,
    /// Came with the link, and signed in.
    SIGNED_IN,
    /// A guest: name and address are nothing but what a stranger said of themselves.
    DECLARED
  }

  /// Name and address.
  public record Person(EmailAddress email, String firstName, String lastName, String company) {}

  /// A message to a recipient.
  public record Letter(String subject, String body, Instant sentAt) {}

  /// Whether this is the share's own link rather than somebody's.
  public boolean isOpen() {
    return id.value().equals(share.value());
  }
}
