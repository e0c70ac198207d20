package valise.files.uploads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountLimits;
import valise.files.accounts.Accounts;
import valise.files.ids.AccountId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Names;
import valise.files.items.Tree;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// Sessions of uploads: opening them, finding one to go on with, and taking back what nobody
/// finished. The bytes are the business of [Transfers].
@Component
public final class Uploads implements AutoCloseable {

  /// The outbox topic of uploads that asked for people to be told. The payload is an [Arrival].
  public static final String TOPIC = "files.upload";

  /// Bytes that asking to resume may read back to answer with their MD5: some seconds' worth.
  private static final long RESUME_BUDGET = 2L << 30;

  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int SWEEP_BATCH = 100;

  private final Database database;
  private final BlobStore blobs;
  private final Items items;
  private final Tree tree;
  private final InstantSource clock;
  private final Accounts accounts;
  private final UploadSettings settings;
  private final Assemblies assemblies;

  Uploads(
      Database database,
      BlobStore blobs,
      Items items,
      Tree tree,
      InstantSource clock,
      Accounts accounts,
      UploadSettings settings) {
    this.database = database;
    this.blobs = blobs;
    this.items = items;
    this.tree = tree;
    this.clock = clock;
    this.accounts = accounts;
    this.settings = settings;
    this.assemblies = new Assemblies(database, blobs, clock, settings.lifetime());
  }

  // --- opening -----------------------------------------------------------------------------------

  /// Opens an upload, or finds the unfinished one that the client may go on with. The caller has
  /// checked that the target's user may upload into its folder.
  ///
  /// @param origin scheme, host and port at which the client reaches us
  /// @throws valise.platform.Refusal when the name cannot be, is taken and must not be replaced, or
  ///   the file cannot fit
  public UploadSpecification open(String origin, UploadTarget target, UploadRequest request) {
    request.fileName().ifPresent(Names::check);
    request.title().ifPresent(Names::check);
    Optional<String> folded = request.fileName().map(Names::fold);
    if (request.startOver() && folded.isPresent()) {
      discard(target, folded.get());
    }
    Secret<String> ticket = Tokens.random256();
    if (request.canResume() && folded.isPresent() && request.method() != UploadMethod.STANDARD) {
      Optional<UploadSpecification> resumed =
          resumed(origin, target, request, folded.get(), ticket);
      if (resumed.isPresent()) {
        return resumed.get();
      }
    }
    requireRoom(request);
    Instant now = clock.instant();
    Session session =
        new Session(
            UploadId.mint(),
            target,
            request,
            new Session.Progress(
                List.of(Tokens.hash(ticket.reveal())),
                request.fileName(),
                Optional.empty(),
                Optional.empty(),
                -1,
                null,
                now,
                now.plus(settings.lifetime())));
    database.write(tx -> {
      requireAllowed(tx.sql(), target, request);
      UploadStore.insert(tx, session, folded.orElse(null));
      return true;
    });
    return specification(origin, session, ticket, Optional.empty());
  }

