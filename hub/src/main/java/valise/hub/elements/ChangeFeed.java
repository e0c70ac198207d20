package valise.hub.elements;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an element tells what changed: a page at a time, each from where the last one ended.
///
/// A feed may tell the same thing twice and may tell what is no news; it must not leave anything
/// out. What differs from what is known becomes an event.
public interface ChangeFeed {

  /// The cursor of a feed that never ran.
  String START = "";

  /// Of which element.
  String element();

  /// Of which resource; `documents`.
  String resource();

  /// Whether the feed knows every object that there is, so that what it never told of is new. If
  /// not, an object's dates decide whether it was created or changed.
  default boolean complete() {
    return true;
  }

  /// The changes after `cursor`.
  ///
  /// @throws LostCursorException when the provider does not know the cursor any more
  ChangePage next(Provider provider, KnownObjects known, String cursor);

  /// The cursor from which [#next] tells of every object, whatever is known: for a sweep. Once it
  /// has no more, what was not told of is gone if [#gone] says so too.
  String everything();

  /// Whether the cursor is still in a sweep that began with [#everything].
  boolean sweeping(String cursor);

  /// Whether the cursor stands between two looks, so that one may be put in its place that begins
  /// from the start.
  default boolean atRest(String cursor) {
    return true;
  }

  /// Within which an object's creation and change are the same moment, where dates decide.
  default Duration tolerance() {
    return Duration.ZERO;
  }

  /// Whether an object that a sweep did not meet is really gone.
  boolean gone(Provider provider, String key);

  /// The provider does not know a cursor any more.
  final class LostCursorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String resume;

    /// All must be told of again.
    public LostCursorException(String message) {
      super(message);
      this.resume = null;
    }

    /// @param resume a cursor from which nothing is left out
    public LostCursorException(String message, String resume) {
      super(message);
      this.resume = resume;
    }

    public Optional<String> resume() {
      return Optional.ofNullable(resume);
    }
  }
}
