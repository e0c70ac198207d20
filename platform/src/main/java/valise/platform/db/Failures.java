package valise.platform.db;

import java.sql.SQLException;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import valise.platform.Refusal;

/// What a database's failure means to the caller.
final class Failures {

  private Failures() {}

  /// A full disk is the one failure a caller can be told about. All else stays what it was, but
  /// never checked: a loop that catches what a database may throw would not catch it, and end.
  static Throwable meaningOf(Throwable failure) {
    if (!(failure instanceof Refusal) && outOfSpace(failure)) {
      return Refusal.of(
          Refusal.Kind.OUT_OF_SPACE,
          "OUT_OF_SPACE",
          "The server has run out of storage space. Nothing was changed.");
    }
    return failure instanceof SQLException
        ? new DataAccessException("The database failed", failure)
        : failure;
  }

  private static boolean outOfSpace(Throwable failure) {
    return sqlException(failure)
        .filter(e ->
            e instanceof SQLiteException sqlite
                ? sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL
                : "53100".equals(e.getSQLState()))
        .isPresent();
  }

  /// PostgreSQL gave up one of several transactions that stood in each other's way.
  static boolean passesIfTriedAgain(Throwable failure) {
    return sqlException(failure)
        .map(SQLException::getSQLState)
        .filter(state -> state.equals("40001") || state.equals("40P01"))
        .isPresent();
  }

  private static Optional<SQLException> sqlException(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  /// Throws `failure` as it is.
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException thrown(Throwable failure) throws E {
    throw (E) failure;
  }
}
