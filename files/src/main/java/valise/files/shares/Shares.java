package valise.files.shares;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.accounts.Text;
import valise.files.ids.AliasId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.files.items.Located;
import valise.files.users.UserPreference;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Shares as those who sign in make, see and change them. Who only has a link comes through
/// [Entrance].
@Component
public final class Shares {

  static final int DEFAULT_DAYS = 30;

  private static final int MAX_TITLE = 1_000;

  private final Database database;
  private final Accounts accounts;
  private final Users users;
  private final Contents contents;
  private final Reach reach;
  private final Recipients recipients;
  private final Invitations invitations;
  private final ShareNews news;
  private final InstantSource clock;

  Shares(
      Database database,
      Accounts accounts,
      Users users,
      Contents contents,
      Reach reach,
      Recipients recipients,
      Invitations invitations,
      ShareNews news,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.users = users;
    this.contents = contents;
    this.reach = reach;
    this.recipients = recipients;
    this.invitations = invitations;
    this.news = news;
    this.clock = clock;
  }

  // --- for those who tell of them ---------------------------------------------------------------

  /// A share whoever may see it, deleted ones too: for work in the background, never for an answer.
  public Optional<Share> find(DSLContext sql, ShareId id) {
    return ShareStore.find(sql, id);
  }

  /// A recipient, likewise.
  public Optional<Alias> find(DSLContext sql, AliasId id) {
    return AliasStore.find(sql, id);
  }

  /// What was put into a share, as it was called then; whether it is still there or not.
  public List<Share.Part> parts(DSLContext sql, ShareId id) {
    return ShareStore.parts(sql, id);
  }

  // --- seeing ------------------------------------------------------------------------------------

  /// What the caller has made, the newest first.
  List<ShareView> list(Principal caller, boolean includeExpired) {
    Instant now = clock.instant();
    return database.read(sql ->
        views(
            sql,
            caller,
            ShareStore.madeBy(sql, caller.account(), caller.user()).stream()
                .filter(share -> includeExpired || !share.expiredAt(now))
                .toList()));
  }

  /// One share. Its creator finds it expired, too.
  ///
  /// @throws valise.platform.Refusal the same for all that is not there for the caller
  ShareView find(Principal caller, String id, boolean includeExpired) {
    return database.read(sql -> {
      Share share = require(sql, caller, id, includeExpired);
      return views(sql, caller, List.of(share)).getFirst();
    });
  }

  /// For [valise.files.odata.EntitySet]: those of the ids that are there for the caller.
  Map<String, ShareView> load(Principal caller, Set<String> ids) {
    return database.read(sql -> {
      List<Share> found = new ArrayList<>();
      for (String id : ids) {
        visible(sql, caller, id, true).ifPresent(found::add);
      }
      Map<String, ShareView> byId = new HashMap<>();
      views(sql, caller, found).forEach(view -> byId.put(view.share().id().value(), view));
      return byId;
    });
  }

  Share require(DSLContext sql, Principal caller, String id, boolean includeExpired) {
    return visible(sql, caller, id, includeExpired).orElseThrow(ShareRefusals::unknown);
  }

  private Optional<Share> visible(
      DSLContext sql, Principal caller, String id, boolean includeExpired) {
    Instant now = clock.instant();
    return ShareId.parse(id)
        .flatMap(it -> ShareStore.find(sql, it))
        .filter(share -> share.account().equals(caller.account()) && !share.deleted())
        .filter(share ->
            share.creator().equals(caller.user())
                || ((includeExpired || !share.expiredAt(now)) && isThereFor(sql, share, caller)));
  }

  /// A share the caller received, if it works and is somebody else's.
  Optional<Share> received(DSLContext sql, Principal caller, ShareId id) {
    return visible(sql, caller, id.value(), false)
        .filter(share -> !share.creator().equals(caller.user()));
  }

  private boolean isThereFor(DSLContext sql, Share share, Principal caller) {
    return reach
        .of(sql, share)
        .filter(Reach.Reached::leadsAnywhere)
        .filter(reached ->
            !reached.share().policy().requireLogin()
                || AliasStore.ofUser(sql, share.id(), caller.user()).isPresent()
                || Entrance.isFor(sql, share, caller))
        .isPresent();
  }

  /// Those the caller made, inside the transaction that is about to change one.
  Share requireOwn(Tx tx, Principal caller, String id) {
    return ShareId.parse(id)
        .flatMap(it -> ShareStore.hold(tx, it))
        .filter(share -> share.account().equals(caller.account()) && !share.deleted())
        .filter(share -> share.creator().equals(caller.user()))
        .orElseThrow(ShareRefusals::unknown);
  }

