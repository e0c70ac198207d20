package valise.files.downloads;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalLookup;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.items.Located;
import valise.files.items.TreeWalk;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.http.ByteRange;
import valise.platform.http.Delivery;
import valise.platform.http.Digests;
import valise.platform.http.Disposition;
import valise.platform.http.ETag;
import valise.platform.http.Region;
import valise.platform.http.Representation;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.secrets.Tokens;
import valise.platform.zip.ZipLayout;

/// Links that fetch bytes, and what a link fetches.
@Component
public final class Downloads {

  /// The vendor's name for an archive of several things [seed].
  static final String ARCHIVE_NAME = "Files.zip";

  /// The outbox topic of downloads that delivered everything. The payload is a [Departure].
  public static final String TOPIC = "files.download";

  private static final int MOST_ENTRIES = 500_000;
  private static final int SWEEP_BATCH = 1_000;

  private final Database database;
  private final Items items;
  private final TreeWalk walk;
  private final Gate gate;
  private final PrincipalLookup principals;
  private final ObjectProvider<LinkTerms> terms;
  private final DownloadSettings settings;
  private final InstantSource clock;
  private final Journal.Announcer announcer;

  Downloads(
      Database database,
      Items items,
      TreeWalk walk,
      Gate gate,
      PrincipalLookup principals,
      ObjectProvider<LinkTerms> terms,
      DownloadSettings settings,
      InstantSource clock,
      Journal.Announcer announcer) {
    this.database = database;
    this.items = items;
    this.walk = walk;
    this.gate = gate;
    this.principals = principals;
    this.terms = terms;
    this.settings = settings;
    this.clock = clock;
    this.announcer = announcer;
  }

  /// Hands out a link to one item: a file as itself, a folder as a ZIP.
  ///
  /// @param allVersions a ZIP of all versions of the file instead
  String linkTo(Principal caller, String reference, boolean allVersions, Items.Deleted deleted) {
    Located item = items.locate(caller, reference, deleted);
    requireDownloadable(item);
    Link.What what = allVersions ? Link.What.VERSIONS : Link.What.ITEMS;
    if (allVersions) {
      item.requireFile();
    }
    return link(caller, what, deleted, List.of(item.item().id()), Optional.empty());
  }

  /// Hands out a link to a ZIP of some children of a folder.
  String linkToAll(Principal caller, String parent, List<ItemId> ids) {
    if (ids.isEmpty()) {
      throw Refusal.malformed("PARAMETER_MISSING", "The body must name at least one item.");
    }
    Located folder = items.locate(caller, parent).requireFolder();
    List<Located> found = all(caller, ids, Items.Deleted.HIDDEN);
    for (Located each : found) {
      requireDownloadable(each);
      boolean within =
          folder.item().id().isVirtual()
              || each.item().parent().filter(folder.item().id()::equals).isPresent();
      if (!within) {
        throw Refusal.malformed(
            "NOT_A_CHILD", "'" + each.item().name() + "' does not lie in the folder named.");
      }
    }
    return link(caller, Link.What.ARCHIVE, Items.Deleted.HIDDEN, ids, Optional.empty());
  }

  /// Hands out a link to items under the terms of a [LinkTerms], which has found that `actor` may
  /// download them: one file as itself, anything else as a ZIP.
  ///
  /// @param actor in whose name, and with whose rights
  /// @param archive a ZIP in any case
  public String linkUnder(String terms, Principal actor, List<ItemId> ids, boolean archive) {
    return link(
        actor,
        archive ? Link.What.ARCHIVE : Link.What.ITEMS,
        Items.Deleted.HIDDEN,
        ids,
        Optional.of(terms));
  }

  /// Where a link is fetched.
  ///
  /// @param origin scheme, host and port at which the client reaches us
  public static URI address(String origin, String token) {
    return URI.create(origin + DownloadsEndpoint.PATH + "?dt=" + token);
  }

  /// What is answered with a link: a redirect to it, or with `redirect=false` a
  /// `DownloadSpecification`.
  public static Answer answer(Call call, String token) {
    URI address = address(call.origin(), token);
    return call.params().flag("redirect", true)
        ? new Answer.Redirect(address)
        : Answer.value(
            DownloadsEndpoint.Specification.SHAPE,
            new DownloadsEndpoint.Specification(token, address.toString()));
  }

  private static void requireDownloadable(Located item) {
    boolean downloadable = item.item().isFile() || item.item().isFolder();
    if (!downloadable || item.item().id().isVirtual()) {
      throw Refusal.malformed(
          "NOT_DOWNLOADABLE", "'" + item.item().name() + "' holds no bytes to download.");
    }
    if (item.item().place() != Item.Place.ROOT) {
      item.require(Right.DOWNLOAD);
    }
  }

