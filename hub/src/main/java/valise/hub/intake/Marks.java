package valise.hub.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import valise.hub.instances.Instance;
import valise.platform.secrets.Tokens;

/// What calls that name no instance are told apart by. An instance's finder, `configKey|path`
/// [captured], says which value of its configuration such a call has where in its body; a list
/// there may have it among others. Place and value together are one mark, so that a call's marks
/// are looked up, however many instances there are.
final class Marks {

  private static final String FINDER = "event.notification.instance.finder";

  /// Of one body. A call that names more than this is believed for the first of them, and the slow
  /// poll finds the rest.
  private static final int MOST = 2_048;

  private Marks() {}

  /// The mark of calls for an instance; none when its finder says none.
  static Optional<String> of(Instance instance) {
    String finder = instance.value(FINDER).orElse("");
    int bar = finder.indexOf('|');
    if (bar < 0) {
      return Optional.empty();
    }
    return instance
        .value(finder.substring(0, bar).strip())
        .filter(value -> !value.isEmpty())
        .map(value -> mark(instance.element().key(), finder.substring(bar + 1).strip(), value));
  }

  private static String mark(String element, String path, String value) {
    return Tokens.hash(element + "\n" + path + "\n" + value);
  }

  private record Place(String path, JsonNode node) {}

  /// The marks that a call to the element's address has.
  static Set<String> in(String element, JsonNode body) {
    Set<String> marks = new LinkedHashSet<>();
    Deque<Place> open = new ArrayDeque<>();
    open.add(new Place("", body));
    while (!open.isEmpty() && marks.size() < MOST) {
      Place place = open.poll();
      if (place.node().isObject()) {
        String prefix = place.path().isEmpty() ? "" : place.path() + ".";
        place
            .node()
            .properties()
            .forEach(member -> open.add(new Place(prefix + member.getKey(), member.getValue())));
      } else if (place.node().isArray()) {
        place
            .node()
            .valueStream()
            .limit(MOST)
            .forEach(each -> open.add(new Place(place.path(), each)));
      } else if (!place.node().isNull()) {
        marks.add(mark(element, place.path(), place.node().asString("")));
      }
    }
    return marks;
  }
}