  List<ShareView> views(DSLContext sql, Principal caller, List<Share> shares) {
    if (shares.isEmpty()) {
      return List.of();
    }
    List<ShareId> ids = shares.stream().map(Share::id).toList();
    AccountSettings settings = accounts.settings(sql, caller.account());
    Map<ShareId, List<Alias>> aliases = AliasStore.of(sql, ids);
    Map<ShareId, List<Share.Part>> parts = ShareStore.parts(sql, ids);
    List<ShareView> views = new ArrayList<>();
    for (Share share : shares) {
      boolean own = share.creator().equals(caller.user());
      Optional<Alias> mine =
          own
              ? Optional.empty()
              : aliases.getOrDefault(share.id(), List.of()).stream()
                  .filter(alias -> alias.user().equals(Optional.of(caller.user())))
                  .findFirst();
      Alias alias = mine.or(() -> AliasStore.find(sql, AliasId.of(share.id()))).orElseThrow();
      List<AliasId> counted = new ArrayList<>(List.of(alias.id()));
      if (own) {
        aliases.getOrDefault(share.id(), List.of()).forEach(each -> counted.add(each.id()));
      }
      views.add(
          new ShareView(
              share.with(Reach.inForce(settings, share)),
              alias,
              own,
              consumed(sql, share, parts.getOrDefault(share.id(), List.of()), counted)));
    }
    return views;
  }

  /// Whether one of these recipients has had all as often as allowed.
  static boolean consumed(
      DSLContext sql, Share share, List<Share.Part> parts, Collection<AliasId> aliases) {
    int most = share.policy().maxDownloads();
    if (!share.policy().limited() || parts.isEmpty() || share.downloads() == 0) {
      return false;
    }
    return AliasStore.taken(sql, aliases).values().stream()
        .anyMatch(
            taken -> parts.stream().allMatch(part -> taken.getOrDefault(part.thing(), 0L) >= most));
  }

  // --- making ------------------------------------------------------------------------------------

  /// What a share is to be.
  ///
  /// @param notifyOnUse empty for what the caller prefers
  /// @param expiresAt empty when nothing was said, the inner for never
  record Wanted(
      Share.Kind kind,
      Optional<String> title,
      List<String> items,
      Optional<String> folder,
      Optional<String> folderPath,
      Optional<Boolean> requireLogin,
      boolean requireUserInfo,
      boolean viewOnly,
      boolean usesStreams,
      Optional<Boolean> notifyOnUse,
      int maxDownloads,
      Optional<Optional<Instant>> expiresAt,
      Share.Tracking tracking) {

    Wanted {
      items = List.copyOf(items);
    }
  }

