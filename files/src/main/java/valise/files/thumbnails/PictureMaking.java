package valise.files.thumbnails;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.downloads.Gate;
import valise.files.ids.AccountId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.outbox.Entry;
import valise.platform.outbox.Relay;
import valise.platform.render.RenderLimits;
import valise.platform.render.Renderer;

/// What happens in the background: noticing files, making their pictures, forgetting those of files
/// that are no more.
@Component
public final class PictureMaking {

  /// So many wanted pictures may wait; files that arrive beyond get theirs when somebody asks.
  static final int MOST_WANTED = 10_000;

  private static final int SWEEP_BATCH = 500;

  private final Database database;
  private final Items items;
  private final Journal journal;
  private final Gate gate;
  private final BlobStore blobs;
  private final Thumbnails thumbnails;
  private final Sheets sheets;
  private final InstantSource clock;

  PictureMaking(
      Database database,
      Items items,
      Journal journal,
      Gate gate,
      BlobStore blobs,
      Thumbnails thumbnails,
      Sheets sheets,
      InstantSource clock) {
    this.database = database;
    this.items = items;
    this.journal = journal;
    this.gate = gate;
    this.blobs = blobs;
    this.thumbnails = thumbnails;
    this.sheets = sheets;
    this.clock = clock;
  }

  /// Has all of it done. Before `jobs` and `relay` start.
  ///
  /// @param limits those of `renderer`: they bound what is copied for it, too
  /// @param scratch a folder for copies of what is being rendered, ours alone; what an earlier
  ///   process left there is removed. It holds at most one file of [RenderLimits#maxInputBytes] for
  ///   each child
  public void schedule(
      Jobs jobs, Relay relay, Renderer renderer, RenderLimits limits, Path scratch) {
    Workshop workshop = new Workshop(gate, renderer, limits.maxInputBytes(), scratch);
    try {
      workshop.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use " + scratch + " for making pictures", e);
    }
    sheets.drawAt(workshop);
    JobQueue queue =
        JobQueue.named(Thumbnails.QUEUE)
            .withConcurrency(limits.children())
            .withLease(Duration.ofMinutes(2))
            .withRetries(8, Duration.ofSeconds(10), Duration.ofMinutes(30));
    jobs.handle(queue, new RenderThumbnail(database, items, blobs, thumbnails, workshop, clock));
    jobs.every(
        Duration.ofHours(6),
        "files.thumbnails.sweep",
        job -> {
          int forgotten = sweep();
          job.line().put("forgotten", forgotten);
          return Outcome.did(forgotten);
        });
    relay.transactional("files.thumbnails", Relay.Start.OLDEST, this::noticed);
  }

  /// A new file whose name promises a picture gets one without being asked for.
  private void noticed(Tx tx, Entry entry) {
    if (!entry.topic().equals(Journal.TOPIC)) {
      return;
    }
    long seq = Long.parseLong(entry.payload().replaceAll("[^0-9]", ""));
    journal.after(tx.sql(), new AccountId(entry.accountId()), seq - 1, 1).stream()
        .filter(PictureMaking::bringsAFile)
        .filter(row -> Promise.ofName(row.name()).isPresent())
        .flatMap(row -> items.find(tx.sql(), row.item()).stream())
        .flatMap(item -> item.content().stream())
        .filter(content -> !ThumbnailStore.isFull(tx.sql(), MOST_WANTED))
        .forEach(content -> thumbnails.want(tx, content, clock.instant()));
  }

  private static boolean bringsAFile(Journal.Row row) {
    return row.kind() == Item.Kind.FILE
        && (row.operation() == Journal.Operation.ADD
            || row.operation() == Journal.Operation.ADD_VERSION);
  }

  /// Forgets the pictures of bytes that no item names any more; returns how many files that were. A
  /// blob that is named no more is never named again, so nothing can come in between.
  int sweep() throws IOException {
    int forgotten = 0;
    String after = "";
    while (true) {
      String from = after;
      List<BlobId> sources = database.read(sql -> ThumbnailStore.sources(sql, from, SWEEP_BATCH));
      if (sources.isEmpty()) {
        return forgotten;
      }
      after = sources.getLast().value();
      Set<BlobId> gone = new HashSet<>(sources);
      gone.removeAll(database.read(sql -> items.known(sql, Set.copyOf(sources))));
      if (!gone.isEmpty()) {
        for (BlobId picture : database.write(tx -> ThumbnailStore.remove(tx.sql(), gone))) {
          blobs.delete(picture);
        }
        forgotten += gone.size();
      }
    }
  }
}
