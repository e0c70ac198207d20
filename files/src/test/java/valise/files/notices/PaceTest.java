package valise.files.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import valise.files.ids.ItemId;

class PaceTest {

  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  private static List<Line> lines(List<Integer> gaps, int closesAt) {
    List<Line> lines = new ArrayList<>();
    Instant at = BEGIN;
    for (int i = 0; i < gaps.size(); i++) {
      at = at.plusSeconds(gaps.get(i));
      lines.add(
          new Line(
              "l" + i,
              "d",
              Line.Kind.UPLOAD,
              ItemId.mintFile(),
              Optional.empty(),
              i == closesAt,
              at,
              0));
    }
    return lines;
  }

  @Property
  void aMailIsNeverLaterThanTheLongestWaitAndNeverEarlierThanTheQuietUnlessItMust(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 600) Integer> gaps) {
    Pace pace = new Pace(Duration.ofMinutes(3), Duration.ofMinutes(30), true);
    List<Line> lines = lines(gaps, -1);
    Instant latest = lines.getFirst().at().plus(pace.longest());
    Instant quiet = lines.getLast().at().plus(pace.quiet());

    assertThat(pace.due(lines)).isBeforeOrEqualTo(latest);
    assertThat(pace.due(lines)).isEqualTo(quiet.isBefore(latest) ? quiet : latest);
  }

  @Property
  void anIntervalIsKeptWhateverHappensInIt(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 600) Integer> gaps,
      @ForAll @IntRange(max = 19) int closesAt) {
    List<Line> lines = lines(gaps, closesAt);

    assertThat(Pace.every(Duration.ofHours(1)).due(lines))
        .isEqualTo(lines.getFirst().at().plus(Duration.ofHours(1)));
  }
}
