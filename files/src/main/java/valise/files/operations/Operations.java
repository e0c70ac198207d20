package valise.files.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Item;
import valise.files.items.LongWork;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// The long work of one user, which nobody else sees.
@Component
public final class Operations implements LongWork {

  private static final Duration STALLED = Duration.ofHours(1);
  private static final Duration KEPT = Duration.ofDays(7);

  private final Database database;
  private final InstantSource clock;

  Operations(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Running begin(
      Tx tx, Principal caller, Kind kind, Item source, Optional<ItemId> target, long total) {
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    OperationStore.insert(
        tx.sql(),
        new Operation(
            id,
            caller.account(),
            caller.user(),
            wireName(kind),
            Operation.State.SCHEDULED,
            source.id(),
            target,
            id,
            total,
            0,
            now,
            now));
    return new Record(id);
  }

  /// The vendor's `AsyncOperationType` [net-sdk].
  private static String wireName(Kind kind) {
    return switch (kind) {
      case COPY -> "Copy";
    };
  }

  private final class Record implements Running {

    private final String id;

    Record(String id) {
      this.id = id;
    }

    @Override
    public boolean advance(Tx tx, long done) {
      return OperationStore.advance(tx.sql(), id, done, clock.instant());
    }

    @Override
    public void succeed(Tx tx) {
      OperationStore.end(tx.sql(), List.of(id), Operation.State.SUCCESS, clock.instant());
    }

    @Override
    public void fail(Tx tx) {
      OperationStore.end(tx.sql(), List.of(id), Operation.State.FAILURE, clock.instant());
    }
  }

  /// One of the caller's operations.
  ///
  /// @throws Refusal `NOT_FOUND` when the caller has none of that id
  Operation get(Principal caller, String id) {
    return database.read(sql -> OperationStore.find(sql, caller.user(), List.of(id))).stream()
        .findFirst()
        .orElseThrow(() -> Refusal.noSuchThing("The operation"));
  }

  List<Operation> find(Principal caller, java.util.Set<String> ids) {
    return database.read(sql -> OperationStore.find(sql, caller.user(), ids));
  }

  List<Operation> batch(Principal caller, String batch) {
    return database.read(sql -> OperationStore.batch(sql, caller.user(), batch));
  }

  /// What of the caller's is still under way from or to an item.
  List<Operation> unfinishedOn(Principal caller, ItemId item) {
    return database.read(sql -> OperationStore.unfinishedOn(sql, caller.user(), item));
  }

  /// Asks an operation to stop. It stops before its next step and leaves nothing; one that has
  /// ended stays as it ended.
  Operation cancel(Principal caller, String id) {
    get(caller, id);
    database.write(tx -> {
      OperationStore.end(tx.sql(), List.of(id), Operation.State.CANCELED, clock.instant());
      return true;
    });
    return get(caller, id);
  }

  List<Operation> cancelBatch(Principal caller, String batch) {
    List<String> ids = batch(caller, batch).stream().map(Operation::id).toList();
    database.write(tx -> {
      OperationStore.end(tx.sql(), ids, Operation.State.CANCELED, clock.instant());
      return true;
    });
    return batch(caller, batch);
  }

  /// Ends what a crash left running, and forgets what ended a week ago. Says how many rows it
  /// changed.
  public int sweep() {
    Instant now = clock.instant();
    return database.write(tx ->
        OperationStore.failStalled(tx.sql(), now.minus(STALLED), now)
            + OperationStore.forgetEnded(tx.sql(), now.minus(KEPT)));
  }
}
