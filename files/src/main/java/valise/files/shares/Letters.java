package valise.files.shares;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.Accounts;
import valise.files.ids.AliasId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Recipients of a share as its creator deals with them: naming one more, sending it out, sending
/// it again, and what was written.
@Component
final class Letters {

  private static final int MOST_DAYS = 36_500;

  private final Database database;
  private final Accounts accounts;
  private final Shares shares;
  private final Recipients recipients;
  private final Invitations invitations;
  private final InstantSource clock;

  Letters(
      Database database,
      Accounts accounts,
      Shares shares,
      Recipients recipients,
      Invitations invitations,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.shares = shares;
    this.recipients = recipients;
    this.invitations = invitations;
    this.clock = clock;
  }

  // --- recipients --------------------------------------------------------------------------------

  /// The recipients: all of them for the creator, for anybody else only themselves.
  List<AliasView> list(Principal caller, String id, boolean includeExpired) {
    return database.read(sql -> {
      Share share = shares.require(sql, caller, id, includeExpired);
      return views(
          sql,
          share,
          AliasStore.of(sql, share.id()).stream()
              .filter(alias -> isOwn(caller, share, alias))
              .toList());
    });
  }

  private static boolean isOwn(Principal caller, Share share, Alias alias) {
    return share.creator().equals(caller.user()) || alias.user().equals(Optional.of(caller.user()));
  }

  private static List<AliasView> views(DSLContext sql, Share share, List<Alias> aliases) {
    List<Share.Part> parts = ShareStore.parts(sql, share.id());
    return aliases.stream()
        .map(alias ->
            new AliasView(alias, share, Shares.consumed(sql, share, parts, List.of(alias.id()))))
        .toList();
  }

  AliasView find(Principal caller, String id, String alias, boolean includeExpired) {
    return database.read(sql -> {
      Share share = shares.require(sql, caller, id, includeExpired);
      Alias found = require(sql, share, alias, it -> isOwn(caller, share, it) || it.isOpen());
      return views(sql, share, List.of(found)).getFirst();
    });
  }

  private static Alias require(DSLContext sql, Share share, String alias, Predicate<Alias> seen) {
    return AliasId.parse(alias)
        .flatMap(it -> AliasStore.find(sql, it))
        .filter(it -> it.share().equals(share.id()))
        .filter(seen)
        .orElseThrow(ShareRefusals::unknownRecipient);
  }

