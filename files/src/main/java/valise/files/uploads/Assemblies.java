package valise.files.uploads;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;

/// The assemblies of this process: at most one for each session, loaded when first touched.
final class Assemblies implements AutoCloseable {

  private final ConcurrentMap<UploadId, Assembly> live = new ConcurrentHashMap<>();
  private final Database database;
  private final BlobStore blobs;
  private final InstantSource clock;
  private final Duration lifetime;

  /// Platform threads, for hashing never waits and would keep virtual threads' carriers.
  private final ExecutorService background;

  Assemblies(Database database, BlobStore blobs, InstantSource clock, Duration lifetime) {
    this.database = database;
    this.blobs = blobs;
    this.clock = clock;
    this.lifetime = lifetime;
    ThreadFactory names = Thread.ofPlatform().daemon().name("upload-hash-", 1).factory();
    int threads = Runtime.getRuntime().availableProcessors();
    // What is asked for while closing is not needed any more.
    this.background =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            names,
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /// What is done with an assembly.
  @FunctionalInterface
  interface Use<T> {
    T with(Assembly assembly) throws IOException;
  }

  /// Runs `use` with the session's assembly; empty when there is no such session.
  <T> Optional<T> use(UploadId id, Use<T> use) throws IOException {
    while (true) {
      Assembly assembly = live.get(id);
      if (assembly == null) {
        Optional<Assembly> loaded = load(id);
        if (loaded.isEmpty()) {
          return Optional.empty();
        }
        Assembly earlier = live.putIfAbsent(id, loaded.get());
        assembly = earlier == null ? loaded.get() : earlier;
      }
      if (assembly.enter()) {
        try {
          return Optional.of(use.with(assembly));
        } finally {
          assembly.leave();
        }
      }
      live.remove(id, assembly);
    }
  }

  /// The session, if it is in memory.
  Optional<Session> session(UploadId id) {
    return Optional.ofNullable(live.get(id)).map(Assembly::session);
  }

  private Optional<Assembly> load(UploadId id) {
    record Loaded(Session session, List<Span> ranges) {}
    return database
        .read(sql ->
            UploadStore.find(sql, id)
                .map(session -> new Loaded(session, UploadStore.ranges(sql, id))))
        .map(it ->
            new Assembly(it.session(), it.ranges(), blobs, database, clock, lifetime, background));
  }

  /// Ends what is still written to a session whose row has been removed.
  void discard(UploadId id) {
    Assembly assembly = live.remove(id);
    if (assembly != null) {
      assembly.discard();
    }
  }

  /// Forgets those that nobody has used since; they are loaded again when somebody does.
  void retire(Instant idleSince) {
    live.forEach((id, assembly) -> {
      if (assembly.retire(idleSince)) {
        live.remove(id, assembly);
      }
    });
  }

  /// For tests: how many there are.
  int count() {
    return live.size();
  }

  @Override
  public void close() {
    background.shutdownNow();
  }
}
