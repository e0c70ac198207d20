package valise.files.shares;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.downloads.Downloads;
import valise.files.downloads.Fetcher;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.files.items.Located;
import valise.files.thumbnails.PictureSize;
import valise.files.thumbnails.Sheets;
import valise.files.thumbnails.Thumbnails;
import valise.files.uploads.UploadRequest;
import valise.files.uploads.UploadSpecification;
import valise.files.uploads.UploadTarget;
import valise.files.uploads.Uploads;
import valise.platform.Refusal;
import valise.platform.db.Database;

/// The door of shares, for whoever has the id of a share or of a recipient: what stands between
/// them and the content, saying or proving who they are, and what an open share gives.
///
/// Every step looks again: nothing that was true before a request is taken for true in it.
@Component
public final class Entrance {

  /// The longer side of a page on which small print can be read.
  private static final int READING_PIXELS = 1_600;

  private final Database database;
  private final Reach reach;
  private final Recipients recipients;
  private final Unlocks unlocks;
  private final ShareNews news;
  private final Downloads downloads;
  private final Thumbnails thumbnails;
  private final Sheets sheets;
  private final Uploads uploads;
  private final InstantSource clock;

  Entrance(
      Database database,
      Reach reach,
      Recipients recipients,
      Unlocks unlocks,
      ShareNews news,
      Downloads downloads,
      Thumbnails thumbnails,
      Sheets sheets,
      Uploads uploads,
      InstantSource clock) {
    this.database = database;
    this.reach = reach;
    this.recipients = recipients;
    this.unlocks = unlocks;
    this.news = news;
    this.downloads = downloads;
    this.thumbnails = thumbnails;
    this.sheets = sheets;
    this.uploads = uploads;
    this.clock = clock;
  }

  // --- coming in ---------------------------------------------------------------------------------

  /// What there is for this visitor.
  ///
  /// @param id of a share or of a recipient, as it stands in a link
  public Opening open(String id, Visitor visitor) {
    return AliasId.parse(id).map(alias -> open(alias, visitor)).orElseGet(Opening.Unknown::new);
  }

  Opening open(AliasId id, Visitor visitor) {
    Instant now = clock.instant();
    Admission admission = database.read(sql -> admission(sql, id, visitor, now));
    return switch (admission) {
      case Admission.Closed(Opening why) -> why;
      case Admission.As(Reach.Reached reached, Alias alias) ->
          database.read(sql -> opened(sql, reached, alias));
      case Admission.AsNewcomer(Reach.Reached reached, Principal caller) ->
          database.write(
              tx -> opened(tx.sql(), reached, recipients.of(tx, reached.share(), caller)));
    };
  }

  /// What was found out about a visitor.
  private sealed interface Admission {

    record Closed(Opening why) implements Admission {}

    record As(Reach.Reached reached, Alias alias) implements Admission {}

    /// One who signed in and is no recipient yet.
    record AsNewcomer(Reach.Reached reached, Principal caller) implements Admission {}
  }

  /// What a link leads to, as long as it leads anywhere.
  record Found(Reach.Reached reached, Alias alias) {}

  Optional<Found> find(DSLContext sql, AliasId id, Instant now) {
    return AliasStore.find(sql, id)
        .flatMap(alias ->
            ShareStore.find(sql, alias.share())
                .filter(share -> !share.deleted() && !share.expiredAt(now))
                .flatMap(share -> reach.of(sql, share))
                .filter(Reach.Reached::leadsAnywhere)
                .map(reached -> new Found(reached, alias)));
  }

  private Admission admission(DSLContext sql, AliasId id, Visitor visitor, Instant now) {
    Optional<Found> found = find(sql, id, now);
    if (found.isEmpty()) {
      return new Admission.Closed(new Opening.Unknown());
    }
    Reach.Reached reached = found.get().reached();
    Alias alias = found.get().alias();
    Share share = reached.share();
    if (share.policy().requireLogin()) {
      return signedIn(sql, reached, alias, visitor);
    }
    if (share.policy().requireUserInfo() && alias.who().isEmpty()) {
      return unlocked(sql, share, visitor, ShareEvent.Unlocked.How.USER_INFO)
          .<Admission>map(known -> new Admission.As(reached, known))
          .orElseGet(() ->
              new Admission.Closed(
                  new Opening.NeedsUserInfo(share, recipients.asksCompany(sql, share))));
    }
    return new Admission.As(reached, alias);
  }

  private Admission signedIn(DSLContext sql, Reach.Reached reached, Alias alias, Visitor visitor) {
    Share share = reached.share();
    Optional<Principal> caller =
        visitor.caller().filter(it -> it.account().equals(share.account()));
    if (caller.isEmpty()) {
      return unlocked(sql, share, visitor, ShareEvent.Unlocked.How.LOGIN)
          .filter(known -> alias.user().isEmpty() || known.user().equals(alias.user()))
          .<Admission>map(known -> new Admission.As(reached, known))
          .orElseGet(() ->
              new Admission.Closed(new Opening.NeedsLogin(share, visitor.caller().isPresent())));
    }
    boolean meant = alias.user().isEmpty() || alias.user().equals(caller.map(Principal::user));
    Optional<Alias> own = AliasStore.ofUser(sql, share.id(), caller.get().user());
    if (meant && own.isPresent()) {
      return new Admission.As(reached, own.get());
    }
    return meant && isFor(sql, share, caller.get())
        ? new Admission.AsNewcomer(reached, caller.get())
        : new Admission.Closed(new Opening.NeedsLogin(share, true));
  }

