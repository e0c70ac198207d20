package valise.platform.mail;

import java.util.List;

/// A message. There is no way to make one whose fields reach into its headers.
///
/// @param subject one line
/// @param text for those who read plain text; never empty
/// @param html the same for those who see pages, or empty
public record Message(
    Address from, Address replyTo, List<Address> to, String subject, String text, String html) {

  public Message {
    to = List.copyOf(to);
    if (to.isEmpty()) {
      throw new IllegalArgumentException("A message has somebody to go to");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("A message has a text");
    }
    Header.check("A subject", subject);
  }

  public static Message of(Address from, Address to, String subject, String text) {
    return new Message(from, from, List.of(to), subject, text, "");
  }

  public Message withHtml(String page) {
    return new Message(from, replyTo, to, subject, text, page);
  }

  /// Answers go to `address` instead of the sender.
  public Message withReplyTo(Address address) {
    return new Message(from, address, to, subject, text, html);
  }
}