  private void requireRoom(UploadRequest request) {
    try {
      if (request.fileSize().isPresent() && request.fileSize().getAsLong() > blobs.free()) {
        throw TransferRefusals.outOfSpace();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireAllowed(DSLContext sql, UploadTarget target, UploadRequest request) {
    requireWithin(sql, target.account(), request.fileSize().orElse(0));
    Optional<String> name = request.title().or(request::fileName);
    if (name.isEmpty()) {
      return;
    }
    Optional<Item> there = tree.named(sql, target.folder(), name.get());
    requireBase(request, () -> there);
    if (there.isPresent() && !request.unzip()) {
      boolean refused =
          switch (request.onTaken()) {
            case REFUSE -> true;
            case REFUSE_LATER, FREE_NAME -> false;
            case NEW_VERSION -> !there.get().isFile();
          };
      if (refused) {
        throw TransferRefusals.nameTaken(name.get());
      }
    }
  }

  /// The version that the client last saw must be the one that is there.
  static void requireBase(UploadRequest request, Supplier<Optional<Item>> there) {
    if (request.baseFile().isPresent() && !there.get().map(Item::id).equals(request.baseFile())) {
      throw TransferRefusals.conflict();
    }
  }

  /// Goes on only when the account may hold `bytes` more, in one file, beside what it holds and
  /// what unfinished uploads have announced.
  void requireWithin(DSLContext sql, AccountId account, long bytes) {
    AccountLimits limits = accounts.limits(sql, account);
    requireSize(limits, bytes);
    if (limits.quotaBytes() >= 0) {
      long used = items.storedBytes(sql, account) + UploadStore.held(sql, account);
      if (!limits.admits(used, bytes)) {
        throw TransferRefusals.quotaExceeded();
      }
    }
  }

  /// How many more bytes the account may hold.
  long room(AccountId account) {
    return database.read(sql -> {
      AccountLimits limits = accounts.limits(sql, account);
      return limits.quotaBytes() < 0
          ? Long.MAX_VALUE
          : Math.max(0, limits.quotaBytes() - items.storedBytes(sql, account));
    });
  }

  /// The same for bytes that are down and about to count as stored.
  void requireStorable(Tx tx, AccountId account, long file, long total) {
    AccountLimits limits = accounts.limits(tx.sql(), account);
    requireSize(limits, file);
    if (limits.quotaBytes() >= 0 && !limits.admits(items.storedBytes(tx.sql(), account), total)) {
      throw TransferRefusals.quotaExceeded();
    }
  }

  private static void requireSize(AccountLimits limits, long bytes) {
    if (!limits.admitsFile(bytes)) {
      throw TransferRefusals.fileTooLarge(limits.maxFileBytes());
    }
  }

  private Optional<UploadSpecification> resumed(
      String origin,
      UploadTarget target,
      UploadRequest request,
      String folded,
      Secret<String> ticket) {
    Optional<Session> found =
        database.read(sql -> UploadStore.resumable(sql, target, folded, request, clock.instant()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return assemblies
          .use(
              found.get().id(),
              assembly -> {
                UploadSpecification.Resume resume = assembly.resume(RESUME_BUDGET);
                return admit(assembly, ticket)
                    ? Optional.of(
                        specification(
                            origin,
                            assembly.session(),
                            ticket,
                            Optional.of(resume).filter(it -> it.offset() > 0)))
                    : Optional.<UploadSpecification>empty();
              })
          .flatMap(specification -> specification);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets one more ticket in; false when the upload has ended meanwhile.
  private boolean admit(Assembly assembly, Secret<String> ticket) {
    Instant until = clock.instant().plus(settings.lifetime());
    Optional<Session> admitted =
        database.write(tx ->
            UploadStore.hold(tx, assembly.session().id())
                .filter(session -> !session.finished())
                .map(session ->
                    UploadStore.addTicket(tx, session, Tokens.hash(ticket.reveal()), until)));
    admitted.ifPresent(
        it -> assembly.admit(session -> session.admitting(it.progress().tickets(), until)));
    return admitted.isPresent();
  }

  private UploadSpecification specification(
      String origin,
      Session session,
      Secret<String> ticket,
      Optional<UploadSpecification.Resume> resume) {
    UploadMethod method = session.request().method();
    boolean threaded = method == UploadMethod.THREADED;
    return new UploadSpecification(
        session.id(),
        method,
        address(origin, method, 2, session.id(), ticket),
        threaded ? Optional.of(address(origin, method, 3, session.id(), ticket)) : Optional.empty(),
        resume,
        threaded ? settings.maxThreads() : 1);
  }

  private static String address(
      String origin, UploadMethod method, int step, UploadId id, Secret<String> ticket) {
    return "%s/upload-%s-%d.aspx?uploadid=%s&h=%s"
        .formatted(origin, method.pathName(), step, id, ticket.reveal());
  }

  private void discard(UploadTarget target, String folded) {
    database.read(sql -> UploadStore.unfinished(sql, target, folded)).forEach(this::discard);
  }

  // --- for transfers -----------------------------------------------------------------------------

  Assemblies assemblies() {
    return assemblies;
  }

  UploadSettings settings() {
    return settings;
  }

  // --- for others --------------------------------------------------------------------------------

  /// Which of these blobs an unfinished upload holds; for [valise.platform.blob.OrphanSweep].
  public Set<BlobId> known(DSLContext sql, Set<BlobId> ids) {
    return UploadStore.known(sql, ids);
  }

  /// Bytes that an account's unfinished uploads hold or have announced.
  public long unfinishedBytes(DSLContext sql, AccountId account) {
    return UploadStore.held(sql, account);
  }

  /// Ends uploads that have expired, finished or not, and gives their space back. To be called
  /// every few minutes.
  ///
  /// @return how many ended
  public int sweep() {
    Instant now = clock.instant();
    assemblies.retire(now.minus(IDLE));
    int ended = 0;
    while (true) {
      List<UploadId> expired = database.read(sql -> UploadStore.expired(sql, now, SWEEP_BATCH));
      if (expired.isEmpty()) {
        return ended;
      }
      expired.forEach(this::discard);
      ended += expired.size();
    }
  }

  private void discard(UploadId id) {
    // First the row: from then on nobody can finish it; then the bytes.
    List<BlobId> freed = new ArrayList<>(database.write(tx -> UploadStore.remove(tx, id)));
    assemblies.discard(id);
    try {
      for (BlobId blob : freed) {
        blobs.delete(blob);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    assemblies.close();
  }
}
