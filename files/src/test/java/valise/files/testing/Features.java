package valise.files.testing;

import java.time.InstantSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import valise.files.accounts.Tenancy;
import valise.files.users.Slowdown;
import valise.files.users.UserMailSettings;
import valise.platform.blob.BlobStore;
import valise.platform.blob.MemoryBlobs;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.Mailer;
import valise.platform.mail.Outgoing;
import valise.platform.outbox.Outbox;
import valise.platform.secrets.PasswordHashes;
import valise.platform.watch.Journal;

/// The facades of accounts, people and the tree over a database of the test's own, without a
/// server: each is made when it is asked for. For contracts that must hold on every database.
public final class Features {

  private final AnnotationConfigApplicationContext context;
  private final SentMail mail;

  private Features(Database database, InstantSource clock) {
    mail = new SentMail();
    context = new AnnotationConfigApplicationContext();
    context.registerBean(
        Database.class, () -> database, definition -> definition.setDestroyMethodName(""));
    context.registerBean(InstantSource.class, () -> clock);
    context.registerBean(BlobStore.class, () -> new MemoryBlobs(clock));
    context.registerBean(Tenancy.class, () -> Tenancy.DEFAULT);
    Outbox outbox = new Outbox(database, clock);
    context.registerBean(
        valise.files.items.Journal.Announcer.class,
        () -> (tx, account, topic, payload) -> outbox.append(tx, topic, account.value(), payload));
    context.registerBean(Jobs.class, () -> new Jobs(database, clock, Journal.silent(), "test"));
    context.registerBean(Mailer.class, () -> mail);
    context.registerBean(
        Outgoing.class, () -> new Outgoing(database, clock, context.getBean(Jobs.class), mail));
    context.registerBean(UserMailSettings.class, Features::mailSettings);
    context.registerBean(PasswordHashes.class, Features::cheapHashes);
    context.registerBean(Slowdown.class, () -> new Slowdown(clock, 1_000));
    context.register(Scan.class);
    context.refresh();
  }

  @ComponentScan(
      basePackages = {
        "valise.files.access",
        "valise.files.accounts",
        "valise.files.favorites",
        "valise.files.grants",
        "valise.files.groups",
        "valise.files.items",
        "valise.files.metadata",
        "valise.files.users"
      },
      lazyInit = true)
  static class Scan {}

  public static Features over(Database database, InstantSource clock) {
    return new Features(database, clock);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public SentMail mail() {
    return mail;
  }

  /// Real hashes that cost next to nothing.
  public static PasswordHashes cheapHashes() {
    return new PasswordHashes(new PasswordHashes.Cost(64, 1, 1));
  }

  public static UserMailSettings mailSettings() {
    return new UserMailSettings("https://files.example", Address.of("valise@files.example"));
  }
}
