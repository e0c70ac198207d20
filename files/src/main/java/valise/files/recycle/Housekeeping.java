package valise.files.recycle;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.items.BlobOwner;
import valise.files.items.ExpirySweep;
import valise.files.items.PurgeSweep;
import valise.files.items.RetentionSweep;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.blob.OrphanSweep;
import valise.platform.db.Database;
import valise.platform.jobs.JobHandler;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;

/// What keeps the tree tidy by itself: expiry, retention, purging, and bytes that nobody names.
@Component
public final class Housekeeping {

  /// Bytes younger than this may belong to an upload that is not finished yet.
  public static final Duration GRACE = Duration.ofDays(2);

  private static final int MAX_STEPS = 1_000;

  private final Database database;
  private final BlobStore blobs;
  private final InstantSource clock;
  private final ObjectProvider<BlobOwner> owners;
  private final ExpirySweep expiry;
  private final RetentionSweep retention;
  private final PurgeSweep purge;

  Housekeeping(
      Database database,
      BlobStore blobs,
      InstantSource clock,
      ObjectProvider<BlobOwner> owners,
      ExpirySweep expiry,
      RetentionSweep retention,
      PurgeSweep purge) {
    this.database = database;
    this.blobs = blobs;
    this.clock = clock;
    this.owners = owners;
    this.expiry = expiry;
    this.retention = retention;
    this.purge = purge;
  }

  /// Has `jobs` do all of it from time to time, on one node at a time.
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofMinutes(10), "files.expiry", until(expiry::step));
    jobs.every(Duration.ofHours(1), "files.retention", until(retention::step));
    jobs.every(Duration.ofHours(1), "files.builds", until(retention::abandonBuilds));
    jobs.every(Duration.ofMinutes(1), "files.purge", until(purge::step));
    jobs.every(
        Duration.ofHours(12),
        "files.orphans",
        job -> {
          OrphanSweep.Swept swept = sweepOrphans();
          job.line().put("deleted", swept.deleted()).put("bytes", swept.bytes());
          return Outcome.did(swept.deleted());
        });
  }

  private static JobHandler until(IntSupplier step) {
    return job -> {
      long done = 0;
      int last = step.getAsInt();
      for (int steps = 1; last > 0 && steps < MAX_STEPS; steps++) {
        done += last;
        last = step.getAsInt();
      }
      job.line().put("items", done + last);
      return Outcome.did(done + last);
    };
  }

  /// Deletes the bytes that no feature knows.
  public OrphanSweep.Swept sweepOrphans() throws IOException {
    return new OrphanSweep(blobs, this::known, GRACE, clock).sweep();
  }

  private Set<BlobId> known(Set<BlobId> ids) {
    List<BlobOwner> all = owners.stream().toList();
    if (all.isEmpty()) {
      throw new IllegalStateException("Nobody says which blobs are in use");
    }
    return database.read(sql -> {
      Set<BlobId> known = new HashSet<>();
      all.forEach(owner -> known.addAll(owner.known(sql, ids)));
      return known;
    });
  }
}
