package valise.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.platform.ScriptedClock;
import valise.platform.secrets.Secret;

class MailTest {

  private static final Address US = Address.of("valise@example.com", "Valise \u00dc");
  private static final Address HER = Address.of("her@example.org");

  private final ScriptedClock clock = new ScriptedClock();
  private GreenMail server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private static SmtpSettings settings(
      int port, SmtpSettings.Encryption encryption, String user, String password) {
    return new SmtpSettings(
        "127.0.0.1", port, encryption, user, Secret.of(password), Duration.ofSeconds(5));
  }

  private int start(String protocol) {
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
    server.setUser("valise@example.com", "mailbox", "right");
    server.start();
    return (protocol.equals(ServerSetup.PROTOCOL_SMTPS) ? server.getSmtps() : server.getSmtp())
        .getPort();
  }

  private static Message message() {
    return Message.of(US, HER, "Gr\u00fc\u00dfe \ud83d\ude00", "Hello,\nit is there: \u00e9.\n")
        .withHtml("<p>Hello, it is <b>there</b>: \u00e9.</p>")
        .withReplyTo(Address.of("him@example.net", "He, Himself"));
  }

  @Test
  void aMessageArrivesAtTheServerAsItWasMeant() throws Exception {
    int port = start(ServerSetup.PROTOCOL_SMTP);
    new SmtpMailer(settings(port, SmtpSettings.Encryption.NONE, "mailbox", "right"), clock)
        .send(message());

    assertThat(server.getReceivedMessages()).hasSize(1);
    check(server.getReceivedMessages()[0]);
  }

  private void check(MimeMessage received) throws Exception {
    assertThat(received.getSubject()).isEqualTo("Gr\u00fc\u00dfe \ud83d\ude00");
    assertThat(received.getFrom()[0].toString()).contains("valise@example.com");
    assertThat(received.getReplyTo()[0].toString()).isEqualTo("\"He, Himself\" <him@example.net>");
    assertThat(received.getAllRecipients()[0]).hasToString("her@example.org");
    assertThat(received.getSentDate().toInstant()).isEqualTo(clock.instant());
    assertThat(received.getMessageID()).endsWith("@example.com>");
    assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(texts(received)).contains("it is there: \u00e9").contains("<b>there</b>");
  }

