package valise.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import valise.platform.mail.StarttlsServer;

/// The packaged server and a mail server that wants STARTTLS and a password: what is sent and
/// requested lands there, and no mail is lost when the server is killed.
class MailTest {

  private static final String PASSWORD = "of the store";

  private static Path store;
  private PackagedServer server;
  private Drive drive;

  /// A certificate for the loopback that only the server under test believes.
  @BeforeAll
  static void certificate(@TempDir Path folder) throws Exception {
    store = folder.resolve("mail.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static StarttlsServer postOffice(int port) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(store)) {
      SSLContext certificate = StarttlsServer.certificate(in, PASSWORD.toCharArray());
      return new StarttlsServer(port, certificate, "valise", "opensesame");
    }
  }

  private void serve(int mailPort) throws IOException {
    Map<String, String> settings = new HashMap<>(TheServer.GENEROUS);
    settings.put("VALISE_MAIL_HOST", "127.0.0.1");
    settings.put("VALISE_MAIL_PORT", Integer.toString(mailPort));
    settings.put("VALISE_MAIL_ENCRYPTION", "starttls");
    settings.put("VALISE_MAIL_USER", "valise");
    settings.put("VALISE_MAIL_PASSWORD", "opensesame");
    settings.put(
        "JDK_JAVA_OPTIONS",
        "-Djavax.net.ssl.trustStore=%s \"-Djavax.net.ssl.trustStorePassword=%s\""
            .formatted(store, PASSWORD));
    server = PackagedServer.fresh("mail", settings);
    signIn();
  }

  private void signIn() throws IOException {
    drive = new Drive(Caller.admin(server));
  }

  private String file() throws IOException {
    return drive.file(
        drive.folder(drive.home(), "Plans"),
        "plan.txt",
        "the plan".getBytes(StandardCharsets.UTF_8));
  }

  /// Sends a file to Ann and Bob, and gives the share.
  private String send(String file) throws IOException {
    return drive
        .caller()
        .post(
            "/sf/v3/Shares/Send",
            Drive.json(
                Map.of(
                    "Items",
                    List.of(file),
                    "Emails",
                    List.of("ann@client.example", "bob@client.example"),
                    "Subject",
                    "The plan\u2026",
                    "Body",
                    "Dear both,\n\nhere it is.")))
        .ok()
        .string("Id");
  }

  /// The address of each recipient and where it leads them.
  private Map<String, String> links(String share) throws IOException {
    Map<String, String> links = new TreeMap<>();
    Answer recipients = drive.caller().get("/sf/v3/Shares(" + share + ")/Recipients").ok();
    for (JsonNode each : recipients.json().path("value")) {
      links.put(each.path("Email").asString(), each.path("Uri").asString());
    }
    return links;
  }

  private static List<MimeMessage> received(StarttlsServer office, int count) {
    return awaited(office::received, count);
  }

  private static <T> List<T> awaited(Supplier<List<T>> what, int count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (what.get().size() < count && System.nanoTime() < deadline) {
      PackagedServer.pause(50);
    }
    return what.get();
  }

