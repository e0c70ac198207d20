package valise.hub.notices;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.hub.ids.UserId;
import valise.hub.tenants.Tenants;
import valise.hub.tenants.User;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.Composition;
import valise.platform.mail.Letter;
import valise.platform.mail.Outgoing;
import valise.platform.mail.Wording;

/// Tells people by mail what needs them.
///
/// When a receiver of a thousand instances dies, its owner gets one mail and not a thousand: what
/// happens within a minute is told together.
@Component
public final class Notices {

  static final String QUEUE = "hub.notices";

  private static final Duration TOGETHER = Duration.ofMinutes(1);
  private static final int MOST_IN_ONE = 50;

  private final Database database;
  private final Jobs jobs;
  private final Tenants tenants;
  private final Sender sender;
  private final InstantSource clock;
  private final NoticeStore store = new NoticeStore();

  Notices(
      Database database,
      Jobs jobs,
      Outgoing outgoing,
      Tenants tenants,
      Sender sender,
      InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.tenants = tenants;
    this.sender = sender;
    this.clock = clock;
    outgoing.composed(QUEUE, this::compose);
  }

  /// Has somebody told of what happens in `tx`.
  public void tell(Tx tx, UserId reader, Notice notice) {
    Instant now = clock.instant();
    store.insert(tx, reader, notice, now);
    jobs.enqueue(tx, QUEUE, reader.toString(), "", now.plus(TOGETHER));
  }

  private Composition compose(Job job) {
    UserId reader = new UserId(Long.parseLong(job.key()));
    List<NoticeStore.Waiting> waiting = database.read(sql -> store.of(sql, reader, MOST_IN_ONE));
    if (waiting.isEmpty()) {
      return Composition.nothing();
    }
    long last = waiting.getLast().number();
    Optional<Address> address = tenants.find(reader).filter(User::active).flatMap(Notices::address);
    if (address.isEmpty()) {
      return new Composition.Nothing(tx -> store.remove(tx, reader, Long.MAX_VALUE));
    }
    List<Notice> notices = waiting.stream().map(NoticeStore.Waiting::notice).toList();
    return new Composition.Ready(
        letter(notices).to(sender.address(), address.get()),
        tx -> {
          store.remove(tx, reader, last);
          if (notices.size() == MOST_IN_ONE) {
            jobs.enqueue(tx, QUEUE, reader.toString(), "", clock.instant());
          }
        });
  }

  /// A user of the hub may be a program whose address is none.
  private static Optional<Address> address(User user) {
    try {
      return Optional.of(
          Address.named(user.email(), (user.firstName() + " " + user.lastName()).strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Letter letter(List<Notice> notices) {
    Notice first = notices.getFirst();
    Letter letter =
        Letter.of(
                sender.house(),
                notices.size() == 1
                    ? first.title()
                    : Wording.count(notices.size(), "thing") + " in the hub need you")
            .preview(first.title());
    for (Notice notice : notices) {
      letter = letter.title(notice.title()).facts(notice.facts()).paragraph(notice.next());
    }
    return letter.footnote("You get this because what it is about is yours in the hub.");
  }
}