  /// All texts of a message, decoded.
  private static String texts(Part part) throws Exception {
    if (part.getContent() instanceof MimeMultipart several) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < several.getCount(); i++) {
        all.append(texts(several.getBodyPart(i)));
      }
      return all.toString();
    }
    return String.valueOf(part.getContent());
  }

  @Test
  void aWrongPasswordIsAFailureThatMayPass() {
    int port = start(ServerSetup.PROTOCOL_SMTP);
    Mailer mailer =
        new SmtpMailer(settings(port, SmtpSettings.Encryption.NONE, "mailbox", "wrong"), clock);

    assertThatThrownBy(() -> mailer.send(message()))
        .isInstanceOfSatisfying(MailFailedException.class, e -> assertThat(e.permanent()).isFalse())
        .hasMessageNotContaining("wrong");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void withoutStarttlsNothingIsSentToAServerThatShouldHaveIt() {
    int port = start(ServerSetup.PROTOCOL_SMTP);
    Mailer mailer =
        new SmtpMailer(settings(port, SmtpSettings.Encryption.STARTTLS, "mailbox", "right"), clock);

    assertThatThrownBy(() -> mailer.send(message())).isInstanceOf(MailFailedException.class);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void anEncryptedServerIsBelievedOnlyWithACertificate() {
    int port = start(ServerSetup.PROTOCOL_SMTPS);
    SmtpSettings settings = settings(port, SmtpSettings.Encryption.TLS, "mailbox", "right");
    assertThatThrownBy(() -> new SmtpMailer(settings, clock).send(message()))
        .isInstanceOf(MailFailedException.class);
    assertThat(server.getReceivedMessages()).isEmpty();

    Properties trusting = new Properties();
    trusting.setProperty("mail.smtp.ssl.trust", "*");
    trusting.setProperty("mail.smtp.ssl.checkserveridentity", "false");
    new SmtpMailer(settings, clock, trusting).send(message());
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void aRecipientWhoIsRefusedForGoodIsAPermanentFailureAndAFullMailboxIsNot() throws Exception {
    assertThat(failureOf("550 5.1.1 no such user").permanent()).isTrue();
    assertThat(failureOf("452 4.2.2 mailbox full").permanent()).isFalse();
  }

  /// What happens at a server that answers RCPT with `reply`.
  private MailFailedException failureOf(String reply) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = listening.accept()) {
                  talk(client, reply);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Mailer mailer =
          new SmtpMailer(
              settings(listening.getLocalPort(), SmtpSettings.Encryption.NONE, "", ""), clock);
      MailFailedException failure =
          catchThrowableOfType(MailFailedException.class, () -> mailer.send(message()));
      answering.join();
      return failure;
    }
  }

  private static void talk(Socket client, String replyToRcpt) throws IOException {
    PrintStream out = new PrintStream(client.getOutputStream(), true, StandardCharsets.US_ASCII);
    out.print("220 ready\r\n");
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    String line;
    while ((line = in.readLine()) != null) {
      out.print((line.startsWith("RCPT") ? replyToRcpt : "250 ok") + "\r\n");
      if (line.startsWith("QUIT")) {
        return;
      }
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SmtpSettings settings =
          new SmtpSettings(
              "127.0.0.1",
              silent.getLocalPort(),
              SmtpSettings.Encryption.NONE,
              "",
              Secret.of(""),
              Duration.ofMillis(200));

      assertThatThrownBy(() -> new SmtpMailer(settings, clock).send(message()))
          .isInstanceOf(MailFailedException.class);
    }
  }

  @Test
  void theFolderHoldsWholeMessagesInTheOrderOfTime(@TempDir Path folder) throws Exception {
    Path box = folder.resolve("mail");
    Mailer mailer = new FolderMailer(box, clock);
    mailer.send(message());
    clock.advance(Duration.ofMillis(1));
    mailer.send(Message.of(US, HER, "second", "text"));
    clock.advance(Duration.ofMillis(-1));

    List<Path> files;
    try (Stream<Path> all = Files.list(box)) {
      files = all.sorted().toList();
    }
    assertThat(files)
        .hasSize(2)
        .first()
        .satisfies(f -> assertThat(f.getFileName().toString()).startsWith("20260115T100000.000Z-"))
        .satisfies(f -> assertThat(f.getFileName().toString()).endsWith(".eml"));
    try (InputStream first = Files.newInputStream(files.get(0));
        InputStream second = Files.newInputStream(files.get(1))) {
      Session session = Session.getInstance(new Properties());
      MimeMessage read = new MimeMessage(session, first);
      check(read);
      assertThat(new MimeMessage(session, second).getSubject()).isEqualTo("second");
    }
  }

  @Test
  void nothingReachesIntoTheHeaders() {
    for (String end : List.of("\r\n", "\n", "\r", "\u0000", "\u0085", "\u2028")) {
      String evil = "a" + end + "Bcc: all@example.com";
      assertThatThrownBy(() -> Message.of(US, HER, evil, "text"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Address.of("a@example.com", evil))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Address.of("a@example.com" + end + "b@example.com"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String no :
        List.of("", "a", "a@b.c, d@e.f", "<a@b.c>", "A <a@b.c>", "a@b.c (x)", "a b@c.d", "@b.c")) {
      assertThatThrownBy(() -> Address.of(no)).as(no).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatAServerRepliesIsInTheFailure() throws Exception {
    assertThat(failureOf("550 5.1.1 no such user")).hasMessageContaining("5.1.1 no such user");
  }

  /// As it would travel.
  private String wire(Message message) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Mime.of(message, Session.getInstance(new Properties()), clock.instant()).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theSameMessageHasTheSameIdHoweverOftenItIsSent() throws Exception {
    Message message = message();

    assertThat(wire(message)).contains("Message-ID: <" + message.id() + "@example.com>");
    assertThat(message.withReplyTo(HER).id()).isEqualTo(message.id());
    assertThat(message().id()).isNotEqualTo(message.id());
  }

  @Test
  void textAndPageAreAlternativesAndThePageIsTheBetterOne() throws Exception {
    MimeMessage mime = Mime.of(message(), Session.getInstance(new Properties()), clock.instant());

    assertThat(mime.getContentType()).startsWith("multipart/alternative");
    MimeMultipart parts = (MimeMultipart) mime.getContent();
    assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
  }

  @Test
  void aLongSubjectOfAnyScriptTravelsInLinesOfAsciiAndArrivesWhole() throws Exception {
    String subject =
        "Jahresabschl\u00fcsse \ud83d\ude00 \u5e74\u6b21\u5831\u544a ".repeat(12).strip();
    String wire = wire(Message.of(US, HER, subject, "text"));

    assertThat(wire.lines().filter(line -> line.length() > 78)).isEmpty();
    assertThat(wire.chars().allMatch(c -> c < 128)).isTrue();
    assertThat(
            new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(wire.getBytes(StandardCharsets.UTF_8)))
                .getSubject())
        .isEqualTo(subject);
  }

  @Test
  void aDomainOfAnyScriptTravelsAsMailServersKnowIt() throws Exception {
    Address there = Address.of("joerg@m\u00fcnchen.example");

    assertThat(wire(Message.of(US, there, "Hello", "text")))
        .contains("To: joerg@xn--mnchen-3ya.example");
  }

  @Test
  void aNameFromElsewhereIsMadeToFitAHeader() throws Exception {
    String evil = "Eve\r\nBcc: all@example.com\u2028X: y\u202e\u0085";
    Address from = Address.named("valise@example.com", evil + "n".repeat(300));

    assertThat(from.name()).startsWith("Eve Bcc: all@example.com X: y nnn").hasSize(100);
    assertThat(wire(Message.of(from, HER, "Hello", "text")).lines())
        .noneMatch(line -> line.startsWith("Bcc:") || line.startsWith("X:"));
  }

  @Test
  void aServerThatAsksForStarttlsAndAPasswordGetsBoth() throws Exception {
    try (StarttlsServer secure = StarttlsServer.unvouched("mailbox", "right")) {
      SmtpSettings settings =
          settings(secure.port(), SmtpSettings.Encryption.STARTTLS, "mailbox", "right");
      assertThatThrownBy(() -> new SmtpMailer(settings, clock).send(message()))
          .as("a certificate that nobody vouches for")
          .isInstanceOf(MailFailedException.class);
      assertThat(secure.received()).isEmpty();

      Properties trusting = new Properties();
      trusting.setProperty("mail.smtp.ssl.trust", "*");
      trusting.setProperty("mail.smtp.ssl.checkserveridentity", "false");
      new SmtpMailer(settings, clock, trusting).send(message());

      assertThat(secure.received()).hasSize(1);
      check(secure.received().getFirst());
      assertThat(secure.passwordsInTheOpen()).isFalse();
    }
  }
}
