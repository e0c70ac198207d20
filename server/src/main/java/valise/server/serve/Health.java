package valise.server.serve;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;

/// Well is a server that can read its databases and has room for more than a few bytes.
record Health(List<Database> databases, BlobStore blobs) implements BooleanSupplier {

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final long LEAST_ROOM = 16L << 20;

  @Override
  public boolean getAsBoolean() {
    try {
      boolean answers =
          databases.stream()
              .allMatch(
                  database -> database.read(sql -> sql.selectOne().fetchOptional().isPresent()));
      return answers && blobs.free() >= LEAST_ROOM;
    } catch (DataAccessException e) {
      LOG.error("health: a database does not answer", e);
      return false;
    } catch (java.io.IOException e) {
      LOG.error("health: the blobs' folder cannot be looked at", e);
      return false;
    }
  }
}
