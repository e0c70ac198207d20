package valise.platform.db;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/// A database that fails as a test wants, over one that does not. Closing it closes nothing.
public final class Breakable implements Database {

  /// How one call fails.
  public enum Fault {
    NONE,
    /// Nobody answers.
    AWAY,
    /// What is there can be read, and nothing changed.
    READ_ONLY,
    /// A change is made, and whoever made it hears that it failed.
    DOUBTFUL
  }

  private final Database real;
  private final AtomicInteger met = new AtomicInteger();
  private volatile Supplier<Fault> next = () -> Fault.NONE;
  private volatile Optional<Last> last = Optional.empty();

  public Breakable(Database real) {
    this.real = real;
  }

  public void breaks(Supplier<Fault> how) {
    met.set(0);
    next = how;
  }

  public void breaks(Fault how) {
    breaks(() -> how);
  }

  /// From its n-th change on nobody answers. That one is made, if `made`, and nobody hears of it.
  public void endsAt(int number, boolean made) {
    met.set(0);
    AtomicInteger changes = new AtomicInteger();
    last = Optional.of(new Last(number, made, changes));
  }

  private record Last(int number, boolean made, AtomicInteger changes) {

    boolean over() {
      return changes.get() >= number;
    }

    Fault ofNext() {
      int now = changes.incrementAndGet();
      return now < number ? Fault.NONE : now == number && made ? Fault.DOUBTFUL : Fault.AWAY;
    }
  }

  public void mend() {
    next = () -> Fault.NONE;
  }

  /// How many calls failed since it broke.
  public int met() {
    return met.get();
  }

  private DataAccessException failure() {
    met.incrementAndGet();
    return new DataAccessException("Broken, as was asked for");
  }

  @Override
  public <T> T read(Function<DSLContext, T> work) {
    if (next.get() == Fault.AWAY || last.filter(Last::over).isPresent()) {
      throw failure();
    }
    return real.read(work);
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    Fault fault = last.map(Last::ofNext).orElseGet(next);
    if (fault == Fault.AWAY || fault == Fault.READ_ONLY) {
      throw failure();
    }
    T result = real.write(work);
    if (fault == Fault.DOUBTFUL) {
      throw failure();
    }
    return result;
  }

  @Override
  public Dialect dialect() {
    return real.dialect();
  }

  @Override
  public void close() {}
}
