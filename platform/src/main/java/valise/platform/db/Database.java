package valise.platform.db;

import java.util.function.Function;
import org.jooq.DSLContext;

/// One database of one product. A change is durable (synced to disk) when [#write] returns.
///
/// Neither method may be called from inside the other's work: pass the [Tx] or the [DSLContext]
/// down instead. No work may do I/O to anyone else: a transaction is never held across the network.
public interface Database extends AutoCloseable {

  /// Runs `work` on a consistent snapshot that ends when it returns.
  <T> T read(Function<DSLContext, T> work);

  /// Runs `work` as one transaction and returns when it is durable. If `work` throws, nothing of it
  /// remains and the exception reaches the caller. `work` may run more than once (a serialization
  /// failure or a deadlock on PostgreSQL), so it must have no effect outside `tx`; use
  /// [Tx#afterCommit] for those.
  <T> T write(Function<Tx, T> work);

  /// The SQL that differs between the two worlds.
  Dialect dialect();

  @Override
  void close();
}
