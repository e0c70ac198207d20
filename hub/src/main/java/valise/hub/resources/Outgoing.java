package valise.hub.resources;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import valise.hub.instances.CallRequest;
import valise.hub.mapping.Arriving;

/// A request to the provider while it is put together: parameters and hooks write into it, one
/// after the other, on one thread.
final class Outgoing {

  String method;

  /// Below the base URL, or a whole address.
  String path;

  final Map<String, List<String>> query = new LinkedHashMap<>();
  final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  Optional<CallRequest.Shown> token = Optional.empty();

  /// JSON, when there is any; a hook may make it a text.
  @Nullable Object body;

  /// Fields of a form, when there are any.
  final Map<String, String> form = new LinkedHashMap<>();

  /// A file, as the body or as a part.
  Optional<Arriving.Upload> file = Optional.empty();

  /// The name of the file's part; none: it is the body.
  Optional<String> part = Optional.empty();

  /// What hooks and macros see of the configuration.
  final Map<String, String> configuration;

  Outgoing(String method, String path, Map<String, String> configuration) {
    this.method = method;
    this.path = path;
    this.configuration = new LinkedHashMap<>(configuration);
  }

  /// Headers that a hook took away [docs].
  final Set<String> removed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /// Whether a header that is usual is not to be sent.
  boolean silent(String header) {
    return removed.contains(header);
  }

  void ask(String name, String value) {
    query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }
}
