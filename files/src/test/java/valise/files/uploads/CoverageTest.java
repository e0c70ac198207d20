package valise.files.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CoverageTest {

  record Step(boolean add, Span span) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> start = Arbitraries.integers().between(0, 60);
    Arbitrary<Integer> length = Arbitraries.integers().between(0, 20);
    return Combinators.combine(Arbitraries.of(true, true, false), start, length)
        .as((add, from, n) -> new Step(add, new Span(from, from + n)))
        .list()
        .ofMaxSize(20);
  }

  @Property
  void isTheSetOfItsBytes(@ForAll("steps") List<Step> steps) {
    Coverage coverage = new Coverage();
    BitSet model = new BitSet();
    for (Step step : steps) {
      if (step.add()) {
        coverage.add(step.span());
      } else {
        coverage.remove(step.span());
      }
      model.set((int) step.span().start(), (int) step.span().end(), step.add());
      assertThat(bits(coverage.spans())).isEqualTo(model);
      assertThat(coverage.prefix()).isEqualTo(model.nextClearBit(0));
      assertThat(coverage.end()).isEqualTo(model.length());
      for (int i = 1; i < coverage.spans().size(); i++) {
        assertThat(coverage.spans().get(i).start())
            .isGreaterThan(coverage.spans().get(i - 1).end());
      }
      BitSet within = (BitSet) model.clone();
      BitSet window = new BitSet();
      window.set(10, 30);
      within.and(window);
      assertThat(bits(coverage.within(new Span(10, 30)))).isEqualTo(within);
      assertThat(coverage.intersects(new Span(10, 30))).isEqualTo(!within.isEmpty());
    }
  }

  private static BitSet bits(List<Span> spans) {
    BitSet bits = new BitSet();
    spans.forEach(span -> bits.set((int) span.start(), (int) span.end()));
    return bits;
  }
}