  /// A share that names nobody is for everybody in the account who has its link; one that names
  /// people is for them, and for its creator.
  static boolean isFor(DSLContext sql, Share share, Principal caller) {
    return share.creator().equals(caller.user())
        || AliasStore.of(sql, share.id()).stream()
            .noneMatch(it -> it.origin() == Alias.Origin.INVITED);
  }

  private Optional<Alias> unlocked(
      DSLContext sql, Share share, Visitor visitor, ShareEvent.Unlocked.How how) {
    return unlocks
        .find(share, visitor.unlocks(), how)
        .flatMap(id -> AliasStore.find(sql, id))
        .filter(alias -> alias.share().equals(share.id()));
  }

  static Opening.Open opened(DSLContext sql, Reach.Reached reached, Alias alias) {
    Map<String, Long> taken =
        AliasStore.taken(sql, List.of(alias.id())).getOrDefault(alias.id(), Map.of());
    Share.Policy policy = reached.share().policy();
    List<Opening.Entry> entries =
        reached.things().stream()
            .map(thing ->
                new Opening.Entry(
                    thing.part().thing(),
                    thing.located().item().withoutParent(),
                    policy.limited()
                        ? OptionalLong.of(
                            Math.max(
                                0,
                                policy.maxDownloads()
                                    - taken.getOrDefault(thing.part().thing(), 0L)))
                        : OptionalLong.empty()))
            .toList();
    return new Opening.Open(
        reached.share(),
        alias,
        entries,
        reached.folder().map(folder -> folder.item().name()),
        reached.creator());
  }

  /// Keeps account of a visitor who looks at an open share.
  public void seen(Opening.Open open, Fetcher from) {
    Instant now = clock.instant();
    database.write(tx -> {
      AliasStore.opened(tx, open.alias().id(), now);
      news.record(
          tx, new ShareEvent.Opened(ShareNews.subject(open.share(), now), open.alias().id(), from));
      return true;
    });
  }

  // --- unlocking ---------------------------------------------------------------------------------

  /// What came of saying or proving who one is.
  public sealed interface Unlocking {

    /// @param ticket to be shown as [Visitor#unlocks] from here on
    record Unlocked(String ticket, AliasId alias) implements Unlocking {}

    /// There is nothing there to unlock in this way, or not for them.
    record Refused() implements Unlocking {}
  }

  /// A guest says who they are.
  ///
  /// @throws Refusal that names what is missing or wrong
  public Unlocking identify(
      String id, String email, String first, String last, String company, Fetcher from) {
    Instant now = clock.instant();
    Optional<AliasId> alias = AliasId.parse(id);
    if (alias.isEmpty()) {
      return new Unlocking.Refused();
    }
    return database.write(tx -> {
      Optional<Share> share =
          find(tx.sql(), alias.get(), now)
              .map(found -> found.reached().share())
              .filter(it -> it.policy().requireUserInfo() && !it.policy().requireLogin());
      if (share.isEmpty()) {
        return new Unlocking.Refused();
      }
      Alias.Person who = recipients.person(tx.sql(), share.get(), email, first, last, company);
      Alias guest =
          share.get().sends()
              ? recipients.declared(tx, share.get(), who)
              : recipients.sender(tx, share.get(), who);
      news.record(
          tx,
          new ShareEvent.Unlocked(
              ShareNews.subject(share.get(), now),
              guest.id(),
              ShareEvent.Unlocked.How.USER_INFO,
              from));
      return new Unlocking.Unlocked(
          unlocks.issue(share.get(), guest.id(), ShareEvent.Unlocked.How.USER_INFO), guest.id());
    });
  }

  /// Somebody signs in at a page of the share's own, without a session.
  public Unlocking signIn(String id, Principal caller, Fetcher from) {
    Opening opening = open(id, new Visitor(Optional.of(caller), List.of(), from));
    if (!(opening instanceof Opening.Open open) || !open.share().policy().requireLogin()) {
      return new Unlocking.Refused();
    }
    ShareEvent.Unlocked.How how = ShareEvent.Unlocked.How.LOGIN;
    Instant now = clock.instant();
    database.write(tx -> {
      news.record(
          tx,
          new ShareEvent.Unlocked(
              ShareNews.subject(open.share(), now), open.alias().id(), how, from));
      return true;
    });
    return new Unlocking.Unlocked(
        unlocks.issue(open.share(), open.alias().id(), how), open.alias().id());
  }

  // --- what an open share gives ------------------------------------------------------------------

