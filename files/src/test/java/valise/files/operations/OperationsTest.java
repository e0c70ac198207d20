package valise.files.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.LongWork;
import valise.files.items.TreeWorld;
import valise.platform.Refusal;
import valise.platform.ScriptedClock;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class OperationsTest {

  private final ScriptedClock clock = new ScriptedClock();
  private final Database database;
  private final Operations operations;
  private final TreeWorld world;
  private final ItemId source;
  private final ItemId target;

  OperationsTest(Database database) {
    this.database = database;
    operations = new Operations(database, clock);
    world = new TreeWorld(database);
    source = world.topFolder("Source");
    target = world.topFolder("Target");
  }

  private LongWork.Running begin() {
    return database.write(tx ->
        operations.begin(
            tx,
            world.boss,
            LongWork.Kind.COPY,
            world.items.locate(tx.sql(), world.boss, source).item(),
            Optional.of(target),
            200));
  }

  private Operation only() {
    return operations.unfinishedOn(world.boss, source).getFirst();
  }

  private boolean advance(LongWork.Running work, long done) {
    return database.write(tx -> work.advance(tx, done));
  }

  @Test
  void workShowsWhileItRunsToWhomItBelongsTo() {
    LongWork.Running work = begin();
    assertThat(advance(work, 50)).isTrue();

    assertThat(only().percent()).isEqualTo(25);
    assertThat(only().state()).isEqualTo(Operation.State.SCHEDULED);
    assertThat(operations.unfinishedOn(world.boss, target)).hasSize(1);
    assertThat(operations.batch(world.boss, only().batch())).hasSize(1);
    Principal other = world.person(world.account, true);
    String id = only().id();
    assertThatThrownBy(() -> operations.get(other, id)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> operations.cancel(other, id)).isInstanceOf(Refusal.class);
    assertThat(operations.cancelBatch(other, id)).isEmpty();
    assertThat(advance(work, 60)).isTrue();

    database.write(tx -> {
      work.succeed(tx);
      return true;
    });
    assertThat(operations.get(world.boss, id).state()).isEqualTo(Operation.State.SUCCESS);
    assertThat(operations.get(world.boss, id).percent()).isEqualTo(100);
    assertThat(operations.unfinishedOn(world.boss, source)).isEmpty();
  }

  @Test
  void workThatIsCanceledIsToldAndStaysCanceled() {
    LongWork.Running work = begin();
    String id = only().id();

    assertThat(operations.cancel(world.boss, id).state()).isEqualTo(Operation.State.CANCELED);

    assertThat(advance(work, 60)).isFalse();
    database.write(tx -> {
      work.fail(tx);
      work.succeed(tx);
      return true;
    });
    assertThat(operations.get(world.boss, id).state()).isEqualTo(Operation.State.CANCELED);
  }

  @Test
  void whatACrashLeftRunningFailsAndWhatEndedIsForgotten() {
    begin();
    String id = only().id();
    assertThat(operations.sweep()).isZero();
    clock.advance(Duration.ofMinutes(61));
    assertThat(operations.sweep()).isEqualTo(1);
    assertThat(operations.get(world.boss, id).state()).isEqualTo(Operation.State.FAILURE);
    clock.advance(Duration.ofDays(8));
    assertThat(operations.sweep()).isEqualTo(1);
    assertThatThrownBy(() -> operations.get(world.boss, id)).isInstanceOf(Refusal.class);
  }
}
