package valise.server.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import valise.files.FilesConfiguration;
import valise.files.accounts.Tenancy;
import valise.files.downloads.DownloadSettings;
import valise.files.notices.NoticeSettings;
import valise.files.oauth.OAuthSettings;
import valise.files.uploads.UploadSettings;
import valise.files.users.UserMailSettings;
import valise.hub.Hub;
import valise.platform.blob.BlobStore;
import valise.platform.blob.DiskBlobs;
import valise.platform.db.Database;
import valise.platform.db.DatabaseSettings;
import valise.platform.db.Databases;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.FolderMailer;
import valise.platform.mail.Mailer;
import valise.platform.mail.SmtpMailer;
import valise.platform.mail.SmtpSettings;
import valise.platform.net.Outbound;
import valise.platform.outbox.Outbox;
import valise.platform.outbox.Relay;
import valise.platform.render.Renderer;
import valise.platform.render.ThumbnailerProgram;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.SignedTickets;
import valise.platform.secrets.SigningKey;
import valise.platform.secrets.Tokens;
import valise.platform.watch.Journal;
import valise.server.settings.AllSettings;

/// The platform's pieces for this process, and the file side and the hub over them. Nothing here
/// listens, so commands use it too.
@Configuration(proxyBeanMethods = false)
@Import(FilesConfiguration.class)
class Wiring {

  @Bean
  static InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Database database(AllSettings settings) {
    return Databases.open(settings.storage().database(), "platform", "files");
  }

  /// By its name only: what asks for a database gets the file side's.
  @Bean(defaultCandidate = false)
  @Qualifier("hub")
  Database hubDatabase(AllSettings settings) {
    return Databases.open(settings.storage().hubDatabase(), "platform", "hub");
  }

  @Bean
  static Hub hub(
      @Qualifier("hub") Database database,
      InstantSource clock,
      Journal journal,
      @Qualifier("node") String node,
      Sealing sealing,
      PasswordHashes passwords,
      Outbound outbound,
      Origin origin,
      Mailer mailer,
      AllSettings settings) {
    return Hub.over(
        new Hub.Surroundings(
            database,
            clock,
            journal,
            node,
            sealing,
            passwords,
            outbound,
            origin,
            mailer,
            mailFrom(settings)));
  }

  @Bean
  static Origin origin(AllSettings settings) {
    return new Origin(settings.server());
  }

  @Bean
  BlobStore blobs(AllSettings settings) throws IOException {
    return DiskBlobs.in(settings.storage().blobs());
  }

  @Bean
  KeyRing keys(AllSettings settings) {
    return settings
        .storage()
        .keys()
        .map(KeyRing::of)
        .orElseGet(() -> KeyRing.inFile(settings.storage().keyFile()));
  }

  @Bean
  SignedTickets tickets(KeyRing keys, InstantSource clock) {
    return new SignedTickets(keys, clock);
  }

  @Bean
  Sealing sealing(KeyRing keys) {
    return new Sealing(keys);
  }

  @Bean
  SigningKey ledgerKey(AllSettings settings) {
    return SigningKey.inFile(settings.storage().ledgerKeyFile());
  }

  @Bean
  static PasswordHashes passwordHashes() {
    return new PasswordHashes(PasswordHashes.Cost.usual());
  }

  @Bean
  @Qualifier("node")
  String node(AllSettings settings) throws IOException {
    return switch (settings.storage().database()) {
      case DatabaseSettings.Sqlite alone -> "only";
      case DatabaseSettings.Postgres shared -> nodeName(settings.storage().data().resolve("node"));
    };
  }

  /// Made up once and kept, so that a node takes up what it held when it died.
  private static String nodeName(Path file) throws IOException {
    if (Files.notExists(file)) {
      Files.writeString(file, Tokens.random128().reveal() + "\n", StandardOpenOption.CREATE);
    }
    return Files.readString(file).strip();
  }

  @Bean(destroyMethod = "")
  Jobs jobs(
      Database database, InstantSource clock, Journal journal, @Qualifier("node") String node) {
    return new Jobs(database, clock, journal, node);
  }

  @Bean(destroyMethod = "")
  Relay relay(
      Database database,
      Outbox outbox,
      InstantSource clock,
      Journal journal,
      @Qualifier("node") String node) {
    return new Relay(database, outbox, clock, journal, node);
  }

  @Bean
  Mailer mailer(AllSettings settings, InstantSource clock) throws IOException {
    if (settings.files().smtp().isPresent()) {
      SmtpSettings smtp = settings.files().smtp().get();
      return new SmtpMailer(smtp, clock);
    }
    return new FolderMailer(settings.storage().mailFolder(), clock);
  }

  @Bean
  static Outbound outbound(AllSettings settings) {
    return new Outbound(settings.files().callbacks(), "valise");
  }

  @Bean
  Renderer renderer(AllSettings settings) throws IOException {
    return new Renderer(
        settings.files().thumbnails(), ThumbnailerProgram.locate(settings.storage().workFolder()));
  }

  @Bean
  static Tenancy tenancy(AllSettings settings) {
    return settings.files().tenancy();
  }

  @Bean
  static DownloadSettings downloadSettings(AllSettings settings) {
    return settings.files().downloads();
  }

  @Bean
  static UploadSettings uploadSettings(AllSettings settings) {
    return settings.files().uploads();
  }

  @Bean
  static OAuthSettings oauthSettings(AllSettings settings) {
    return settings.files().oauth();
  }

  @Bean
  static NoticeSettings noticeSettings(AllSettings settings) {
    return settings.files().notices();
  }

  @Bean
  static UserMailSettings userMailSettings(AllSettings settings, Origin origin) {
    return new UserMailSettings(origin.origin(), mailFrom(settings));
  }

  private static Address mailFrom(AllSettings settings) {
    return Address.of(settings.files().mailFrom(), "valise");
  }
}