  /// The token of a link to all that is sent; see [Downloads#address].
  ///
  /// @throws Refusal when it may not be downloaded, or not any more
  public String download(Opening.Open open) {
    return link(open, open.entries(), false);
  }

  /// The same for one of the things that are sent.
  public String download(Opening.Open open, String reference) {
    return link(open, List.of(entry(open, reference)), false);
  }

  /// The same for some of them, as a ZIP in any case.
  public String archive(Opening.Open open, List<String> references) {
    if (references.isEmpty()) {
      throw Refusal.malformed("PARAMETER_MISSING", "The body must name at least one item.");
    }
    return link(open, references.stream().distinct().map(each -> entry(open, each)).toList(), true);
  }

  static Opening.Entry entry(Opening.Open open, String reference) {
    if (!open.share().sends()) {
      throw ShareRefusals.notASend();
    }
    return open.entries().stream()
        .filter(entry ->
            entry.id().value().equalsIgnoreCase(reference)
                || entry.thing().equalsIgnoreCase(reference))
        .findFirst()
        .orElseThrow(() -> ShareRefusals.unknownItem(reference));
  }

  private String link(Opening.Open open, List<Opening.Entry> entries, boolean archive) {
    Share share = open.share();
    if (!share.sends()) {
      throw ShareRefusals.notASend();
    }
    if (share.policy().viewOnly()) {
      throw ShareRefusals.viewOnly();
    }
    if (entries.stream().anyMatch(it -> it.remaining().orElse(1) <= 0)) {
      throw ShareRefusals.limitReached();
    }
    List<ItemId> ids = entries.stream().map(Opening.Entry::id).toList();
    return downloads.linkUnder(terms(open), open.actor(), ids, archive);
  }

  /// A link to the picture of one of the files that are sent. Where they may only be looked at, the
  /// large one says who looks.
  ///
  /// @param origin scheme, host and port at which the client reaches us
  /// @throws IOException when the file's bytes cannot be read
  public URI picture(String origin, Opening.Open open, String reference, PictureSize size)
      throws IOException {
    Located file = found(open, reference);
    return open.share().policy().viewOnly() && size == PictureSize.LARGE
        ? sheets.linkUnder(origin, terms(open), open.actor(), file, 1, size.pixels()).address()
        : thumbnails.linkUnder(origin, terms(open), open.actor(), file, size);
  }

  /// A link to one page of one of the files, for reading.
  ///
  /// @param page the first is 1
  /// @throws IOException when the file's bytes cannot be read
  public Sheets.Link sheet(String origin, Opening.Open open, String reference, int page)
      throws IOException {
    return sheets.linkUnder(
        origin, terms(open), open.actor(), found(open, reference), page, READING_PIXELS);
  }

  /// A file to be read on a page, where that takes nothing away from what its sender allows: it may
  /// be downloaded, and as often as one likes.
  public Optional<Located> readable(Opening.Open open, String reference) {
    return open.share().policy().viewOnly() || open.share().policy().limited()
        ? Optional.empty()
        : Optional.of(found(open, reference));
  }

  /// Keeps account of a visitor to whom a file was shown.
  public void shown(Opening.Open open, ItemId item, Fetcher from) {
    ShareEvent.Subject subject = ShareNews.subject(open.share(), clock.instant());
    database.write(tx -> {
      news.record(tx, new ShareEvent.Previewed(subject, open.alias().id(), item, from));
      return true;
    });
  }

  private Located found(Opening.Open open, String reference) {
    ItemId wanted = entry(open, reference).id();
    return database
        .read(sql -> reach.of(sql, open.share()))
        .flatMap(
            reached -> reached.things().stream().filter(it -> it.id().equals(wanted)).findFirst())
        .orElseThrow(() -> ShareRefusals.unknownItem(reference))
        .located();
  }

  /// Opens an upload into the folder of a request, or finds the recipient's own unfinished one. A
  /// file whose name is taken there gets a free one, unless the request says `overwrite`: who sends
  /// is not to learn what lies in the folder, nor to be turned away because of it.
  ///
  /// @param origin scheme, host and port at which the client reaches us
  public UploadSpecification upload(String origin, Opening.Open open, UploadRequest request) {
    Share share = open.share();
    if (share.sends()) {
      throw ShareRefusals.notARequest();
    }
    UploadTarget target =
        new UploadTarget(
            share.account(),
            open.alias().user().orElse(share.creator()),
            share.folder().orElseThrow(),
            Optional.of(terms(open)));
    return uploads.open(origin, target, request.takingFreeName());
  }

  private static String terms(Opening.Open open) {
    return new Terms(open.share().id(), open.share().policy().version(), open.alias().id()).text();
  }

  /// What links and uploads remember of the opening they were given out for.
  ///
  /// @param policy the version of the share's policy
  record Terms(ShareId share, long policy, AliasId alias) {

    String text() {
      return share + " " + policy + " " + alias;
    }

    static Terms parse(String text) {
      String[] words = text.split(" ");
      return new Terms(new ShareId(words[0]), Long.parseLong(words[1]), new AliasId(words[2]));
    }
  }
}
