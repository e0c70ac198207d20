package valise.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jspecify.annotations.Nullable;

/// A connection that keeps its prepared statements: preparing costs SQLite more than running a
/// small query. Used by one thread only.
final class StatementCache extends DefaultConnection {

  private static final int MAX_STATEMENTS = 256;

  // Least recently used first; a statement in use is not in it.
  private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(64, 0.75f, true);

  StatementCache(Connection connection) {
    super(connection);
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    PreparedStatement kept = idle.remove(sql);
    return new Kept(sql, kept == null ? getDelegate().prepareStatement(sql) : kept);
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    PreparedStatement other = idle.put(sql, statement);
    if (other != null) {
      other.close();
    }
    if (idle.size() > MAX_STATEMENTS) {
      var eldest = idle.entrySet().iterator();
      PreparedStatement leastUsed = eldest.next().getValue();
      eldest.remove();
      leastUsed.close();
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : idle.values()) {
      statement.close();
    }
    idle.clear();
    getDelegate().close();
  }

  private final class Kept extends DefaultPreparedStatement {

    private final String sql;
    private @Nullable ResultSet rows;
    private boolean rowsNotTaken;
    private boolean failed;
    private boolean closed;

    Kept(String sql, PreparedStatement statement) {
      super(statement, StatementCache.this);
      this.sql = sql;
    }

    @Override
    public boolean execute() throws SQLException {
      failed = true;
      rowsNotTaken = super.execute();
      failed = false;
      return rowsNotTaken;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
      failed = true;
      ResultSet result = super.executeQuery();
      failed = false;
      rows = result;
      return result;
    }

    @Override
    public int executeUpdate() throws SQLException {
      failed = true;
      int count = super.executeUpdate();
      failed = false;
      return count;
    }

    @Override
    public int[] executeBatch() throws SQLException {
      failed = true;
      int[] counts = super.executeBatch();
      failed = false;
      return counts;
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
      ResultSet result = super.getResultSet();
      rows = result;
      rowsNotTaken = false;
      return result;
    }

    @Override
    public void close() throws SQLException {
      if (closed) {
        return;
      }
      closed = true;
      if (rows != null) {
        rows.close();
      }
      if (failed || rowsNotTaken) {
        getDelegate().close();
        return;
      }
      getDelegate().clearParameters();
      keep(sql, getDelegate());
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }
}
