package valise.files.uploads;

import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import valise.platform.db.Database;
import valise.platform.db.Dialect;
import valise.platform.db.Tx;

/// A database whose answer to a commit can be lost on the way: the change is made, and whoever
/// asked for it is told of a failure.
final class ForgetfulDatabase implements Database {

  private final Database real;
  private volatile boolean loses;

  ForgetfulDatabase(Database real) {
    this.real = real;
  }

  void loseAnswers(boolean now) {
    loses = now;
  }

  @Override
  public <T> T read(Function<DSLContext, T> work) {
    return real.read(work);
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    T result = real.write(work);
    if (loses) {
      throw new DataAccessException("The database did not commit");
    }
    return result;
  }

  @Override
  public Dialect dialect() {
    return real.dialect();
  }

  @Override
  public void close() {
    real.close();
  }
}
