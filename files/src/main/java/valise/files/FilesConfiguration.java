package valise.files;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import valise.files.accounts.OnAccountChange;
import valise.files.items.BlobOwner;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.oauth.OAuthSettings;
import valise.files.uploads.Uploads;
import valise.files.users.Slowdown;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Mailer;
import valise.platform.mail.Outgoing;
import valise.platform.outbox.Outbox;

/// Everything of the file side, wired. Whoever runs it brings the [Database] (migrated with the
/// components `platform` and `files`), the [valise.platform.blob.BlobStore], an [InstantSource],
/// and what else the features ask for in their constructors.
@Configuration(proxyBeanMethods = false)
@ComponentScan("valise.files")
public class FilesConfiguration {

  @Bean
  Outbox filesOutbox(Database database, InstantSource clock) {
    return new Outbox(database, clock);
  }

  /// One count of wrong passwords for every door, or each door would give as many guesses again.
  @Bean
  Slowdown passwordGuesses(InstantSource clock, OAuthSettings settings) {
    return new Slowdown(clock, settings.guessesPerAddress());
  }

  @Bean
  Journal.Announcer journalAnnouncer(Outbox outbox) {
    return (tx, account, topic, payload) -> outbox.append(tx, topic, account.value(), payload);
  }

  @Bean
  OnAccountChange accountAnnouncer(Outbox outbox) {
    return (tx, account) -> outbox.append(tx, OnAccountChange.TOPIC, account.value(), "{}");
  }

  @Bean
  Outgoing outgoingMail(Database database, InstantSource clock, Jobs jobs, Mailer mailer) {
    return new Outgoing(database, clock, jobs, mailer);
  }

  @Bean
  BlobOwner blobsOfItems(Items items) {
    return items::known;
  }

  @Bean
  BlobOwner blobsOfUploads(Uploads uploads) {
    return uploads::known;
  }
}
