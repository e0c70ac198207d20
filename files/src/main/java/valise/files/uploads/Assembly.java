package valise.files.uploads;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import valise.files.items.Item;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;
import valise.platform.http.Hashing;

/// One streamed or threaded upload being put together: keeps the requests of one session from
/// hurting each other, and knows which bytes are there.
///
/// **A chunk whose window is free** is written straight to its offset, and counts once it is whole,
/// its MD5 is right, it is synced, and its range is committed. Until then its bytes are nothing: a
/// hole may hold anything.
///
/// **A chunk whose window holds accepted bytes, or another request's,** goes to a scratch blob.
/// When it is whole and right it takes the window: requests still writing there are revoked, and
/// what was accepted is compared. If it is the same, as in every honest retry, nothing is written.
/// If not, the old range is withdrawn first and the new one committed afterwards, so that a crash
/// in between leaves a hole, never a mixture.
///
/// **The frontier** hashes the file from its beginning along the part without holes. The chunk that
/// starts at the frontier is hashed as it is written; one that came early is read back, once, in
/// the background, when the hole before it closes.
///
/// Locks: `lock` guards the fields and is never held across I/O. `merging` lets one staged chunk at
/// a time take its window; `finishing` does the same for finishes. Order: finishing or merging,
/// then lock, then a reservation's gate.
final class Assembly {

  private static final long SLICE = 64L << 20;
  private static final int MOST_RANGES = 20_000;

  /// Where the session is in its life.
  private enum Phase {
    OPEN,
    FINISHING,
    FINISHED,
    GONE
  }

  /// Makes the whole file visible; what it answers is the upload's answer.
  @FunctionalInterface
  interface Commit {
    String commit(Session session, Item.Content content) throws IOException;
  }

  private final BlobStore blobs;
  private final Database database;
  private final InstantSource clock;
  private final Duration lifetime;
  private final Executor background;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock merging = new ReentrantLock();
  private final ReentrantLock finishing = new ReentrantLock();
  private final ReentrantLock naming = new ReentrantLock();

  private Session session;
  private Phase phase;
  private final Coverage covered;
  private final Set<Reservation> running = new HashSet<>();
  private volatile @Nullable BlobId blob;

  /// How far the file is hashed, and the hash so far, which nobody changes in place.
  private long frontier;

  private Hashing hashed = new Hashing();

  /// Who is hashing on from the frontier, on a copy. Whoever is it no more has hashed in vain.
  private @Nullable Object hasher;

  /// Hashed bytes were withdrawn: MD5 cannot go back, so it begins again, but only when somebody
  /// asks. A client that sends a whole file anew would make it begin with each chunk.
  private boolean hashedAnewOnDemand;

  private boolean catchingUp;

  private int users;
  private boolean retired;
  private Instant touchedAt;

  Assembly(
      Session session,
      Collection<Span> there,
      BlobStore blobs,
      Database database,
      InstantSource clock,
      Duration lifetime,
      Executor background) {
    this.session = session;
    this.covered = new Coverage(there);
    this.blob = session.progress().blob().orElse(null);
    this.phase = session.finished() ? Phase.FINISHED : Phase.OPEN;
    this.blobs = blobs;
    this.database = database;
    this.clock = clock;
    this.lifetime = lifetime;
    this.background = background;
    this.touchedAt = clock.instant();
  }

  // --- being looked after ------------------------------------------------------------------------

