package valise.platform.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.time.InstantSource;
import java.util.Properties;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/// Hands messages to a mail server.
public final class SmtpMailer implements Mailer {

  private static final int LONGEST_REPLY = 500;

  private final JavaMailSenderImpl sender;
  private final InstantSource clock;
  private final String server;

  public SmtpMailer(SmtpSettings settings, InstantSource clock) {
    this(settings, clock, new Properties());
  }

  /// `more` are Jakarta Mail's properties, which a test needs to trust a server of its own.
  SmtpMailer(SmtpSettings settings, InstantSource clock, Properties more) {
    this.clock = clock;
    this.server = settings.host() + ":" + settings.port();
    this.sender = new JavaMailSenderImpl();
    sender.setHost(settings.host());
    sender.setPort(settings.port());
    Properties properties = new Properties();
    String millis = Long.toString(settings.timeout().toMillis());
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.quitwait", "false");
    switch (settings.encryption()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
    }
    if (!settings.user().isEmpty()) {
      properties.setProperty("mail.smtp.auth", "true");
      sender.setUsername(settings.user());
      sender.setPassword(settings.password().reveal());
    }
    properties.putAll(more);
    sender.setJavaMailProperties(properties);
  }

  @Override
  public void send(Message message) {
    try {
      sender.send(Mime.of(message, sender.getSession(), clock.instant()));
    } catch (MailException | MessagingException e) {
      boolean permanent = permanent(e);
      throw new MailFailedException(
          "The mail server "
              + server
              + (permanent ? " refused" : " did not take")
              + " a message: "
              + reply(e),
          e,
          permanent);
    }
  }

  /// The server refused a recipient for good. All else may pass: a full disk there, a wrong
  /// password here.
  private static boolean permanent(Throwable failure) {
    return switch (failure) {
      case MailSendException several ->
          several.getFailedMessages().values().stream().anyMatch(SmtpMailer::permanent);
      case SendFailedException refused when refused.getInvalidAddresses() != null ->
          refused.getInvalidAddresses().length > 0;
      default -> false;
    };
  }

  /// What the server said, or what kept us from it.
  private static String reply(Throwable failure) {
    Throwable deepest =
        failure instanceof MailSendException several && !several.getFailedMessages().isEmpty()
            ? several.getFailedMessages().values().iterator().next()
            : failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return Header.line(String.valueOf(deepest.getMessage()), LONGEST_REPLY);
  }
}
