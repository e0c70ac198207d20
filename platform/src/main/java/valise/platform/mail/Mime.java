package valise.platform.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;
import org.springframework.mail.javamail.MimeMessageHelper;

/// A [Message] as it travels.
final class Mime {

  private Mime() {}

  static MimeMessage of(Message message, Session session, Instant now) throws MessagingException {
    MimeMessage mime = new WithOurId(session, message.from());
    boolean both = !message.html().isEmpty();
    MimeMessageHelper helper =
        both
            ? new MimeMessageHelper(
                mime, MimeMessageHelper.MULTIPART_MODE_RELATED, StandardCharsets.UTF_8.name())
            : new MimeMessageHelper(mime, StandardCharsets.UTF_8.name());
    helper.setFrom(internet(message.from()));
    if (!message.replyTo().equals(message.from())) {
      helper.setReplyTo(internet(message.replyTo()));
    }
    for (Address to : message.to()) {
      helper.addTo(internet(to));
    }
    helper.setSubject(message.subject());
    if (both) {
      helper.setText(message.text(), message.html());
    } else {
      helper.setText(message.text());
    }
    helper.setSentDate(Date.from(now));
    // Nobody's out-of-office note should answer a machine.
    mime.setHeader("Auto-Submitted", "auto-generated");
    mime.saveChanges();
    return mime;
  }

  private static InternetAddress internet(Address address) throws MessagingException {
    try {
      return address.name().isEmpty()
          ? new InternetAddress(address.email(), true)
          : new InternetAddress(address.email(), address.name(), StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("Every Java has UTF-8", e);
    }
  }

  /// Jakarta Mail would put the name of this machine into the id.
  private static final class WithOurId extends MimeMessage {

    private final String id;

    WithOurId(Session session, Address from) {
      super(session);
      String domain = from.email().substring(from.email().lastIndexOf('@') + 1);
      id = "<" + UUID.randomUUID() + "@" + domain.toLowerCase(Locale.ROOT) + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
