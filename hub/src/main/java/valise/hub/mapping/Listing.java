package valise.hub.mapping;

import java.util.List;
import java.util.Optional;

/// A page of a list.
///
/// @param next the token to go on with, if there is more
/// @param total how many there are, where that is known
public record Listing<T>(List<T> items, Optional<String> next, Optional<Long> total) {

  public Listing {
    items = List.copyOf(items);
  }

  /// The same page with more said of what is in it.
  public Listing<T> with(List<T> described) {
    return new Listing<>(described, next, total);
  }
}