  /// Adds a recipient: whom the creator names becomes a user if nobody has the address; anybody
  /// else says who they are, where the share asks. Elsewhere it would be a way around the limit.
  AliasView add(
      Principal caller, String id, String email, String first, String last, String company) {
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Share share = shares.require(tx.sql(), caller, id, false);
      ShareStore.hold(tx, share.id());
      boolean own = share.creator().equals(caller.user());
      if (!own && !share.policy().requireUserInfo()) {
        throw Refusal.notAllowed("Only who made this share names its recipients.");
      }
      Alias.Person who = recipients.person(tx.sql(), share, email, first, last, company);
      Alias alias =
          own
              ? recipients.invite(tx, share, who.email(), who.firstName(), who.lastName()).alias()
              : recipients.declared(tx, share, who);
      return views(tx.sql(), share, List.of(alias)).getFirst();
    });
  }

  /// Names one more recipient by address.
  ///
  /// @return the share, as whose recipient the new one is given
  ShareView alias(Principal caller, String id, String email, boolean telling) {
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Share share = shares.requireOwn(tx, caller, id);
      Alias alias =
          invitations
              .invite(
                  tx,
                  caller,
                  share,
                  List.of(new ShareBody.Someone(Optional.empty(), Optional.of(email))),
                  telling)
              .aliases()
              .getFirst();
      ShareView view = view(tx, caller, share);
      return new ShareView(view.share(), alias, view.own(), view.consumed());
    });
  }

  private ShareView view(Tx tx, Principal caller, Share share) {
    Share now = ShareStore.find(tx.sql(), share.id()).orElseThrow();
    return shares.views(tx.sql(), caller, List.of(now)).getFirst();
  }

  // --- sending -----------------------------------------------------------------------------------

  ShareView send(Principal caller, LetterBody body) {
    List<String> items = body.requiredItems();
    List<ShareBody.Someone> people = body.requiredEmails();
    Invitations.Letter letter = body.letter();
    boolean anonymous = body.sendAnon().orElse(false);
    boolean login = body.requireLogin().orElse(false);
    if (login && anonymous) {
      throw ShareRefusals.bad("SendAnon", "false when RequireLogin is true");
    }
    if (login && body.requireUserInfo().orElse(false)) {
      throw ShareRefusals.bad("RequireUserInfo", "false when RequireLogin is true");
    }
    return deliver(
        caller,
        new Shares.Wanted(
            Share.Kind.SEND,
            Optional.of(letter.subject()),
            items,
            Optional.empty(),
            Optional.empty(),
            anonymous ? Optional.of(false) : body.requireLogin().value(),
            body.requireUserInfo().orElse(false),
            body.viewOnly(),
            body.usesStreamIDs().orElse(false),
            body.notifyOnDownload().value(),
            ShareBody.limit(body.maxDownloads().orElse(Share.UNLIMITED)),
            expiry(body),
            Share.Tracking.NONE),
        people,
        letter,
        anonymous);
  }

  ShareView request(Principal caller, LetterBody body) {
    if (body.folderId().value().isEmpty() && body.folderPath().value().isEmpty()) {
      throw ShareRefusals.missing("FolderId' or 'FolderPath");
    }
    List<ShareBody.Someone> people = body.requiredEmails();
    Invitations.Letter letter = body.letter();
    return deliver(
        caller,
        new Shares.Wanted(
            Share.Kind.REQUEST,
            Optional.of(letter.subject()),
            List.of(),
            body.folderId().value(),
            body.folderPath().value(),
            body.requireLogin().value(),
            false,
            false,
            false,
            body.notifyOnUpload().value(),
            Share.UNLIMITED,
            expiry(body),
            Share.Tracking.NONE),
        people,
        letter,
        false);
  }

  /// `ExpirationDays`: 30 when not given, -1 for never [seed].
  private Optional<Optional<Instant>> expiry(LetterBody body) {
    int days = body.expirationDays().orElse(Shares.DEFAULT_DAYS);
    if (days < -1 || days > MOST_DAYS) {
      throw ShareRefusals.bad(
          "ExpirationDays", "a number from 0 to " + MOST_DAYS + ", or -1 for never");
    }
    return Optional.of(
        days == -1 ? Optional.empty() : Optional.of(clock.instant().plus(Duration.ofDays(days))));
  }

  private ShareView deliver(
      Principal caller,
      Shares.Wanted wanted,
      List<ShareBody.Someone> people,
      Invitations.Letter letter,
      boolean anonymous) {
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Share share = shares.make(tx, caller, wanted);
      Invitations.Named named = invitations.name(tx, caller, share, people, anonymous);
      invitations.deliver(tx, caller, share, Invitations.first(share), named, letter);
      return view(tx, caller, share);
    });
  }

  /// Sends a share again, to those it went to and to others.
  ShareView resend(Principal caller, LetterBody body) {
    String id = body.shareId().value().orElseThrow(() -> ShareRefusals.missing("ShareId"));
    List<ShareBody.Someone> people = body.requiredRecipients();
    Instant now = clock.instant();
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Share share = shares.requireOwn(tx, caller, id);
      if (share.expiredAt(now)) {
        throw ShareRefusals.unknown();
      }
      Share changed = body.notifyOnUse().value().map(it -> notifying(tx, share, it)).orElse(share);
      Invitations.Letter letter =
          body.letter(
              share
                  .sent()
                  .map(Share.Sent::subject)
                  .filter(it -> !it.isEmpty())
                  .orElse(share.label()));
      Invitations.Named named = invitations.name(tx, caller, changed, people, false);
      invitations.deliver(tx, caller, changed, ShareNotice.Occasion.RESENT, named, letter);
      return view(tx, caller, changed);
    });
  }

  private static Share notifying(Tx tx, Share share, boolean notifyOnUse) {
    Share.Policy old = share.policy();
    Share changed =
        share.with(
            new Share.Policy(
                old.requireLogin(),
                old.requireUserInfo(),
                old.viewOnly(),
                old.usesStreams(),
                notifyOnUse,
                old.maxDownloads(),
                old.expiresAt(),
                old.version()));
    ShareStore.update(tx, changed);
    return changed;
  }

  /// What was last written to a recipient, for the creator and for them.
  String message(Principal caller, String id, String alias, boolean includeExpired) {
    return database.read(sql -> {
      Share share = shares.require(sql, caller, id, includeExpired);
      return require(sql, share, alias, found -> isOwn(caller, share, found))
          .letter()
          .orElseThrow(() -> Refusal.noSuchThing("A message"))
          .body();
    });
  }

  // --- receiving ---------------------------------------------------------------------------------

  /// What the caller was sent or asked for and still works, the newest first.
  ///
  /// @param kind empty for both
  List<ShareView> inbox(Principal caller, Optional<Share.Kind> kind, boolean archived) {
    return database.read(sql -> {
      List<Alias> received = AliasStore.receivedBy(sql, caller.user(), archived);
      List<ShareId> ids = received.stream().map(Alias::share).distinct().toList();
      List<Share> there =
          ids.stream()
              .flatMap(id -> shares.received(sql, caller, id).stream())
              .filter(share -> kind.isEmpty() || kind.get() == share.kind())
              .toList();
      return shares.views(sql, caller, there);
    });
  }

  static boolean isSelf(Principal caller, String user) {
    return caller.user().value().equalsIgnoreCase(user);
  }
}