  private List<Located> all(Principal caller, List<ItemId> ids, Items.Deleted deleted) {
    List<Located> found = database.read(sql -> items.locate(sql, caller, ids, deleted));
    if (found.size() < ids.size()) {
      List<ItemId> seen = found.stream().map(each -> each.item().id()).toList();
      ItemId missing = ids.stream().filter(id -> !seen.contains(id)).findFirst().orElseThrow();
      throw Refusal.noSuchThing("The item '" + missing + "'");
    }
    return found;
  }

  private String link(
      Principal caller,
      Link.What what,
      Items.Deleted deleted,
      List<ItemId> ids,
      Optional<String> underTerms) {
    String token = Tokens.random256().reveal();
    Instant now = clock.instant();
    Link link =
        new Link(
            Tokens.hash(token),
            caller.account(),
            caller.user(),
            what,
            deleted == Items.Deleted.SHOWN,
            ids,
            now.plus(settings.linkLife()),
            Optional.empty(),
            underTerms);
    database.write(tx -> {
      LinkStore.insert(tx.sql(), link, now);
      return token;
    });
    return token;
  }

  /// What a link fetches now.
  ///
  /// @param representation the bytes and what is said of them
  /// @param passage is told what becomes of the request
  record Fetched(Link link, Representation representation, Passage passage) {}

  /// Opens a link. Unknown, expired and used links, and those of people who may no longer download,
  /// all answer alike.
  Fetched open(String token, Fetcher fetcher) {
    Instant now = clock.instant();
    Link link =
        database
            .read(sql -> LinkStore.find(sql, Tokens.hash(token)))
            .filter(found -> now.isBefore(found.expiresAt()))
            .filter(found ->
                found
                    .usedAt()
                    .map(used -> now.isBefore(used.plus(settings.afterUse())))
                    .orElse(true))
            .orElseThrow(Downloads::linkNotValid);
    return orNotValid(() -> {
      Passage passage = passage(link, fetcher);
      return new Fetched(link, watched(represent(passage.actor(), link), passage), passage);
    });
  }

  private static Representation watched(Representation what, Passage passage) {
    return new Representation(
        passage.bytes(what.bytes()),
        what.contentType(),
        what.etag(),
        what.lastModified(),
        what.disposition(),
        what.digests());
  }

  private Passage passage(Link link, Fetcher fetcher) {
    if (link.terms().isEmpty()) {
      Principal caller =
          principals.of(link.account(), link.user()).orElseThrow(Downloads::linkNotValid);
      return new OwnPassage(caller, link);
    }
    return pass(link.terms().get(), link.items(), LinkTerms.Purpose.CONTENT, fetcher);
  }

  /// Asks whoever set the terms, for a link of any kind.
  ///
  /// @throws Refusal [#linkNotValid], or what says that it may be worth trying again
  public Passage pass(String words, List<ItemId> ids, LinkTerms.Purpose purpose, Fetcher fetcher) {
    LinkTerms author = terms.getIfAvailable();
    if (author == null) {
      throw linkNotValid();
    }
    return orNotValid(() -> author.pass(words, ids, purpose, fetcher));
  }

  /// What may not be, or is not there, is not told apart from a link that never was.
  public static <T> T orNotValid(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (Refusal refusal) {
      switch (refusal.kind()) {
        case NO_SUCH_THING, NOT_ALLOWED -> throw linkNotValid();
        default -> throw refusal;
      }
    }
  }

  /// A link in its user's own right.
  private final class OwnPassage implements Passage {

    private final Principal caller;
    private final Link link;

    private OwnPassage(Principal caller, Link link) {
      this.caller = caller;
      this.link = link;
    }

    @Override
    public Principal actor() {
      return caller;
    }

    @Override
    public void begins(Representation what, List<ByteRange> parts) {}

    @Override
    public void ends(Representation what, Delivery.Outcome outcome) {
      if (outcome instanceof Delivery.Complete(int status, List<ByteRange> sent)
          && isWhole(what.bytes(), sent)) {
        used(link);
      }
    }

    @Override
    public void failed() {}
  }

  /// The one answer to a link that is unknown, forged, expired or used, or whose owner may no
  /// longer have what it leads to.
  public static Refusal linkNotValid() {
    return Refusal.of(
        Refusal.Kind.NO_SUCH_THING,
        "LINK_NOT_VALID",
        "This link is not valid, or not any more. Ask for a new one.");
  }

  private Representation represent(Principal caller, Link link) {
    Items.Deleted deleted = link.deletedToo() ? Items.Deleted.SHOWN : Items.Deleted.HIDDEN;
    List<Located> tops = all(caller, link.items(), deleted);
    tops.forEach(Downloads::requireDownloadable);
    return switch (link.what()) {
      case ITEMS ->
          tops.size() == 1 && tops.getFirst().item().isFile()
              ? file(tops.getFirst())
              : archive(caller, tops, nameOf(link, tops));
      case ARCHIVE -> archive(caller, tops, ARCHIVE_NAME);
      case VERSIONS -> versions(caller, tops.getFirst(), deleted);
    };
  }

