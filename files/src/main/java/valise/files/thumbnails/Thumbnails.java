package valise.files.thumbnails;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.downloads.Downloads;
import valise.files.downloads.Fetcher;
import valise.files.downloads.Gate;
import valise.files.downloads.LinkTerms;
import valise.files.downloads.Passage;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalLookup;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.platform.Refusal;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.http.Digests;
import valise.platform.http.Disposition;
import valise.platform.http.ETag;
import valise.platform.http.Representation;
import valise.platform.jobs.Jobs;
import valise.platform.secrets.SignedTickets;

/// Pictures for those who may view a file: asking for one, and links that fetch it.
@Component
public final class Thumbnails {

  static final String QUEUE = "files.thumbnails";

  /// The path of links; the ticket follows as `t`.
  static final String PATH = "/thumbnail.ashx";

  private static final String TICKET = "thumbnail";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_WAITING = 64;
  private static final Duration COME_BACK = Duration.ofSeconds(3);

  /// A file that ended its children is given another chance, but not often and not for ever.
  private static final Duration AGAIN_AFTER = Duration.ofDays(1);

  private static final int MOST_RENDERS = 9;

  private final Database database;
  private final Items items;
  private final Gate gate;
  private final Downloads downloads;
  private final PrincipalLookup principals;
  private final Jobs jobs;
  private final SignedTickets tickets;
  private final InstantSource clock;
  private final Arrivals arrivals = new Arrivals(MOST_WAITING);

  Thumbnails(
      Database database,
      Items items,
      Gate gate,
      Downloads downloads,
      PrincipalLookup principals,
      Jobs jobs,
      SignedTickets tickets,
      InstantSource clock) {
    this.database = database;
    this.items = items;
    this.gate = gate;
    this.downloads = downloads;
    this.principals = principals;
    this.jobs = jobs;
    this.tickets = tickets;
    this.clock = clock;
  }

  /// Whether a file's name lets expect that there is, or will be, a picture of it.
  public static boolean expectedOf(String fileName) {
    return Promise.ofName(fileName).isPresent();
  }

  /// A link to a file's picture; see [#made].
  ///
  /// @param origin scheme, host and port at which the client reaches us
  /// @throws Refusal `NO_PREVIEW` when there will be none, `PREVIEW_PENDING` when it takes longer
  /// @throws IOException when the file's bytes cannot be read
  URI linkTo(String origin, Principal caller, String reference, PictureSize size)
      throws IOException {
    return linkTo(origin, caller, items.locate(caller, reference), size, "");
  }

  /// The same under the terms of a [valise.files.downloads.LinkTerms], which has found that the
  /// file's picture may be seen.
  ///
  /// @param actor in whose name, and with whose rights
  public URI linkUnder(String origin, String terms, Principal actor, Located file, PictureSize size)
      throws IOException {
    return linkTo(origin, actor, file, size, terms);
  }

  private URI linkTo(String origin, Principal caller, Located file, PictureSize size, String terms)
      throws IOException {
    made(file);
    return URI.create(origin + PATH + "?t=" + ticket(caller, file.item().id(), size, terms));
  }

  /// What is known of a file whose pictures are there. When they are not, asks for them ahead of
  /// those that nobody asked for, and waits a moment.
  ///
  /// @throws Refusal `NO_PREVIEW` when there will be none, `PREVIEW_PENDING` when it takes longer
  Thumbnail made(Located file) throws IOException {
    if (!file.item().isFile()) {
      throw noPreview(file.item());
    }
    file.require(Right.VIEW);
    Item.Content content = file.item().content().orElseThrow();
    return switch (state(content)) {
      case MADE -> find(content.blob()).orElseThrow(() -> pending(file.item()));
      case WANTED -> throw pending(file.item());
      case IMPOSSIBLE, REFUSED, FAILED -> throw noPreview(file.item());
    };
  }

  private Thumbnail.State state(Item.Content content) throws IOException {
    Optional<Thumbnail> known = find(content.blob());
    boolean wanted =
        known.isPresent()
            ? worthAnotherTry(known.get())
            : isPromising(content.blob(), content.size());
    if (!wanted) {
      return known.map(Thumbnail::state).orElse(Thumbnail.State.IMPOSSIBLE);
    }
    database.write(tx -> want(tx, content, Instant.EPOCH));
    arrivals.await(
        content.blob(),
        PATIENCE,
        () -> find(content.blob()).filter(it -> it.state() == Thumbnail.State.WANTED).isEmpty());
    return find(content.blob()).map(Thumbnail::state).orElse(Thumbnail.State.WANTED);
  }

  private Optional<Thumbnail> find(BlobId source) {
    return database.read(sql -> ThumbnailStore.find(sql, source));
  }

