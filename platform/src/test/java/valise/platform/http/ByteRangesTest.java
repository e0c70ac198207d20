package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {

  private static ByteRanges some(long... offsetsAndLengths) {
    List<ByteRange> ranges = new ArrayList<>();
    for (int i = 0; i < offsetsAndLengths.length; i += 2) {
      ranges.add(new ByteRange(offsetsAndLengths[i], offsetsAndLengths[i + 1]));
    }
    return new ByteRanges.Some(ranges);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bytes=0-0                    | 0  | 1
          bytes=0-99                   | 0  | 100
          bytes=10-19                  | 10 | 10
          bytes=90-                    | 90 | 10
          bytes=90-1000                | 90 | 10
          bytes=-10                    | 90 | 10
          bytes=-1000                  | 0  | 100
          bytes=99-99999999999999999999| 99 | 1
          bytes=-99999999999999999999  | 0  | 100
          Bytes = 5-6                  | 5  | 2
          bytes=, 5-6 ,                | 5  | 2
          bytes=000000000000000000005-6| 5  | 2
          bytes=5-6,200-300            | 5  | 2
          """)
  void aSingleRangeIsRead(String header, long offset, long length) {
    assertThat(ByteRanges.of(header, 100)).isEqualTo(some(offset, length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "lines=0-1",
        "bytes=a-b",
        "bytes=5",
        "bytes=-",
        "bytes=6-5",
        "bytes=1-2-3",
        "bytes=--5",
        "bytes=+1-2",
        "bytes=0-1;2-3",
        "bytes=0x1-2",
        "bytes=5-6,7-",
        "bytes=0-1,x"
      })
  void whatMakesNoSenseIsIgnored(String header) {
    ByteRanges expected = header.equals("bytes=5-6,7-") ? some(5, 95) : new ByteRanges.Whole();
    assertThat(ByteRanges.of(header, 100)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=200-300,400-"})
  void whatLiesBeyondTheEndIsUnsatisfiable(String header) {
    assertThat(ByteRanges.of(header, 100)).isEqualTo(new ByteRanges.Unsatisfiable());
  }

  @Test
  void ofNothingTheLastBytesAreNothingAndTheFirstAreUnsatisfiable() {
    assertThat(ByteRanges.of("bytes=-5", 0)).isEqualTo(new ByteRanges.Whole());
    assertThat(ByteRanges.of("bytes=0-", 0)).isEqualTo(new ByteRanges.Unsatisfiable());
  }

  @Test
  void rangesApartKeepTheOrderAskedFor() {
    assertThat(ByteRanges.of("bytes=50-59, 0-9, -5", 100)).isEqualTo(some(50, 10, 0, 10, 95, 5));
  }

  @Test
  void overlappingAndTouchingRangesAreJoined() {
    assertThat(ByteRanges.of("bytes=50-59,0-9,10-19,55-70", 100)).isEqualTo(some(0, 20, 50, 21));
  }

  @Test
  void fiftyRangesAreServedAndOneMoreIsTooMany() {
    String fifty =
        IntStream.range(0, 50)
            .mapToObj(i -> (i * 10) + "-" + (i * 10 + 1))
            .collect(Collectors.joining(",", "bytes=", ""));
    assertThat(((ByteRanges.Some) ByteRanges.of(fifty, 1000)).ranges()).hasSize(50);
    assertThat(ByteRanges.of(fifty + ",900-901", 1000)).isEqualTo(new ByteRanges.Whole());
  }

  @Provide
  Arbitrary<String> specs() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 40);
    Arbitrary<String> closed = number.flatMap(a -> number.map(n -> a + "-" + (a + n)));
    return Arbitraries.oneOf(closed, number.map(a -> a + "-"), number.map(a -> "-" + a))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .map(list -> "bytes=" + String.join(",", list));
  }

  @Property
  void theRangesAnsweredAreExactlyTheBytesAskedForAndNeverOverlap(
      @ForAll("specs") String header, @ForAll @IntRange(min = 1, max = 50) int length) {
    BitSet asked = new BitSet();
    for (String spec : header.substring(6).split(",", -1)) {
      int dash = spec.indexOf('-');
      if (dash == 0) {
        asked.set(Math.max(0, length - Integer.parseInt(spec.substring(1))), length);
      } else {
        int from = Integer.parseInt(spec.substring(0, dash));
        String last = spec.substring(dash + 1);
        int to = last.isEmpty() ? length : Math.min(length, Integer.parseInt(last) + 1);
        if (from < to) {
          asked.set(from, to);
        }
      }
    }
    BitSet answered = new BitSet();
    long total = 0;
    if (ByteRanges.of(header, length) instanceof ByteRanges.Some(List<ByteRange> ranges)) {
      for (ByteRange range : ranges) {
        answered.set((int) range.offset(), (int) range.end());
        total += range.length();
      }
    } else {
      assertThat(ByteRanges.of(header, length)).isEqualTo(new ByteRanges.Unsatisfiable());
    }
    assertThat(answered).isEqualTo(asked);
    assertThat(total).isEqualTo(answered.cardinality());
  }
}
