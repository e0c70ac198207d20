package valise.hub.events;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A change that is not recorded yet.
///
/// @param resource under which name the object was watched: `documents`
/// @param objectKey what the object keeps when the provider calls it otherwise; often its id
/// @param otherId the id the object had before, where the provider gives new ones
/// @param revision counts the changes of the object from 1
/// @param date the record's own
/// @param raw the provider's record, a JSON object
public record Finding(
    String resource,
    String objectKey,
    String objectId,
    Optional<String> otherId,
    long revision,
    Kind kind,
    Set<Fact> facts,
    Optional<Instant> date,
    Thing thing,
    Trace trace,
    String raw) {

  public Finding {
    facts = Set.copyOf(facts);
  }

  /// What the object is, as far as the provider says; texts may be empty.
  public record Thing(String name, String path, boolean folder) {

    public static final Thing UNKNOWN = new Thing("", "", false);
  }

  /// How the change was found: when the look began, and the object's fingerprint before (empty if
  /// it was not known) and after (empty if it is gone).
  public record Trace(Route route, Instant look, String before, String after) {}
}
