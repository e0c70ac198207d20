package valise.hub.elements;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What a provider says of one object.
public sealed interface Change {

  /// The object is there, in this state. Whether that is news the ledger decides.
  ///
  /// @param key what the object keeps for as long as the provider knows it
  /// @param id what it is called on the wire; often the key
  /// @param formerKey the key of what this took the place of, where a new version is a new object
  /// @param place where it is: its folder's key, or its whole path where the provider has no keys
  ///   for folders; the same for all objects of one feed
  /// @param version of its content: anything that changes whenever the content does and never else;
  ///   empty when a folder has none
  /// @param order of the version, where versions can be compared: what is older than known is stale
  /// @param said what happened, where the provider says so itself
  /// @param raw the provider's record, a JSON object
  record Seen(
      String key,
      String id,
      Optional<String> formerKey,
      String place,
      String name,
      String path,
      boolean folder,
      String version,
      OptionalLong order,
      Optional<Instant> created,
      Optional<Instant> updated,
      Optional<String> said,
      String raw)
      implements Change {}

  /// The object is not there any more, nor what was in it.
  record Gone(String key, String raw) implements Change {}

  /// Nothing is there any more at this place or below, for providers that tell of deletions by
  /// path.
  record GoneFrom(String place, String raw) implements Change {}

  /// What the feed wants to be told about an object next time; the object need not be known.
  record Marked(String key, String mark) implements Change {}
}
