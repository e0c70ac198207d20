package valise.hub.simulators.dropbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far each reader has come. A cursor never changes, so that the same one can be asked again
/// and answers with the same page or what changed since; each answer brings a new one.
final class Cursors {

  /// @param folder path of the folder that is read, empty for the root
  /// @param deep whether what lies in folders below is read too
  /// @param rest of a listing that was begun and is not done; then the changes since `seq`
  record State(
      String folder, boolean deep, boolean deleted, long limit, List<Node> rest, long seq) {

    State {
      rest = List.copyOf(rest);
    }
  }

  /// How far a search has come.
  record Found(List<Node> rest, long limit) {

    Found {
      rest = List.copyOf(rest);
    }
  }

  private final Map<String, State> states = new HashMap<>();
  private final Map<String, Found> searches = new HashMap<>();

  synchronized String issue(State state) {
    String cursor = "AA" + Drive.newId() + Drive.newId();
    states.put(cursor, state);
    return cursor;
  }

  synchronized Optional<State> find(String cursor) {
    return Optional.ofNullable(states.get(cursor));
  }

  synchronized String issue(Found found) {
    String cursor = "AS" + Drive.newId() + Drive.newId();
    searches.put(cursor, found);
    return cursor;
  }

  synchronized Optional<Found> search(String cursor) {
    return Optional.ofNullable(searches.get(cursor));
  }

  /// From now on no cursor counts.
  synchronized void reset() {
    states.clear();
    searches.clear();
  }
}
