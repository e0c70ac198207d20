package valise.files.thumbnails;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.downloads.Downloads;
import valise.files.downloads.Fetcher;
import valise.files.downloads.LinkTerms;
import valise.files.downloads.Passage;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.platform.Refusal;
import valise.platform.http.Digests;
import valise.platform.http.Disposition;
import valise.platform.http.ETag;
import valise.platform.http.Region;
import valise.platform.http.Representation;
import valise.platform.render.Rendering;
import valise.platform.render.Sheet;
import valise.platform.secrets.SignedTickets;
import valise.platform.secrets.Tokens;

/// Pages of files at a size for reading, drawn while somebody waits, for them alone: what they are
/// to carry across them ([Passage#mark]) is in the pixels. Nothing of it is kept.
///
/// There are only sheets of files of which there are thumbnails: what has killed its children is
/// not tried again for every reader.
@Component
public final class Sheets {

  /// The path of links; the ticket follows as `t`.
  static final String PATH = "/sheet.ashx";

  private static final String TICKET = "sheet";

  /// Copies of files lie on the disk meanwhile, so not everybody may wait at once.
  private static final int MOST_WAITING = 8;

  /// No honest picture of this size is larger; the child is not trusted to keep to it.
  private static final long MOST_BYTES = 16L << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final Thumbnails thumbnails;
  private final Items items;
  private final Downloads downloads;
  private final SignedTickets tickets;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MOST_WAITING, true);
  private volatile Optional<Workshop> workshop = Optional.empty();

  Sheets(
      Thumbnails thumbnails,
      Items items,
      Downloads downloads,
      SignedTickets tickets,
      InstantSource clock) {
    this.thumbnails = thumbnails;
    this.items = items;
    this.downloads = downloads;
    this.tickets = tickets;
    this.clock = clock;
  }

  void drawAt(Workshop place) {
    workshop = Optional.of(place);
  }

  /// A link to one page of a file.
  ///
  /// @param pages how many the file has
  public record Link(URI address, int pages) {}

  /// @param origin scheme, host and port at which the client reaches us
  /// @param terms of a [LinkTerms], which has found that the file's picture may be seen
  /// @param actor in whose name, and with whose rights
  /// @param page the first is 1
  /// @param pixels the longer side at most
  /// @throws Refusal `NO_PREVIEW` when there is none or no such page, `PREVIEW_PENDING` when it is
  ///   not known yet
  /// @throws IOException when the file's bytes cannot be read
  public Link linkUnder(
      String origin, String terms, Principal actor, Located file, int page, int pixels)
      throws IOException {
    Thumbnail known = thumbnails.made(file);
    if (page < 1 || page > known.pages()) {
      throw Thumbnails.noPreview(file.item());
    }
    String payload = file.item().id() + " " + page + " " + pixels + " " + terms;
    Instant expires = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(3));
    return new Link(
        URI.create(origin + PATH + "?t=" + tickets.issue(TICKET, payload, expires)), known.pages());
  }

  /// A sheet that was drawn. Closing it removes it.
  record Drawn(Representation representation, Passage passage, Path file) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  /// Opens a link. What may no longer be seen is answered like a link that never was.
  ///
  /// @throws Refusal `PREVIEW_BUSY` when too many wait
  Drawn open(String ticket, Fetcher fetcher) throws IOException {
    String[] payload =
        tickets.read(TICKET, ticket).orElseThrow(Downloads::linkNotValid).split(" ", 4);
    ItemId id = new ItemId(payload[0]);
    int page = Integer.parseInt(payload[1]);
    int pixels = Integer.parseInt(payload[2]);
    Passage passage = downloads.pass(payload[3], List.of(id), LinkTerms.Purpose.PICTURE, fetcher);
    Located file =
        Downloads.orNotValid(
            () -> items.locate(passage.actor(), id.value()).requireFile().require(Right.VIEW));
    String mark = passage.mark().orElse("");
    Item.Content content = file.item().content().orElseThrow();
    Picture picture = draw(file.item(), new Sheet(page - 1, mark), pixels);
    return new Drawn(
        new Representation(
            picture,
            picture.kind().wireName(),
            ETag.strong(
                Tokens.hash(content.blob().value() + " " + page + " " + pixels + " " + mark)),
            file.item().createdAt(),
            Disposition.inline("page-" + page + picture.ending()),
            Digests.NONE),
        passage,
        picture.file());
  }

  private Picture draw(Item file, Sheet sheet, int pixels) throws IOException {
    boolean place = false;
    try {
      place = places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!place) {
        throw busy(file);
      }
      return draw(workshop.orElseThrow(() -> busy(file)), file, sheet, pixels);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(file);
    } finally {
      if (place) {
        places.release();
      }
    }
  }

  private static Picture draw(Workshop at, Item file, Sheet sheet, int pixels)
      throws IOException, InterruptedException {
    Item.Content content = file.content().orElseThrow();
    Path input = at.copy(content.blob(), content.size());
    Path output = Path.of(input + ".sheet");
    boolean kept = false;
    try {
      if (at.renderer().render(input, sheet, Map.of(pixels, output)) instanceof Rendering.Done done
          && Files.size(output) <= MOST_BYTES) {
        Rendering.MediaType kind = Objects.requireNonNull(done.bySize().get(pixels)).mediaType();
        Picture picture = new Picture(output, Files.size(output), kind);
        kept = true;
        return picture;
      }
      throw Thumbnails.noPreview(file);
    } finally {
      Files.deleteIfExists(input);
      if (!kept) {
        Files.deleteIfExists(output);
      }
    }
  }

  private static Refusal busy(Item file) {
    return Refusal.unavailable(
        "PREVIEW_BUSY",
        "Too many people look at files at once to show '" + file.name() + "' now.",
        COME_BACK);
  }

  /// What was drawn.
  private record Picture(Path file, long length, Rendering.MediaType kind) implements Region {

    private static final int BLOCK = 64 << 10;

    String ending() {
      return kind == Rendering.MediaType.PNG ? ".png" : ".jpg";
    }

    @Override
    public void writeTo(OutputStream out, long offset, long length) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        in.skipNBytes(offset);
        byte[] block = new byte[BLOCK];
        for (long left = length; left > 0; ) {
          int read = in.readNBytes(block, 0, (int) Math.min(left, BLOCK));
          if (read == 0) {
            throw new EOFException(left + " bytes of a sheet are missing");
          }
          out.write(block, 0, read);
          left -= read;
        }
      }
    }
  }
}