  /// Keeps this object the session's only one until [#leave]; false when it is that no more.
  boolean enter() {
    lock.lock();
    try {
      if (retired) {
        return false;
      }
      users++;
      touchedAt = clock.instant();
      catchUpLater();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    users--;
    lock.unlock();
  }

  /// Ends this object, if nobody uses it and nobody has since `idleSince`; the row remains.
  boolean retire(Instant idleSince) {
    lock.lock();
    try {
      if (users > 0 || catchingUp || !touchedAt.isBefore(idleSince)) {
        return false;
      }
      retired = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// One more ticket admits to it.
  void admit(java.util.function.UnaryOperator<Session> change) {
    lock.lock();
    try {
      session = change.apply(session);
    } finally {
      lock.unlock();
    }
  }

  Session session() {
    lock.lock();
    try {
      return session;
    } finally {
      lock.unlock();
    }
  }

  /// The row is gone, or about to be: whoever is still writing is refused.
  void discard() {
    lock.lock();
    try {
      phase = Phase.GONE;
      running.forEach(Reservation::revoke);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // --- chunks ------------------------------------------------------------------------------------

  /// Takes one chunk. When this returns its bytes are part of the file and survive a power cut.
  ///
  /// @return what it covers
  /// @throws valise.platform.Refusal when it is not accepted; nothing accepted before is harmed
  Span receive(Piece piece) throws IOException {
    if (piece.most() == 0) {
      pour(piece, (block, at) -> {}, Optional.empty());
      Span nothing = new Span(piece.offset(), piece.offset());
      requireOpen();
      cover(nothing, piece.note());
      return nothing;
    }
    Reservation mine = reserve(piece.window());
    try {
      return mine.staged ? staged(piece) : direct(mine, piece);
    } finally {
      release(mine);
    }
  }

  private void requireOpen() {
    lock.lock();
    try {
      awaitDecision();
    } finally {
      lock.unlock();
    }
  }

  /// Goes on while the session is open; a finish under way is awaited. Holds `lock`.
  private void awaitDecision() {
    while (phase == Phase.FINISHING) {
      changed.awaitUninterruptibly();
    }
    switch (phase) {
      case OPEN -> {}
      case FINISHED -> throw TransferRefusals.alreadyFinished();
      case GONE, FINISHING -> throw TransferRefusals.unrecognized();
    }
  }

  private Reservation reserve(Span window) {
    lock.lock();
    try {
      awaitDecision();
      if (covered.count() >= MOST_RANGES
          && !covered.intersects(new Span(Math.max(0, window.start() - 1), window.end() + 1))) {
        throw TransferRefusals.scattered();
      }
      boolean free = !covered.intersects(window) && rivals(window).isEmpty();
      boolean atFrontier = free && window.start() == frontier && hasher == null;
      Reservation mine = new Reservation(window, !free, atFrontier ? hashed.copy() : null);
      if (free) {
        running.add(mine);
      }
      if (atFrontier) {
        hasher = mine;
      }
      return mine;
    } finally {
      lock.unlock();
    }
  }

  private List<Reservation> rivals(Span window) {
    return running.stream()
        .filter(other -> !other.revoked() && other.window.intersects(window))
        .toList();
  }

  private void release(Reservation mine) {
    lock.lock();
    try {
      running.remove(mine);
      hashesNoMore(mine);
      catchUpLater();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void revoke(Reservation other) {
    other.revoke();
    hashesNoMore(other);
  }

  private void hashesNoMore(Object who) {
    if (Objects.equals(hasher, who)) {
      hasher = null;
    }
  }

  private Span direct(Reservation mine, Piece piece) throws IOException {
    long length;
    try (BlobStore.Writing out = blobs.write(blob())) {
      length =
          pour(
              piece,
              (block, at) -> mine.guard(() -> out.write(block, piece.offset() + at)),
              Optional.ofNullable(mine.inline));
      out.sync();
    }
    Span span = new Span(piece.offset(), piece.offset() + length);
    lock.lock();
    try {
      if (phase == Phase.GONE) {
        throw TransferRefusals.unrecognized();
      }
      if (mine.revoked()) {
        throw TransferRefusals.superseded();
      }
      mine.settled = true;
    } finally {
      lock.unlock();
    }
    cover(span, piece.note());
    lock.lock();
    try {
      covered.add(span);
      if (Objects.equals(hasher, mine) && mine.inline != null) {
        hashed = mine.inline;
        frontier = span.end();
      }
    } finally {
      lock.unlock();
    }
    return span;
  }

  private Span staged(Piece piece) throws IOException {
    BlobId scratch = blobs.create();
    try {
      long length;
      try (BlobStore.Writing out = blobs.write(scratch)) {
        length = pour(piece, out::write, Optional.empty());
      }
      Span span = new Span(piece.offset(), piece.offset() + length);
      merging.lock();
      try {
        take(span, scratch, piece.note());
      } finally {
        merging.unlock();
      }
      return span;
    } finally {
      blobs.delete(scratch);
    }
  }

  /// Makes a chunk that lies whole in `scratch` the content of its span.
  private void take(Span span, BlobId scratch, UploadStore.Note note) throws IOException {
    Reservation mine = new Reservation(span, false, null);
    List<Span> there = takeOver(mine);
    BlobId target = blob();
    try (BlobStore.Reading from = blobs.read(scratch);
        BlobStore.Writing to = blobs.write(target)) {
      Coverage missing = new Coverage(List.of(span));
      if (isSame(from, target, span, there)) {
        there.forEach(missing::remove);
      } else {
        withdraw(span);
      }
      for (Span part : missing.spans()) {
        Blocks.copy(from, part.start() - span.start(), to, part);
      }
      to.sync();
      cover(span, note);
      lock.lock();
      try {
        covered.add(span);
      } finally {
        lock.unlock();
      }
    } finally {
      release(mine);
    }
  }

  /// Makes a window ours alone; answers what was accepted in it before.
  private List<Span> takeOver(Reservation mine) {
    lock.lock();
    try {
      awaitDecision();
      List<Reservation> rivals = rivals(mine.window);
      while (!rivals.isEmpty()) {
        rivals.stream().filter(rival -> !rival.settled).forEach(this::revoke);
        if (rivals.stream().anyMatch(rival -> rival.settled)) {
          changed.awaitUninterruptibly();
          awaitDecision();
        }
        rivals = rivals(mine.window);
      }
      mine.settled = true;
      running.add(mine);
      return covered.within(mine.window);
    } finally {
      lock.unlock();
    }
  }

  private boolean isSame(BlobStore.Reading from, BlobId target, Span span, List<Span> there)
      throws IOException {
    try (BlobStore.Reading old = blobs.read(target)) {
      for (Span part : there) {
        if (!Blocks.same(old, part, from, part.start() - span.start())) {
          return false;
        }
      }
      return true;
    }
  }

  private void withdraw(Span span) {
    database.write(tx -> {
      UploadStore.uncover(tx, id(), span);
      return true;
    });
    lock.lock();
    try {
      covered.remove(span);
      if (frontier > span.start() || hasher != null) {
        hasher = null;
        hashed = new Hashing();
        frontier = 0;
        hashedAnewOnDemand = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private UploadId id() {
    return session().id();
  }

  /// Commits that a span is there, and what came with it.
  private void cover(Span span, UploadStore.Note note) {
    Instant expiresAt = clock.instant().plus(lifetime);
    UploadId id = id();
    database.write(tx -> {
      UploadStore.cover(tx, id, span, note, expiresAt);
      return true;
    });
    lock.lock();
    try {
      session = session.noting(note, expiresAt);
      touchedAt = clock.instant();
    } finally {
      lock.unlock();
    }
  }

  /// Reads a chunk to its end and checks it.
  ///
  /// @param whole holds the hash of all before the chunk, and takes the chunk in as well
  /// @return its length
  private static long pour(Piece piece, Blocks.Sink sink, Optional<Hashing> whole)
      throws IOException {
    // Of the first chunk and of the file so far the MD5 is the same.
    boolean first = whole.isPresent() && piece.offset() == 0;
    Optional<Hashing> own =
        piece.md5().isEmpty() || first ? Optional.empty() : Optional.of(new Hashing());
    long length =
        Blocks.pour(
            piece.body(),
            piece.most(),
            (block, at) -> {
              own.ifPresent(hashing -> hashing.update(block));
              whole.ifPresent(hashing -> hashing.update(block));
              sink.take(block, at);
            });
    if (piece.md5().isPresent() && !piece.md5().equals(own.or(() -> whole).map(Hashing::md5Hex))) {
      throw TransferRefusals.hashMismatch();
    }
    return length;
  }

  /// The blob, made when first needed and named by the row before it holds anything.
  private BlobId blob() throws IOException {
    naming.lock();
    try {
      BlobId known = blob;
      if (known == null) {
        BlobId fresh = blobs.create();
        UploadId id = id();
        known = database.write(tx -> UploadStore.nameBlob(tx, id, fresh));
        if (!known.equals(fresh)) {
          blobs.delete(fresh);
        }
        blob = known;
      }
      return known;
    } finally {
      naming.unlock();
    }
  }

  // --- the frontier ------------------------------------------------------------------------------

  /// Sends the background to hash what has become contiguous. Holds `lock`.
  private void catchUpLater() {
    if (!catchingUp
        && hasher == null
        && !hashedAnewOnDemand
        && phase == Phase.OPEN
        && frontier < covered.prefix()) {
      catchingUp = true;
      background.execute(this::catchUp);
    }
  }

  private void catchUp() {
    try {
      advance(Long.MAX_VALUE);
    } catch (IOException unreadable) {
      // Whoever needs the hash reads again, and meets it.
      lock.lock();
      hashedAnewOnDemand = true;
      lock.unlock();
    } finally {
      lock.lock();
      catchingUp = false;
      catchUpLater();
      lock.unlock();
    }
  }

  /// Hashes one slice on from the frontier, unless somebody is at it.
  ///
  /// @param to not beyond this
  private void advance(long to) throws IOException {
    Span slice;
    Hashing copy;
    lock.lock();
    try {
      long end = Math.min(Math.min(covered.prefix(), to), frontier + SLICE);
      if (hasher != null || end <= frontier) {
        return;
      }
      slice = new Span(frontier, end);
      copy = hashed.copy();
      hasher = copy;
    } finally {
      lock.unlock();
    }
    try (BlobStore.Reading from = blobs.read(blob())) {
      Blocks.hash(from, slice, copy);
      lock.lock();
      try {
        if (Objects.equals(hasher, copy)) {
          hashed = copy;
          frontier = slice.end();
        }
      } finally {
        lock.unlock();
      }
    } finally {
      lock.lock();
      hashesNoMore(copy);
      changed.signalAll();
      lock.unlock();
    }
  }

  /// The hash of the first `length` bytes, which are there.
  private Hashing hashTo(long length) throws IOException {
    while (true) {
      lock.lock();
      try {
        while (frontier < length && hasher != null) {
          changed.awaitUninterruptibly();
        }
        if (frontier == length) {
          return hashed;
        }
        if (frontier > length) {
          throw new IllegalStateException("hashed " + frontier + " of " + length + " bytes");
        }
      } finally {
        lock.unlock();
      }
      advance(length);
    }
  }

  /// How much a client that resumes need not send again: the contiguous part, or what of it could
  /// be hashed by reading back at most `budget` bytes.
  UploadSpecification.Resume resume(long budget) throws IOException {
    long limit = -1;
    while (true) {
      lock.lock();
      try {
        if (limit < 0) {
          limit = frontier + budget;
        }
        long want = Math.min(covered.prefix(), limit);
        // A chunk may just be arriving at the frontier: then what is before it is all there is.
        if (frontier >= want || hasher instanceof Reservation) {
          return new UploadSpecification.Resume(
              Math.max(0, session.progress().lastIndex()), frontier, hashed.md5Hex());
        }
        if (hasher != null) {
          changed.awaitUninterruptibly();
          continue;
        }
      } finally {
        lock.unlock();
      }
      advance(limit);
    }
  }

  // --- the end -----------------------------------------------------------------------------------

  /// Makes the upload a file, once. Asked again, it answers the same.
  ///
  /// @param length what the finishing request says the file's size is, if nothing was declared
  /// @param md5 what it says the whole file hashes to
  /// @return the upload's answer
  String finish(OptionalLong length, Optional<String> md5, Commit commit) throws IOException {
    finishing.lock();
    try {
      String known = beginFinish(length);
      if (known != null) {
        return known;
      }
      String answer = null;
      try {
        answer = commit.commit(session(), whole(md5));
        return answer;
      } finally {
        endFinish(answer);
      }
    } finally {
      finishing.unlock();
    }
  }

  /// Closes the upload for chunks. Those not whole yet are ended only once it is sure that nothing
  /// is missing: a client that finishes too early loses nothing by it.
  private @Nullable String beginFinish(OptionalLong length) {
    lock.lock();
    try {
      if (phase == Phase.FINISHED) {
        return session.progress().answer();
      }
      awaitDecision();
      phase = Phase.FINISHING;
      boolean complete = false;
      try {
        while (running.stream().anyMatch(each -> each.settled)) {
          changed.awaitUninterruptibly();
        }
        requireWhole(length);
        complete = phase == Phase.FINISHING;
      } finally {
        if (!complete && phase == Phase.FINISHING) {
          phase = Phase.OPEN;
        }
        changed.signalAll();
      }
      if (!complete) {
        throw TransferRefusals.unrecognized();
      }
      List.copyOf(running).forEach(this::revoke);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is missing and nothing is too much. Holds `lock`.
  private void requireWhole(OptionalLong length) {
    long expected = session.request().fileSize().orElse(length.orElse(covered.end()));
    if (covered.prefix() < Math.min(expected, covered.end())) {
      throw TransferRefusals.incomplete(covered.prefix());
    }
    if (covered.end() != expected) {
      throw covered.end() < expected
          ? TransferRefusals.incomplete(covered.end())
          : TransferRefusals.sizeMismatch(expected, covered.end());
    }
  }

  private Item.Content whole(Optional<String> md5) throws IOException {
    BlobId id = blob();
    long length;
    lock.lock();
    try {
      length = covered.end();
    } finally {
      lock.unlock();
    }
    Hashing hash = hashTo(length);
    String actual = hash.md5Hex();
    if (md5.or(() -> session().progress().expectedMd5())
        .filter(said -> !said.equals(actual))
        .isPresent()) {
      throw TransferRefusals.fileHashMismatch();
    }
    if (blobs.length(id).orElse(0L) > length) {
      // Left by a chunk that was not accepted.
      try (BlobStore.Writing end = blobs.write(id)) {
        end.truncate(length);
        end.sync();
      }
    }
    return new Item.Content(id, length, actual, hash.crc32());
  }

  private void endFinish(@Nullable String answer) {
    lock.lock();
    try {
      if (answer != null) {
        session = session.answering(answer);
        phase = Phase.FINISHED;
      } else if (phase == Phase.FINISHING) {
        phase = Phase.OPEN;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
