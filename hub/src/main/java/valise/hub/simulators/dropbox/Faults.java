package valise.hub.simulators.dropbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What goes wrong, and how often. Each call takes the first fault that is meant for it.
public final class Faults {

  /// How one call goes wrong.
  public sealed interface Fault {

    /// 429 with `Retry-After`.
    record TooMany(long seconds) implements Fault {}

    /// 401: the access token is expired, which a refresh mends.
    record Expired() implements Fault {}

    /// An answer that is none of the API's, such as a proxy's page.
    record Answer(int status, String type, String body) implements Fault {}

    /// The cursor counts no more.
    record Reset() implements Fault {}

    /// The connection breaks off before an answer; what was asked is done if `after`.
    record Cut(boolean after) implements Fault {}

    /// A download breaks off after so many bytes.
    record CutBody(long after) implements Fault {}

    /// A page says that there is more, under the cursor that it was asked with.
    record Loop() implements Fault {}
  }

  private record Waiting(Predicate<String> route, Fault fault) {}

  private final List<Waiting> waiting = new ArrayList<>();

  /// The next `times` calls of a route, such as `files/list_folder`, go wrong. `*` is any route.
  public synchronized void next(String route, int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      waiting.add(new Waiting(it -> route.equals("*") || route.equals(it), fault));
    }
  }

  public synchronized void clear() {
    waiting.clear();
  }

  synchronized Optional<Fault> take(String route) {
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting each = all.next();
      if (each.route().test(route)) {
        all.remove();
        return Optional.of(each.fault());
      }
    }
    return Optional.empty();
  }
}
