package valise.platform.render;

import java.time.Duration;

/// How much a stranger's picture may cost.
///
/// @param maxInputBytes the longest file that is looked at; 256 MiB, from 1 B to 4 GiB
/// @param maxPixels the most pixels a picture may claim to have, an eighth of it for WebP, whose
///   decoder holds a picture whole; 100 million, from 1 to 1,000 million
/// @param children how many child processes work at a time; 1, from 1 to 16
/// @param patience how long one file may take before its child is killed, not counting the child's
///   start; 20 s, from 10 ms to 10 min
/// @param idle how long a child without work is kept; 60 s, from 1 ms to 1 h
/// @param rendersPerChild how many files one child serves before a fresh one takes its place; 200,
///   from 1 to 100,000
/// @param heapMegabytes the child's heap in MiB; 192, from 16 to 4,096
public record RenderLimits(
    long maxInputBytes,
    long maxPixels,
    int children,
    Duration patience,
    Duration idle,
    int rendersPerChild,
    int heapMegabytes) {

  public RenderLimits {
    within("maxInputBytes", maxInputBytes, 1, 4L << 30);
    within("maxPixels", maxPixels, 1, 1_000_000_000);
    within("children", children, 1, 16);
    within("patience in ms", patience.toMillis(), 10, Duration.ofMinutes(10).toMillis());
    within("idle in ms", idle.toMillis(), 1, Duration.ofHours(1).toMillis());
    within("rendersPerChild", rendersPerChild, 1, 100_000);
    within("heapMegabytes", heapMegabytes, 16, 4_096);
  }

  public static RenderLimits defaults() {
    return new RenderLimits(
        256L << 20, 100_000_000, 1, Duration.ofSeconds(20), Duration.ofSeconds(60), 200, 192);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ", not " + value);
    }
  }
}
