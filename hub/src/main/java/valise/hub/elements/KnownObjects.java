package valise.hub.elements;

import java.util.List;
import java.util.Optional;

/// What was known of an instance's objects when the page before was recorded.
public interface KnownObjects {

  /// @param nameHash of the name, as [#hash] makes it
  record Known(String key, boolean folder, String nameHash) {}

  /// What a feed left with an object; empty when the object is not known.
  Optional<String> mark(String key);

  /// The objects at a place.
  List<Known> at(String place);

  /// A name as [Known] has it.
  String hash(String name);
}
