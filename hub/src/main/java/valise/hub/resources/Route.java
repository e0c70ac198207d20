package valise.hub.resources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The path of a resource, name by name: `/tasks/{id}`. The hub before it may be left out, in a
/// definition as well as in a request.
record Route(List<String> names) {

  private static final Pattern PLACE = Pattern.compile("\\{[A-Za-z0-9_.-]{1,100}}");

  /// Empty when this is no path.
  static Optional<Route> of(String path) {
    List<String> names = new ArrayList<>(Arrays.asList(path.replaceAll("^/+|/+$", "").split("/")));
    if (names.getFirst().equalsIgnoreCase("hubs") && names.size() > 2) {
      names = names.subList(2, names.size());
    }
    boolean good =
        names.stream()
            .allMatch(name ->
                place(name) ? PLACE.matcher(name).matches() : name.matches("[^{}?#%\\s]{1,200}"));
    return good ? Optional.of(new Route(List.copyOf(names))) : Optional.empty();
  }

  private static boolean place(String name) {
    return name.startsWith("{");
  }

  /// What stands at the places of a request's path, if it is one of these.
  Optional<Map<String, String>> match(List<String> asked) {
    if (asked.size() != names.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      String name = names.get(i);
      if (place(name)) {
        values.put(name.substring(1, name.length() - 1), asked.get(i));
      } else if (!name.equalsIgnoreCase(asked.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /// How many of its names are given: the more, the sooner it is meant.
  long given() {
    return names.stream().filter(name -> !place(name)).count();
  }

  /// Its places.
  List<String> places() {
    return names.stream()
        .filter(Route::place)
        .map(name -> name.substring(1, name.length() - 1))
        .toList();
  }

  String text() {
    return "/" + String.join("/", names);
  }
}
