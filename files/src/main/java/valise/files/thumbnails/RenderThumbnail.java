package valise.files.thumbnails;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import valise.files.items.Items;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.blob.NoSuchBlobException;
import valise.platform.db.Database;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobHandler;
import valise.platform.jobs.Outcome;
import valise.platform.render.Rendering;

/// Makes the pictures of one blob. The job's key is the blob, its payload the length in bytes.
///
/// A file that ends its child is tried again a few times and then has no picture. Trouble of our
/// own (no disk space, no child) is an exception: the job pauses and in the end is dead, for a
/// person to look at; asking for the picture revives it.
final class RenderThumbnail implements JobHandler {

  /// How often a file may end its child before it is given up.
  static final int TRIES = 3;

  /// No honest picture of 600 pixels is larger; the child is not trusted to keep to it.
  private static final long MOST_PICTURE_BYTES = 4L << 20;

  /// A file ended its child; it may not do so again.
  private static final class ChildDiedException extends Exception {
    private static final long serialVersionUID = 1L;

    ChildDiedException(Rendering.Failed failed) {
      super(failed.reason() + ": " + failed.detail());
    }
  }

  private final Database database;
  private final Items items;
  private final BlobStore blobs;
  private final Thumbnails thumbnails;
  private final Workshop workshop;
  private final InstantSource clock;

  RenderThumbnail(
      Database database,
      Items items,
      BlobStore blobs,
      Thumbnails thumbnails,
      Workshop workshop,
      InstantSource clock) {
    this.database = database;
    this.items = items;
    this.blobs = blobs;
    this.thumbnails = thumbnails;
    this.workshop = workshop;
    this.clock = clock;
  }

  @Override
  public Outcome run(Job job) throws Exception {
    BlobId source = new BlobId(job.key());
    long size = Long.parseLong(job.payload());
    boolean wanted =
        database
            .read(sql -> ThumbnailStore.find(sql, source))
            .filter(it -> it.state() == Thumbnail.State.WANTED)
            .isPresent();
    if (wanted) {
      job.line().put("bytes", size);
      try {
        make(job, source, size);
      } catch (NoSuchBlobException gone) {
        // Purged while the job waited; if it is damage, the check of the store tells.
        job.line().put("result", "gone");
        database.write(tx -> {
          ThumbnailStore.remove(tx.sql(), Set.of(source));
          return source;
        });
      }
      thumbnails.settled(source);
    }
    return Outcome.done();
  }

  private void make(Job job, BlobId source, long size) throws Exception {
    if (size > workshop.maxInputBytes()) {
      become(job, source, Thumbnail.State.REFUSED, job.attempt() - 1);
      return;
    }
    if (!thumbnails.isPromising(source, size)) {
      become(job, source, Thumbnail.State.IMPOSSIBLE, job.attempt() - 1);
      return;
    }
    Map<PictureSize, Path> outputs = new EnumMap<>(PictureSize.class);
    Path input = workshop.copy(source, size);
    try {
      Map<Integer, Path> byPixels = new HashMap<>();
      for (PictureSize each : PictureSize.values()) {
        outputs.put(each, Path.of(input + "." + each.pixels()));
        byPixels.put(each.pixels(), Path.of(input + "." + each.pixels()));
      }
      switch (workshop.renderer().render(input, byPixels)) {
        case Rendering.Done done -> {
          if (tooLarge(outputs)) {
            become(job, source, Thumbnail.State.REFUSED, job.attempt() - 1);
          } else {
            keep(job, source, outputs, done);
          }
        }
        case Rendering.Unsupported unsupported -> {
          job.line().put("detail", unsupported.reason() + ": " + unsupported.detail());
          become(job, source, Thumbnail.State.IMPOSSIBLE, job.attempt() - 1);
        }
        case Rendering.Refused refused -> {
          job.line().put("detail", refused.reason() + ": " + refused.detail());
          become(job, source, Thumbnail.State.REFUSED, job.attempt() - 1);
        }
        case Rendering.Failed failed -> failed(job, source, failed);
      }
    } finally {
      Files.deleteIfExists(input);
      for (Path output : outputs.values()) {
        Files.deleteIfExists(output);
      }
    }
  }

  private static boolean tooLarge(Map<PictureSize, Path> outputs) throws IOException {
    for (Path output : outputs.values()) {
      if (Files.size(output) > MOST_PICTURE_BYTES) {
        return true;
      }
    }
    return false;
  }

  private void failed(Job job, BlobId source, Rendering.Failed failed) throws ChildDiedException {
    if (job.attempt() < TRIES) {
      throw new ChildDiedException(failed);
    }
    job.line().put("detail", failed.reason() + ": " + failed.detail());
    become(job, source, Thumbnail.State.FAILED, TRIES);
  }

  /// Settles the job without pictures.
  ///
  /// @param failures how many of its attempts failed
  private void become(Job job, BlobId source, Thumbnail.State state, int failures) {
    job.line().put("result", state.name());
    database.write(tx -> {
      int before = ThumbnailStore.find(tx.sql(), source).map(Thumbnail::renders).orElse(0);
      ThumbnailStore.become(tx.sql(), source, state, before + failures, clock.instant());
      job.settle(tx, Outcome.done());
      return state;
    });
  }

  private void keep(Job job, BlobId source, Map<PictureSize, Path> outputs, Rendering.Done done)
      throws IOException {
    Map<PictureSize, Thumbnail.Picture> pictures = new EnumMap<>(PictureSize.class);
    for (Map.Entry<PictureSize, Path> output : outputs.entrySet()) {
      Rendering.Thumbnail made =
          Objects.requireNonNull(done.bySize().get(output.getKey().pixels()));
      byte[] bytes = Files.readAllBytes(output.getValue());
      pictures.put(
          output.getKey(),
          new Thumbnail.Picture(store(bytes), bytes.length, made.mediaType().wireName()));
    }
    // If this throws nobody knows whether it was committed: the orphan sweep will.
    boolean kept =
        database.write(tx -> {
          if (items.known(tx.sql(), Set.of(source)).isEmpty()) {
            ThumbnailStore.remove(tx.sql(), List.of(source));
            return false;
          }
          pictures.forEach(
              (size, picture) -> ThumbnailStore.addPicture(tx.sql(), source, size, picture));
          ThumbnailStore.hasPages(tx.sql(), source, done.pages());
          ThumbnailStore.become(
              tx.sql(), source, Thumbnail.State.MADE, job.attempt() - 1, clock.instant());
          job.settle(tx, Outcome.done());
          return true;
        });
    job.line().put("result", kept ? "MADE" : "gone");
    if (!kept) {
      for (Thumbnail.Picture picture : pictures.values()) {
        blobs.delete(picture.blob());
      }
    }
  }

  private BlobId store(byte[] bytes) throws IOException {
    BlobId id = blobs.create();
    try (BlobStore.Writing writing = blobs.write(id)) {
      writing.write(ByteBuffer.wrap(bytes), 0);
      writing.sync();
    }
    return id;
  }
}
