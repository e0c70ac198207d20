package valise.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the system's resolver, but not for ever: its call can neither be interrupted nor given a
/// time limit, and holds its thread. So it runs on platform threads of its own, and whoever waits
/// goes on when their request ends. A stranger whose name server never answers thus holds up at
/// most [#MOST] look-ups, never a request.
final class PatientLookup implements Lookup, AutoCloseable {

  /// When the request of this thread ends, as [System#nanoTime] counts. The client hands its
  /// resolver nothing but a name.
  static final ScopedValue<Long> END = ScopedValue.newInstance();

  private static final int MOST = 32;

  private final Lookup system;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("lookup-", 0).factory());

  PatientLookup(Lookup system) {
    this.system = system;
  }

  @Override
  public InetAddress[] addresses(String host) throws UnknownHostException {
    Future<InetAddress[]> answer;
    try {
      answer = threads.submit(() -> system.addresses(host));
    } catch (RejectedExecutionException e) {
      throw new UnknownHostException("too many names are being looked up");
    }
    try {
      return answer.get(END.get() - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnknownHostException("no answer from the name server");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("The system's resolver failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
