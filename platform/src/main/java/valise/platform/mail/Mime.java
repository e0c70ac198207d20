package valise.platform.mail;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;

/// A [Message] as it travels.
final class Mime {

  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private Mime() {}

  static MimeMessage of(Message message, Session session, Instant now) throws MessagingException {
    MimeMessage mime = new WithOurId(session, message);
    mime.setFrom(internet(message.from()));
    if (!message.replyTo().equals(message.from())) {
      mime.setReplyTo(new InternetAddress[] {internet(message.replyTo())});
    }
    for (Address to : message.to()) {
      mime.addRecipient(RecipientType.TO, internet(to));
    }
    mime.setSubject(message.subject(), UTF_8);
    if (message.html().isEmpty()) {
      mime.setText(message.text(), UTF_8);
    } else {
      mime.setContent(both(message));
    }
    mime.setSentDate(Date.from(now));
    // Nobody's out-of-office note should answer a machine; the second is for Exchange.
    mime.setHeader("Auto-Submitted", "auto-generated");
    mime.setHeader("X-Auto-Response-Suppress", "All");
    mime.saveChanges();
    return mime;
  }

  /// The better one last.
  private static MimeMultipart both(Message message) throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(message.text(), UTF_8);
    MimeBodyPart page = new MimeBodyPart();
    page.setText(message.html(), UTF_8, "html");
    return new MimeMultipart("alternative", text, page);
  }

  private static InternetAddress internet(Address address) throws MessagingException {
    try {
      return address.name().isEmpty()
          ? new InternetAddress(address.onTheWire(), true)
          : new InternetAddress(address.onTheWire(), address.name(), UTF_8);
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("Every Java has UTF-8", e);
    }
  }

  /// Jakarta Mail would put the name of this machine into the id.
  private static final class WithOurId extends MimeMessage {

    private final String id;

    WithOurId(Session session, Message message) {
      super(session);
      String from = message.from().onTheWire();
      String domain = from.substring(from.lastIndexOf('@') + 1);
      id = "<" + message.id() + "@" + domain.toLowerCase(Locale.ROOT) + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
