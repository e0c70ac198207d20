package valise.platform.net;

import java.time.Duration;

/// How long a stranger may take over an exchange whose bodies are streamed.
///
/// @param silence how long nothing may come from them, or be taken by them
/// @param whole for everything, to the last byte of the answer
/// @param redirects how many are followed; 0 hands a redirect back as the answer it is
public record Patience(Duration silence, Duration whole, int redirects) {

  public Patience {
    if (!silence.isPositive() || !whole.isPositive() || redirects < 0) {
      throw new IllegalArgumentException("patience is positive");
    }
  }

  public Patience following(int hops) {
    return new Patience(silence, whole, hops);
  }
}
