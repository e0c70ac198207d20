package valise.hub.hooks;

/// How a hook ended.
public sealed interface Ran {

  /// @param value what it was done with, as JSON; `null` when with nothing
  record Done(String value) implements Ran {}

  /// It threw, took too long, or is no JavaScript.
  ///
  /// @param line of its text from 1; 0 where that is not known
  record Failed(String why, int line) implements Ran {

    /// Why and where, in one sentence.
    public String text() {
      return line > 0 ? why + " (line " + line + ")" : why;
    }
  }
}