  /// A share of one folder is named after it [seed]; of a folder's own download, clients choose the
  /// name.
  private static String nameOf(Link link, List<Located> tops) {
    return link.terms().isPresent() && tops.size() == 1
        ? tops.getFirst().item().fileName() + ".zip"
        : ARCHIVE_NAME;
  }

  private Representation file(Located file) {
    Item item = file.item();
    Item.Content content = item.content().orElseThrow();
    return new Representation(
        gate.download(file),
        contentType(item.fileName()),
        ETag.strong(item.id().value()),
        item.createdAt(),
        Disposition.attachment(item.fileName()),
        Digests.NONE.withMd5(HexFormat.of().parseHex(content.md5())));
  }

  /// A type by the name alone; the answer is an attachment that may not be sniffed, so a wrong one
  /// does no harm.
  static String contentType(String fileName) {
    return MediaTypeFactory.getMediaType(fileName)
        .map(MediaType::toString)
        .orElse("application/octet-stream");
  }

  private Representation archive(Principal caller, List<Located> tops, String name) {
    List<TreeWalk.Found> found = database.read(sql -> walk.below(sql, caller, tops, MOST_ENTRIES));
    Set<String> implied = implied(found);
    List<ZipLayout.Entry> entries = new ArrayList<>(found.size());
    for (TreeWalk.Found each : found) {
      Item item = each.item();
      Instant modified = item.clientModifiedAt().orElse(item.createdAt());
      if (item.isFile()) {
        entries.add(
            new ZipLayout.File(
                each.path(), gate.found(item), item.content().orElseThrow().crc32(), modified));
      } else if (item.isFolder() && !implied.contains(each.path())) {
        entries.add(new ZipLayout.Folder(each.path(), modified));
      }
    }
    return zip(ZipLayout.of(entries), lastChange(tops), name);
  }

  /// The folders that are there because something in them is. What they hold besides, notes or what
  /// the caller may not download, is no reason to leave out the rest.
  private static Set<String> implied(List<TreeWalk.Found> found) {
    Set<String> implied = new HashSet<>();
    for (TreeWalk.Found each : found) {
      int slash = each.path().lastIndexOf('/');
      if (slash > 0 && (each.item().isFile() || each.item().isFolder())) {
        implied.add(each.path().substring(0, slash));
      }
    }
    return implied;
  }

  private Representation versions(Principal caller, Located file, Items.Deleted deleted) {
    List<ZipLayout.Entry> entries = new ArrayList<>();
    for (Located version : items.versions(caller, file.item().stream().value(), deleted)) {
      Item item = version.item();
      entries.add(
          new ZipLayout.File(
              versioned(item.fileName(), item.version()),
              gate.download(version),
              item.content().orElseThrow().crc32(),
              item.clientModifiedAt().orElse(item.createdAt())));
    }
    return zip(ZipLayout.of(entries), lastChange(List.of(file)), ARCHIVE_NAME);
  }

  private static Instant lastChange(List<Located> tops) {
    return tops.stream()
        .map(top -> top.item().progenyEditAt())
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private static String versioned(String name, int version) {
    int dot = name.lastIndexOf('.');
    String mark = " (version " + version + ")";
    return dot > 0 ? name.substring(0, dot) + mark + name.substring(dot) : name + mark;
  }

  private static Representation zip(ZipLayout layout, Instant lastChange, String name) {
    return new Representation(
        layout,
        "application/zip",
        layout.etag(),
        lastChange,
        Disposition.attachment(name),
        Digests.NONE);
  }

  /// Keeps account of a link that delivered everything, and announces it the first time.
  private void used(Link link) {
    if (link.usedAt().isEmpty()) {
      Instant now = clock.instant();
      database.write(tx -> {
        if (LinkStore.markUsed(tx.sql(), link.tokenHash(), now)) {
          announce(tx, link.account(), new Departure(link.user(), Optional.empty(), link.items()));
        }
        return link;
      });
    }
  }

  /// Announces under [#TOPIC] that items were delivered whole, with the transaction in which that
  /// is noted.
  public void announce(Tx tx, AccountId account, Departure departure) {
    announcer.announce(tx, account, TOPIC, departure.payload());
  }

  /// Has `jobs` forget old links from time to time.
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofHours(1),
        "files.download-links",
        job -> {
          int swept = sweep();
          job.line().put("links", swept);
          return Outcome.did(swept);
        });
  }

  /// Forgets links that ended a day ago; returns how many.
  int sweep() {
    Instant before = clock.instant().minus(Duration.ofDays(1));
    int swept = 0;
    int batch;
    do {
      batch = database.write(tx -> LinkStore.removeExpired(tx.sql(), before, SWEEP_BATCH));
      swept += batch;
    } while (batch == SWEEP_BATCH);
    return swept;
  }

  /// Whether one answer delivered everything. Ranges of several answers are not added up: that
  /// would take a change for each of them, and the link ends by time anyway.
  static boolean isWhole(Region region, List<ByteRange> sent) {
    return sent.size() == 1
            && sent.getFirst().offset() == 0
            && sent.getFirst().length() == region.length()
        || region.length() == 0;
  }
}
