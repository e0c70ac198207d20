package valise.hub.ceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valise.platform.Refusal;

class WhereTest {

  private static final Map<String, Object> RECORD =
      Map.of(
          "name", "Report Q1.pdf",
          "size", 1200,
          "directory", false,
          "createdDate", "2024-01-31T10:00:00.000Z",
          "tags", List.of("red", "blue"),
          "odd.name", "dotted",
          "owner's", "me");

  private static boolean accepts(String where) {
    return Where.parse(where).accepts(RECORD::get);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = 'report q1.PDF'",
        "name != 'x'",
        "size > 1000 AND size <= 1200",
        "size>=1.2e3",
        "size = '1200'",
        "directory = false",
        "name LIKE 'rep%.pdf'",
        "name like '%q1%'",
        "name LIKE '%'",
        "name IN ('a', 'Report Q1.pdf')",
        "name NOT IN ('a','b')",
        "size in (1, 1200)",
        "missing IS NULL",
        "name is not null",
        "missing != 'x'",
        "missing NOT IN ('x')",
        "createdDate = 2024-01-31T11:00:00+01:00",
        "createdDate > '2024-01-31'",
        "createdDate<'2024-01-31 10:00:01'",
        "`odd.name` = 'dotted'",
        "`owner's` = me",
        "tags = 'red'",
        "tags IN ('green','blue')",
        "name = 'x' OR size = 1200",
        "name = 'x' AND size = 1 OR directory = false",
        "(name = 'x' OR size = 1200) AND (directory = false)",
        "size <> 3"
      })
  void theseHold(String where) {
    assertThat(accepts(where)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = 'report'",
        "size < 1200",
        "size = 'abc'",
        "missing = 'x'",
        "missing LIKE '%'",
        "missing IN ('x')",
        "name LIKE 'rep'",
        "name LIKE 'port%'",
        "name = 'x' AND (size = 1 OR directory = false)",
        "tags != 'red'",
        "tags > 'a'"
      })
  void theseDoNot(String where) {
    assertThat(accepts(where)).isFalse();
  }

  @Test
  void aQuoteWithinATextIsDoubled() {
    assertThat(Where.parse("name = 'it''s'").accepts(Map.of("name", "it's")::get)).isTrue();
  }

  @Test
  void andBindsTighterThanOr() {
    assertThat(Where.parse("a=1 or b=2 and c=3").condition())
        .isEqualTo(
            new Condition.Or(
                List.of(
                    comparison("a", "1"),
                    new Condition.And(List.of(comparison("b", "2"), comparison("c", "3"))))));
  }

  private static Condition comparison(String field, String value) {
    return new Condition.Comparison(field, Condition.Operator.EQUAL, new Literal(value, false));
  }

  @Test
  void aConjunctionOfComparisonsIsToldFromTheRest() {
    assertThat(Where.parse("a='1' and b='2'").conjunction().orElseThrow()).hasSize(2);
    assertThat(Where.parse("a='1'").conjunction().orElseThrow()).hasSize(1);
    assertThat(Where.parse("a='1' or b='2'").conjunction()).isEmpty();
    assertThat(Where.parse("a is null").conjunction()).isEmpty();
    assertThat(Where.parse("a='1' or b like 'x' and `c.d` in (1)").fields())
        .containsExactly("a", "b", "c.d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "name | 5 | expected an operator",
        "\"\" | 1 | expected a field, found the end",
        "name = | 7 | expected a value, found the end",
        "name = 'a' x = 'b' | 12 | expected AND, OR or the end, found 'x'",
        "(name = 'a' | 12 | expected AND, OR or ')'",
        "name = 'a | 8 | no closing quote",
        "`name = 'a' | 1 | no closing back-quote",
        "name IN 'a' | 9 | expected '('",
        "name IN ('a' 'b') | 14 | expected ',' or ')'",
        "name IS 'a' | 9 | expected NULL or NOT NULL",
        "name NOT LIKE 'a' | 10 | expected IN",
        "and = 'a' | 1 | expected a field",
        "name = and | 8 | expected a value",
        "name ; drop | 6 | means nothing here",
        "'name' = 'a' | 1 | expected a field",
        "1 = 1 | 1 | expected a field",
        "name == 'a' | 7 | expected a value"
      })
  void whatCannotBeReadIsToldWithItsPosition(String where, int position, String says) {
    assertThatThrownBy(() -> Where.parse(where))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("BAD_WHERE"))
        .hasMessageContaining("position " + position)
        .hasMessageContaining(says);
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThatThrownBy(() -> Where.parse("(".repeat(1000) + "a=1" + ")".repeat(1000)))
        .hasMessageContaining("parentheses deep");
    assertThatThrownBy(() -> Where.parse("a='" + "x".repeat(5000) + "'"))
        .hasMessageContaining("longer than");
  }

  @Test
  void manyPercentSignsCostNoMoreThanTheText() {
    String pattern = "%a".repeat(1000) + "b";
    assertThat(
            Where.parse("name LIKE '" + pattern + "'")
                .accepts(Map.of("name", "a".repeat(3000))::get))
        .isFalse();
  }

  @Property
  void garbageIsRefusedOrReadButNeverBreaks(@ForAll @StringLength(max = 60) String text) {
    try {
      assertThat(Where.parse(text).fields()).isNotEmpty();
    } catch (Refusal refusal) {
      assertThat(refusal.code()).isEqualTo("BAD_WHERE");
    }
  }

  @Test
  void ordersByFieldsWithWhatLacksThemLast() {
    List<Map<String, Object>> records =
        List.of(
            Map.of("n", 1, "s", 9),
            Map.of("n", 2, "s", 10),
            Map.of("n", 3),
            Map.of("n", 4, "s", 9));
    assertThat(
            records.stream()
                .sorted(OrderBy.parse("s desc, n").comparator(Map::get))
                .map(it -> it.get("n")))
        .containsExactly(2, 1, 4, 3);
    assertThatThrownBy(() -> OrderBy.parse("name sideways"))
        .hasMessageContaining("'name sideways'");
    assertThatThrownBy(() -> OrderBy.parse("a,,b")).isInstanceOf(Refusal.class);
  }
}
