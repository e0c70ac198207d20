package valise.files.notices;

import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import valise.files.accounts.Accounts;
import valise.files.groups.Principals;
import valise.files.ids.AliasId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.shares.Alias;
import valise.files.shares.Share;
import valise.files.shares.Shares;
import valise.files.users.UserMailSettings;
import valise.platform.db.Database;
import valise.platform.jobs.Job;
import valise.platform.mail.Composition;
import valise.platform.mail.Letter;
import valise.platform.mail.Message;
import valise.platform.mail.Outgoing;

/// Composes the mails that tell the creator of a request what came in: the files of a batch after
/// its last, others once it is quiet.
@Component
final class UploadMail {

  static final String QUEUE = "notices.uploads";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Through which link of which request.
  ///
  /// @param batch what is told apart from all else; empty for what is told together
  record Order(String share, String alias, String batch) {

    Digest digest() {
      return new Digest(QUEUE, Digest.key(share, alias, batch), MAPPER.writeValueAsString(this));
    }
  }

  private final Database database;
  private final Accounts accounts;
  private final Items items;
  private final Principals principals;
  private final Shares shares;
  private final Readers readers;
  private final Digests digests;
  private final NoticeSettings notices;
  private final UserMailSettings settings;

  UploadMail(
      Database database,
      Accounts accounts,
      Items items,
      Principals principals,
      Shares shares,
      Readers readers,
      Digests digests,
      NoticeSettings notices,
      UserMailSettings settings,
      Outgoing outgoing) {
    this.database = database;
    this.accounts = accounts;
    this.items = items;
    this.principals = principals;
    this.shares = shares;
    this.readers = readers;
    this.digests = digests;
    this.notices = notices;
    this.settings = settings;
    outgoing.composed(QUEUE, this::compose);
  }

  private Composition compose(Job job) {
    Order order = MAPPER.readValue(job.payload(), Order.class);
    Pace pace = order.batch().isEmpty() ? notices.loose() : notices.batched();
    return digests.compose(job, pace, lines -> database.read(sql -> message(sql, order, lines)));
  }

  private Optional<Message> message(DSLContext sql, Order order, List<Line> lines) {
    Optional<Share> share = shares.find(sql, new ShareId(order.share()));
    Optional<Alias> alias = shares.find(sql, new AliasId(order.alias()));
    Optional<Principal> creator = share.flatMap(it -> principals.of(sql, it.creator()));
    if (alias.isEmpty() || creator.isEmpty() || isSelf(alias.get(), creator.get())) {
      return Optional.empty();
    }
    List<Located> seen =
        items.locate(
            sql,
            creator.get(),
            lines.stream().map(Line::item).distinct().toList(),
            Items.Deleted.HIDDEN);
    String folder =
        share
            .flatMap(Share::folder)
            .flatMap(id -> items.find(sql, id))
            .map(it -> it.name())
            .orElse("");
    return readers
        .of(sql, creator.get().user())
        .filter(reader -> !seen.isEmpty())
        .map(reader -> {
          Letter letter =
              ShareLetters.uploaded(
                  accounts.find(sql, creator.get().account()).orElseThrow().companyName(),
                  readers.nameOf(sql, alias.get()),
                  folder,
                  seen.stream().map(each -> Things.of(each.item())).toList(),
                  Moments.minute(lines.getLast().at(), reader.zone()));
          return letter.to(settings.from(), reader.address());
        });
  }

  private static boolean isSelf(Alias alias, Principal creator) {
    return alias.user().equals(Optional.of(creator.user()));
  }
}