  private boolean worthAnotherTry(Thumbnail known) {
    return switch (known.state()) {
      case WANTED -> true;
      case FAILED ->
          known.renders() < MOST_RENDERS
              && known.changedAt().plus(AGAIN_AFTER).isBefore(clock.instant());
      case MADE, IMPOSSIBLE, REFUSED -> false;
    };
  }

  /// Asks for the pictures of some bytes.
  ///
  /// @param due when; the earlier, the sooner its turn comes
  boolean want(Tx tx, Item.Content content, Instant due) {
    Instant now = clock.instant();
    if (!ThumbnailStore.add(tx.sql(), content.blob(), now)) {
      Thumbnail there = ThumbnailStore.find(tx.sql(), content.blob()).orElseThrow();
      if (!worthAnotherTry(there)) {
        return false;
      }
      if (there.state() != Thumbnail.State.WANTED) {
        ThumbnailStore.become(
            tx.sql(), content.blob(), Thumbnail.State.WANTED, there.renders(), now);
      }
    }
    jobs.enqueue(tx, QUEUE, content.blob().value(), Long.toString(content.size()), due);
    return true;
  }

  /// Whether the first bytes are those of a kind that pictures are made of.
  boolean isPromising(BlobId source, long size) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(Promise.HEAD);
    gate.toRender(source, size).writeTo(head, 0, Math.min(size, Promise.HEAD));
    return Promise.ofHead(head.toByteArray()).isPresent();
  }

  /// Lets go whoever waits for these pictures.
  void settled(BlobId source) {
    arrivals.arrived(source);
  }

  private String ticket(Principal caller, ItemId item, PictureSize size, String terms) {
    String payload =
        String.join(
            " ",
            caller.account().value(),
            caller.user().value(),
            item.value(),
            Integer.toString(size.pixels()),
            terms);
    // On the hour, so that for a while the same picture has the same address and is not fetched
    // twice.
    Instant expires = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(3));
    return tickets.issue(TICKET, payload, expires);
  }

  /// What a link leads to now.
  ///
  /// @param passage is told what becomes of the request, where somebody set terms
  record Fetched(Representation representation, Optional<Passage> passage) {}

  /// Opens a link. Whoever may no longer view the file gets the answer of a link that never was.
  Fetched open(String ticket, Fetcher fetcher) {
    String[] payload =
        tickets.read(TICKET, ticket).orElseThrow(Downloads::linkNotValid).split(" ", 5);
    PictureSize size =
        PictureSize.of(Long.parseLong(payload[3])).orElseThrow(Downloads::linkNotValid);
    ItemId item = new ItemId(payload[2]);
    return Downloads.orNotValid(() -> {
      if (!payload[4].isEmpty()) {
        Passage passage =
            downloads.pass(payload[4], List.of(item), LinkTerms.Purpose.PICTURE, fetcher);
        if (passage.mark().isPresent() && size == PictureSize.LARGE) {
          throw Downloads.linkNotValid(); // nothing is written across these: see Sheets
        }
        return new Fetched(represent(passage.actor(), item, size), Optional.of(passage));
      }
      Principal caller =
          principals
              .of(new AccountId(payload[0]), new UserId(payload[1]))
              .orElseThrow(Downloads::linkNotValid);
      return new Fetched(represent(caller, item, size), Optional.empty());
    });
  }

  private Representation represent(Principal caller, ItemId item, PictureSize size) {
    Located file = items.locate(caller, item.value());
    BlobId source = file.item().content().orElseThrow().blob();
    Thumbnail made =
        find(source)
            .filter(it -> it.state() == Thumbnail.State.MADE)
            .orElseThrow(Downloads::linkNotValid);
    Thumbnail.Picture picture =
        database
            .read(sql -> ThumbnailStore.picture(sql, source, size))
            .orElseThrow(Downloads::linkNotValid);
    String ending = picture.mediaType().equals("image/png") ? ".png" : ".jpg";
    return new Representation(
        gate.picture(file, picture.blob(), picture.size()),
        picture.mediaType(),
        ETag.strong(picture.blob().value()),
        made.changedAt(),
        Disposition.inline("thumbnail-" + size.pixels() + ending),
        Digests.NONE);
  }

  static Refusal noPreview(Item item) {
    return Refusal.of(
        Refusal.Kind.NO_SUCH_THING,
        "NO_PREVIEW",
        "There is no picture of '" + item.name() + "', and there will be none.");
  }

  static Refusal pending(Item item) {
    return Refusal.notYet(
        "PREVIEW_PENDING",
        "The picture of '" + item.name() + "' is being made. Ask again in a moment.",
        COME_BACK);
  }
}
