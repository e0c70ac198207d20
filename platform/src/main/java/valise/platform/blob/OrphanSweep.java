package valise.platform.blob;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Deletes the blobs that no row names: what a crash left between making a blob and committing its
/// row, or between deleting the row and deleting the blob.
///
/// It holds only if two rules do: a new blob is named by a committed row within the grace, and a
/// blob that no row names any more is never named again.
public final class OrphanSweep {

  private static final int BATCH = 500;

  /// Which of these blobs some committed row names. Asked in batches; every table that names blobs
  /// must answer, or its blobs are lost.
  @FunctionalInterface
  public interface Rows {
    Set<BlobId> known(Set<BlobId> ids);
  }

  /// What one sweep did: blobs looked at, orphans deleted, and the bytes that came back.
  public record Swept(long seen, long deleted, long bytes) {}

  private final BlobStore blobs;
  private final Rows rows;
  private final Duration grace;
  private final InstantSource clock;

  /// A sweep of `blobs` that spares everything written within `grace`.
  public OrphanSweep(BlobStore blobs, Rows rows, Duration grace, InstantSource clock) {
    if (grace.isNegative() || grace.isZero()) {
      throw new IllegalArgumentException("the grace must be longer than nothing: " + grace);
    }
    this.blobs = blobs;
    this.rows = rows;
    this.grace = grace;
    this.clock = clock;
  }

  /// Sweeps the whole store once, holding one batch of names in memory.
  public Swept sweep() throws IOException {
    Instant spareFrom = clock.instant().minus(grace);
    Round round = new Round();
    blobs.forEach(stored -> {
      round.seen++;
      if (stored.written().isBefore(spareFrom)) {
        round.add(stored);
      }
    });
    round.deleteOrphans();
    return new Swept(round.seen, round.deleted, round.bytes);
  }

  private final class Round {

    private final Map<BlobId, Long> lengths = new HashMap<>();
    private long seen;
    private long deleted;
    private long bytes;

    private void add(BlobStore.Stored stored) throws IOException {
      lengths.put(stored.id(), stored.length());
      if (lengths.size() == BATCH) {
        deleteOrphans();
      }
    }

    private void deleteOrphans() throws IOException {
      if (lengths.isEmpty()) {
        return;
      }
      Set<BlobId> known = rows.known(Set.copyOf(lengths.keySet()));
      for (Map.Entry<BlobId, Long> old : lengths.entrySet()) {
        if (!known.contains(old.getKey())) {
          blobs.delete(old.getKey());
          deleted++;
          bytes += old.getValue();
        }
      }
      lengths.clear();
    }
  }
}