  ShareView create(Principal caller, ShareBody body, ZoneId zone, boolean notify) {
    Wanted wanted = wanted(body, zone);
    List<ShareBody.Someone> people = body.people();
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Share share = make(tx, caller, wanted);
      invitations.invite(tx, caller, share, people, notify);
      return views(tx.sql(), caller, List.of(share)).getFirst();
    });
  }

  private static Wanted wanted(ShareBody body, ZoneId zone) {
    Optional<String> folder = body.parent().value().flatMap(it -> it.reference());
    Share.Kind kind =
        body.kind()
            .orElse(
                body.references().isEmpty() && folder.isPresent()
                    ? Share.Kind.REQUEST
                    : Share.Kind.SEND);
    List<String> items = body.references().orElse(List.of());
    if (kind == Share.Kind.SEND && items.isEmpty()) {
      throw ShareRefusals.missing("Items");
    }
    if (kind == Share.Kind.REQUEST && folder.isEmpty()) {
      throw ShareRefusals.missing("Parent.Id");
    }
    return new Wanted(
        kind,
        body.title().value(),
        kind == Share.Kind.SEND ? items : List.of(),
        kind == Share.Kind.REQUEST ? folder : Optional.empty(),
        Optional.empty(),
        body.requireLogin().value(),
        body.requireUserInfo().orElse(false),
        body.viewOnly().orElse(false),
        body.usesStreamIDs().orElse(false),
        body.settings().value().flatMap(it -> it.notifyOnUse().value()),
        ShareBody.limit(body.maxDownloads().orElse(Share.UNLIMITED)),
        ShareBody.last("ExpirationDate", body.expirationDate(), zone),
        new Share.Tracking(
            body.trackUntil(zone),
            ShareBody.orOff(body.sendFrequency().orElse(Share.UNLIMITED)),
            ShareBody.orOff(body.sendInterval().orElse(Share.UNLIMITED)),
            0,
            Optional.empty()));
  }

  /// Makes a share, with its own link and no other recipient.
  Share make(Tx tx, Principal caller, Wanted wanted) {
    DSLContext sql = tx.sql();
    AccountSettings settings = accounts.settings(sql, caller.account());
    requireAllowed(caller, settings, wanted.kind(), wanted.viewOnly());
    List<Share.Part> parts = contents.parts(sql, caller, wanted.items(), wanted.usesStreams());
    Optional<Located> folder =
        wanted
            .folder()
            .map(reference -> contents.folder(sql, caller, reference))
            .or(() -> wanted.folderPath().map(path -> contents.folderAt(sql, caller, path)));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String name =
        folder
            .map(it -> it.item().name())
            .orElseGet(() -> parts.isEmpty() ? "" : parts.getFirst().name());
    Share share =
        new Share(
            ShareId.mint(),
            caller.account(),
            caller.user(),
            wanted.kind(),
            wanted
                .title()
                .map(text -> Text.line("Title", text, MAX_TITLE))
                .filter(text -> !text.isEmpty())
                .orElse(name),
            folder.map(it -> it.item().id()),
            new Share.Policy(
                wanted
                    .requireLogin()
                    .orElse(settings.flag(AccountSetting.REQUIRE_LOGIN_BY_DEFAULT)),
                wanted.requireUserInfo(),
                wanted.viewOnly(),
                wanted.usesStreams(),
                wanted.notifyOnUse().orElseGet(() -> isTold(sql, caller, wanted.kind())),
                wanted.maxDownloads(),
                capped(
                    settings,
                    now,
                    wanted
                        .expiresAt()
                        .orElse(Optional.of(now.plus(Duration.ofDays(DEFAULT_DAYS))))),
                1),
            wanted.tracking(),
            Optional.empty(),
            0,
            now,
            Optional.empty());
    ShareStore.insert(tx, share);
    ShareStore.add(tx, share.id(), parts);
    recipients.open(tx, share);
    news.record(tx, new ShareEvent.Created(ShareNews.subject(share, now), caller.user()));
    return share;
  }

  /// Whether they want to be told of each of their shares.
  private boolean isTold(DSLContext sql, Principal caller, Share.Kind kind) {
    UserPreference preference =
        kind == Share.Kind.SEND
            ? UserPreference.NOTIFY_ON_DOWNLOAD_BY_DEFAULT
            : UserPreference.NOTIFY_ON_UPLOAD_BY_DEFAULT;
    return Boolean.parseBoolean(users.preference(sql, caller.user(), preference));
  }

  private static void requireAllowed(
      Principal caller, AccountSettings settings, Share.Kind kind, boolean viewOnly) {
    if (kind == Share.Kind.SEND
        && !caller.isEmployee()
        && !settings.flag(AccountSetting.ENABLE_CLIENT_SEND)) {
      throw ShareRefusals.disabled("In this account, clients cannot send files.");
    }
    if (viewOnly && !settings.flag(AccountSetting.ENABLE_VIEW_ONLY)) {
      throw ShareRefusals.disabled("In this account, nothing can be shared as view-only.");
    }
  }

  /// No later than the account lets a share live, counted from when it was made.
  private static Optional<Instant> capped(
      AccountSettings settings, Instant from, Optional<Instant> wanted) {
    long days = settings.number(AccountSetting.SHARE_MAX_EXPIRATION_DAYS);
    if (days < 0) {
      return wanted;
    }
    Instant latest = from.plus(Duration.ofDays(days));
    return wanted.filter(it -> it.isBefore(latest)).or(() -> Optional.of(latest));
  }

  // --- changing ----------------------------------------------------------------------------------

  /// Changes what the body names. Somebody who only received the share can mark it as read or
  /// archived, for themselves.
  ///
  /// @param append whether items are added, rather than put in place of those there are
  ShareView change(
      Principal caller,
      String id,
      ShareBody body,
      ZoneId zone,
      boolean append,
      boolean includeExpired) {
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Share before = require(tx.sql(), caller, id, includeExpired);
      ShareStore.hold(tx, before.id());
      if (!includeExpired && before.expiredAt(clock.instant())) {
        throw ShareRefusals.unknown();
      }
      if (before.creator().equals(caller.user())) {
        change(tx, caller, before, body, zone, append);
      } else {
        mark(tx, caller, before, body);
      }
      Share after = ShareStore.find(tx.sql(), before.id()).orElseThrow();
      return views(tx.sql(), caller, List.of(after)).getFirst();
    });
  }

  private static void mark(Tx tx, Principal caller, Share share, ShareBody body) {
    if (!body.marksOnly()) {
      throw ShareRefusals.unknown();
    }
    Alias alias =
        AliasStore.ofUser(tx.sql(), share.id(), caller.user()).orElseThrow(ShareRefusals::unknown);
    AliasStore.mark(
        tx,
        alias.id(),
        body.isRead().orElse(alias.read()),
        body.isArchived().orElse(alias.archived()));
  }

  private void change(
      Tx tx, Principal caller, Share before, ShareBody body, ZoneId zone, boolean append) {
    if (body.kind().filter(kind -> kind != before.kind()).isPresent()) {
      throw ShareRefusals.bad("ShareType", "what the share is; make another share");
    }
    AccountSettings settings = accounts.settings(tx.sql(), caller.account());
    Optional<Boolean> viewOnly = body.viewOnly();
    requireAllowed(caller, settings, before.kind(), viewOnly.orElse(false));
    boolean streams = body.usesStreamIDs().orElse(before.policy().usesStreams());
    Optional<List<String>> references = before.sends() ? body.references() : Optional.empty();
    if (streams != before.policy().usesStreams() && (append || references.isEmpty())) {
      throw ShareRefusals.bad(
          "UsesStreamIDs",
          "what it is, unless all items are given anew with appendItemsFeed=false");
    }
    Share after = changed(tx.sql(), caller, before, body, zone, settings);
    ShareStore.update(tx, after);
    if (references.isPresent()) {
      List<Share.Part> parts = contents.parts(tx.sql(), caller, references.get(), streams);
      if (!append) {
        if (parts.isEmpty()) {
          throw ShareRefusals.missing("Items");
        }
        ShareStore.empty(tx, before.id());
      }
      ShareStore.add(tx, before.id(), parts);
    }
    invitations.invite(tx, caller, after, body.people(), false);
    news.record(
        tx, new ShareEvent.Changed(ShareNews.subject(after, clock.instant()), caller.user()));
  }

  private Share changed(
      DSLContext sql,
      Principal caller,
      Share before,
      ShareBody body,
      ZoneId zone,
      AccountSettings settings) {
    Share.Policy old = before.policy();
    Share.Policy policy =
        new Share.Policy(
                body.requireLogin().orElse(old.requireLogin()),
                body.requireUserInfo().orElse(old.requireUserInfo()),
                body.viewOnly().orElse(old.viewOnly()),
                body.usesStreamIDs().orElse(old.usesStreams()),
                body.settings()
                    .value()
                    .flatMap(it -> it.notifyOnUse().value())
                    .orElse(old.notifyOnUse()),
                ShareBody.limit(body.maxDownloads().orElse(old.maxDownloads())),
                ShareBody.last("ExpirationDate", body.expirationDate(), zone)
                    .map(wanted -> capped(settings, before.createdAt(), wanted))
                    .orElse(old.expiresAt()),
                old.version())
            .following(old);
    Share.Tracking tracking = before.tracking();
    return new Share(
        before.id(),
        before.account(),
        before.creator(),
        before.kind(),
        body.title()
            .value()
            .map(text -> Text.line("Title", text, MAX_TITLE))
            .filter(text -> !text.isEmpty())
            .orElse(before.title()),
        before.sends()
            ? Optional.empty()
            : body.parent()
                .value()
                .flatMap(it -> it.reference())
                .map(reference -> contents.folder(sql, caller, reference).item().id())
                .or(before::folder),
        policy,
        new Share.Tracking(
            body.trackUntil(zone).or(tracking::until),
            body.sendFrequency().map(ShareBody::orOff).orElse(tracking.frequency()),
            body.sendInterval().map(ShareBody::orOff).orElse(tracking.interval()),
            tracking.reminders(),
            tracking.remindedAt()),
        before.sent(),
        before.downloads(),
        before.createdAt(),
        before.deletedAt());
  }

  /// Takes a share back, for good. What is known of it stays for the record.
  void delete(Principal caller, String id) {
    Instant now = clock.instant();
    database.write(tx -> {
      Share share = requireOwn(tx, caller, id);
      ShareStore.delete(tx, share.id(), now);
      news.record(tx, new ShareEvent.Deleted(ShareNews.subject(share, now), caller.user()));
      return true;
    });
  }
}
