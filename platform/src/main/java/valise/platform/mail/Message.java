package valise.platform.mail;

import java.util.List;
import java.util.UUID;

/// A message. There is no way to make one whose fields reach into its headers.
///
/// @param id what its `Message-ID` is made of; the same when the same message is sent once more, so
///   that whoever gets it twice can tell
/// @param subject one line
/// @param text for those who read plain text; never empty
/// @param html the same for those who see pages, or empty
public record Message(
    String id,
    Address from,
    Address replyTo,
    List<Address> to,
    String subject,
    String text,
    String html) {

  public Message {
    to = List.copyOf(to);
    if (!id.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("An id is letters, digits and dashes");
    }
    if (to.isEmpty()) {
      throw new IllegalArgumentException("A message has somebody to go to");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("A message has a text");
    }
    Header.check("A subject", subject);
  }

  public static Message of(Address from, Address to, String subject, String text) {
    return new Message(UUID.randomUUID().toString(), from, from, List.of(to), subject, text, "");
  }

  public Message withHtml(String page) {
    return new Message(id, from, replyTo, to, subject, text, page);
  }

  /// Answers go to `address` instead of the sender.
  public Message withReplyTo(Address address) {
    return new Message(id, from, address, to, subject, text, html);
  }

  /// To one of its recipients alone.
  Message only(Address recipient) {
    return new Message(
        UUID.randomUUID().toString(), from, replyTo, List.of(recipient), subject, text, html);
  }

  Message withId(String other) {
    return new Message(other, from, replyTo, to, subject, text, html);
  }
}
