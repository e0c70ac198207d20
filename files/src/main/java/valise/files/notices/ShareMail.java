package valise.files.notices;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.items.Items;
import valise.files.shares.Alias;
import valise.files.shares.Share;
import valise.files.shares.Shares;
import valise.files.users.User;
import valise.files.users.UserMail;
import valise.files.users.UserMailSettings;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.mail.Address;
import valise.platform.mail.Composition;
import valise.platform.mail.Letter;
import valise.platform.mail.Message;
import valise.platform.mail.Outgoing;

/// Composes mails about shares. A share that was taken back or has ended meanwhile is not spoken of
/// to its recipients, nor is one whose creator is gone.
@Component
final class ShareMail {

  static final String QUEUE = "notices.shares";

  private final Database database;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Users users;
  private final UserMail userMail;
  private final Items items;
  private final Shares shares;
  private final Readers readers;
  private final Idle idle;
  private final UserMailSettings settings;

  ShareMail(
      Database database,
      InstantSource clock,
      Accounts accounts,
      Users users,
      UserMail userMail,
      Items items,
      Shares shares,
      Readers readers,
      Idle idle,
      UserMailSettings settings,
      Outgoing outgoing) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.users = users;
    this.userMail = userMail;
    this.items = items;
    this.shares = shares;
    this.readers = readers;
    this.idle = idle;
    this.settings = settings;
    outgoing.composed(QUEUE, this::compose);
  }

  private Composition compose(Job job) {
    ShareOrder order = ShareOrder.read(job.payload());
    return database
        .write(tx -> compose(tx, order))
        .map(Composition::ready)
        .orElseGet(Composition::nothing);
  }

  /// Who speaks of what.
  private record Setting(String house, Readers.Reader creator, Share share, Alias alias) {}

  private Optional<Message> compose(Tx tx, ShareOrder order) {
    Optional<Setting> setting =
        shares
            .find(tx.sql(), order.shareId())
            .filter(share -> !share.deleted())
            .flatMap(share -> setting(tx.sql(), share, order.aliasId()));
    return setting.flatMap(known ->
        switch (order.kind()) {
          case SENT, REQUESTED, REMINDER -> offer(tx, known, order);
          case ACTIVATION -> activation(tx, known);
          case COPY -> copy(tx.sql(), known, order);
          case DOWNLOADED -> downloaded(tx.sql(), known, order.items());
          case ENDING -> ending(tx.sql(), known);
        });
  }

  private Optional<Setting> setting(DSLContext sql, Share share, AliasId alias) {
    return readers
        .of(sql, share.creator())
        .flatMap(creator ->
            shares
                .find(sql, alias)
                .map(found ->
                    new Setting(
                        accounts.find(sql, share.account()).orElseThrow().companyName(),
                        creator,
                        share,
                        found)));
  }

  // --- to recipients -----------------------------------------------------------------------------

  private Optional<Message> offer(Tx tx, Setting setting, ShareOrder order) {
    Instant now = clock.instant();
    Optional<Readers.Reader> reader = recipient(tx.sql(), setting);
    if (reader.isEmpty() || setting.share().expiredAt(now)) {
      return Optional.empty();
    }
    Optional<String> activation =
        order.activate()
            ? user(tx.sql(), setting).map(it -> userMail.activation(tx, it))
            : Optional.empty();
    ShareLetters.Matter matter =
        matter(tx.sql(), setting, order, reader.get().zone(), setting.alias().id(), activation);
    Letter letter =
        switch (order.kind()) {
          case REMINDER -> ShareLetters.reminder(matter);
          case REQUESTED -> ShareLetters.requested(matter);
          default -> ShareLetters.sent(matter);
        };
    return Optional.of(fromSender(setting, letter, reader.get()));
  }

  private Optional<Readers.Reader> recipient(DSLContext sql, Setting setting) {
    return readers.of(sql, setting.alias(), setting.creator().zone());
  }

  /// A user who has no password still.
  private Optional<User> user(DSLContext sql, Setting setting) {
    return setting
        .alias()
        .user()
        .flatMap(id -> users.find(sql, id))
        .filter(User::active)
        .filter(user -> !user.security().hasPassword());
  }

  private Message fromSender(Setting setting, Letter letter, Readers.Reader reader) {
    Address sender = setting.creator().address();
    return letter
        .to(Address.named(settings.from().email(), setting.creator().name()), reader.address())
        .withReplyTo(sender);
  }

  private Optional<Message> activation(Tx tx, Setting setting) {
    Optional<Readers.Reader> reader = recipient(tx.sql(), setting);
    Optional<User> user = user(tx.sql(), setting);
    if (reader.isEmpty() || user.isEmpty() || setting.share().expiredAt(clock.instant())) {
      return Optional.empty();
    }
    Letter letter =
        ShareLetters.activation(
            setting.house(),
            setting.creator().name(),
            userMail.activation(tx, user.get()),
            link(setting.share(), setting.alias().id()));
    return Optional.of(fromSender(setting, letter, reader.get()));
  }

  private ShareLetters.Matter matter(
      DSLContext sql,
      Setting setting,
      ShareOrder order,
      ZoneId zone,
      AliasId link,
      Optional<String> activation) {
    Share share = setting.share();
    boolean login = signsIn(sql, share);
    boolean open = !login && !share.policy().requireUserInfo();
    return new ShareLetters.Matter(
        setting.house(),
        setting.creator().name(),
        order.subject(),
        order.body(),
        open || order.kind() == ShareOrder.Kind.COPY ? things(sql, share) : List.of(),
        share.policy().expiresAt().map(at -> Moments.minute(at, zone)),
        share.policy().limited() ? Optional.of(share.policy().maxDownloads()) : Optional.empty(),
        share.policy().viewOnly(),
        login,
        activation,
        link(share, link));
  }

  private boolean signsIn(DSLContext sql, Share share) {
    AccountSettings account = accounts.settings(sql, share.account());
    return share.policy().requireLogin()
        || account.flag(
            share.sends()
                ? AccountSetting.REQUIRE_LOGIN_ON_DOWNLOAD
                : AccountSetting.REQUIRE_LOGIN_ON_UPLOAD);
  }

  private List<Letter.Thing> things(DSLContext sql, Share share) {
    return shares.parts(sql, share.id()).stream()
        .map(part ->
            items
                .find(sql, part.item())
                .map(Things::of)
                .orElseGet(() -> new Letter.Thing(part.name(), "")))
        .toList();
  }

  private String link(Share share, AliasId alias) {
    return settings.publicUrl() + share.path(alias);
  }

  // --- to the creator ----------------------------------------------------------------------------

  private Message toCreator(Setting setting, Letter letter) {
    return letter.to(settings.from(), setting.creator().address());
  }

  private Optional<Message> copy(DSLContext sql, Setting setting, ShareOrder order) {
    List<String> recipients =
        order.others().stream()
            .flatMap(id -> shares.find(sql, new AliasId(id)).stream())
            .flatMap(alias -> readers.nameOf(sql, alias).stream())
            .toList();
    Share share = setting.share();
    ShareLetters.Matter matter =
        matter(
            sql,
            setting,
            order,
            setting.creator().zone(),
            AliasId.of(share.id()),
            Optional.empty());
    return Optional.of(toCreator(setting, ShareLetters.copy(matter, recipients, !share.sends())));
  }

  private Optional<Message> downloaded(DSLContext sql, Setting setting, List<ItemId> ids) {
    Share share = setting.share();
    if (setting.alias().user().equals(Optional.of(share.creator()))) {
      return Optional.empty();
    }
    List<Letter.Thing> things =
        ids.stream().flatMap(id -> items.find(sql, id).stream()).map(Things::of).toList();
    // What was delivered is gone for good by now; the title still says what it was.
    List<Letter.Thing> told =
        things.isEmpty() ? List.of(new Letter.Thing(share.label(), "")) : things;
    return Optional.of(
        toCreator(
            setting,
            ShareLetters.downloaded(
                setting.house(),
                readers.nameOf(sql, setting.alias()),
                share.label(),
                told,
                Moments.minute(clock.instant(), setting.creator().zone()))));
  }

  private Optional<Message> ending(DSLContext sql, Setting setting) {
    Share share = setting.share();
    Instant now = clock.instant();
    Optional<List<Alias>> waiting = share.expiredAt(now) ? Optional.empty() : idle.of(sql, share);
    return waiting.map(aliases ->
        toCreator(
            setting,
            ShareLetters.ending(
                setting.house(),
                share.label(),
                !share.sends(),
                aliases.stream().flatMap(each -> readers.nameOf(sql, each).stream()).toList(),
                Moments.day(share.policy().expiresAt().orElse(now), setting.creator().zone()),
                Moments.minute(share.policy().expiresAt().orElse(now), setting.creator().zone()))));
  }
}