  private static String to(MimeMessage message) {
    try {
      return message.getAllRecipients()[0].toString();
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsSentLandsAtBothAddressesInTwoFormsWithTheLinkOfEach() throws Exception {
    try (StarttlsServer office = postOffice(0)) {
      serve(office.port());
      Map<String, String> links = links(send(file()));

      List<MimeMessage> received = received(office, 2);

      assertThat(received)
          .extracting(MailTest::to)
          .containsExactlyInAnyOrder("ann@client.example", "bob@client.example");
      for (MimeMessage message : received) {
        assertThat(message.getSubject()).isEqualTo("The plan\u2026");
        Multipart forms = (Multipart) message.getContent();
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        assertThat(forms.getCount()).isEqualTo(2);
        BodyPart text = forms.getBodyPart(0);
        BodyPart page = forms.getBodyPart(1);
        assertThat(text.getContentType()).startsWith("text/plain");
        assertThat(page.getContentType()).startsWith("text/html");
        String link = links.get(to(message));
        assertThat(link).startsWith(server.firstStart().url() + "/d/");
        assertThat((String) text.getContent())
            .contains("> Dear both,", "plan.txt")
            .containsPattern("(?m)^" + java.util.regex.Pattern.quote(link) + "\\r?$");
        assertThat((String) page.getContent()).contains("href=\"" + link + "\"", "plan.txt");
      }
      assertThat(office.passwordsInTheOpen()).isFalse();
      assertThat(server.command("mail", "queue").output()).contains("All mail is sent.");
      assertThat(server.command("mail", "sent").output())
          .contains("ann@client.example", "bob@client.example", "The plan");
    }
  }

  @Test
  void whoWasAskedAndSentNothingIsReminded() throws Exception {
    try (StarttlsServer office = postOffice(0)) {
      serve(office.port());
      String folder = drive.folder(drive.home(), "Forms");
      String share =
          drive
              .caller()
              .post(
                  "/sf/v3/Shares?notify=true",
                  """
                  {"ShareType":"Request","Title":"The forms","Parent":{"Id":"%s"},
                   "Recipients":[{"User":{"Email":"ann@client.example"}}],
                   "TrackUntilDate":"9999-12-31","SendInterval":1}
                  """
                      .formatted(folder))
              .ok()
              .string("Id");
      assertThat(received(office, 1))
          .singleElement()
          .satisfies(mail -> assertThat(mail.getSubject()).isEqualTo("The forms"))
          .satisfies(mail ->
              assertThat((String) ((Multipart) mail.getContent()).getBodyPart(0).getContent())
                  .contains(links(share).get("ann@client.example")));

      server.stop();
      passes(Duration.ofDays(1));
      server.start();

      assertThat(received(office, 2).getLast().getSubject()).isEqualTo("Reminder: The forms");
    }
  }

  /// The server takes its time from the machine, so that the past is moved instead. To be called
  /// while it is stopped.
  private void passes(Duration time) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("files.db"));
        Statement statement = connection.createStatement()) {
      long millis = time.toMillis();
      statement.executeUpdate(
          "update share set created_at = created_at - %d, sent_at = sent_at - %d"
              .formatted(millis, millis));
      statement.executeUpdate("update job set due_at = due_at - " + millis);
    }
  }

  @Test
  void aKilledServerLosesNoMail() throws Exception {
    int port;
    String share;
    // It takes calls, and says nothing: mail is under way and never arrives.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = silent.getLocalPort();
      serve(port);
      share = send(file());
      silent.accept().close();
      server.kill();
    }

    try (StarttlsServer office = postOffice(port)) {
      server.start();
      signIn();
      Map<String, String> links = links(share);

      assertThat(received(office, 2))
          .extracting(MailTest::to)
          .containsExactlyInAnyOrderElementsOf(links.keySet());
    }
  }

  @Test
  void mailThatNobodyTakesIsSeenByTheOperatorAndArrivesLater() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    serve(port);
    send(file());
    List<String> failing =
        awaited(
            () -> {
              try {
                return server
                    .command("mail", "queue")
                    .output()
                    .lines()
                    .filter(line -> line.contains("did not take a message"))
                    .toList();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            2);
    assertThat(failing).hasSize(2);

    try (StarttlsServer office = postOffice(port)) {
      // The server may be quicker than the operator.
      PackagedServer.Ended retry = server.command("mail", "retry", "--all");
      assertThat(retry.status()).as(retry.output()).isZero();
      assertThat(retry.output()).contains("To be tried again: ");
      assertThat(received(office, 2)).hasSize(2);
    }
  }

  @Test
  void withoutAMailServerMailLiesInTheDataFolderWhereACommandReadsIt() throws Exception {
    server = PackagedServer.fresh("mail", TheServer.GENEROUS);
    signIn();
    Map<String, String> links = links(send(file()));

    List<String> listed =
        awaited(
            () -> {
              try {
                return server.command("mail").output().lines().toList();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            2);
    assertThat(listed)
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("ann@client.example", "The plan\u2026"));
    assertThat(server.command("mail", "last").output())
        .contains("> Dear both,")
        .containsAnyOf(links.values().toArray(String[]::new));
  }
}
