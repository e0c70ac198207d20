package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {

  private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.900Z");
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static final Conditions.Verdict FULL = new Conditions.Proceed(true);
  private static final Conditions.Verdict FAILED = new Conditions.PreconditionFailed();
  private static final Conditions.Verdict NOT_MODIFIED = new Conditions.NotModified();

  private static Conditions.Verdict judge(Conditions conditions) {
    return judge("GET", conditions, ETag.strong("a"), NOW);
  }

  private static Conditions.Verdict judge(
      String method, Conditions conditions, ETag etag, Instant now) {
    return conditions.judge(method, new Conditions.Validators(etag, MODIFIED), now);
  }

  private static Conditions ifMatch(String value) {
    return new Conditions(value, "", "", "", "");
  }

  private static Conditions ifNoneMatch(String value) {
    return new Conditions("", value, "", "", "");
  }

  private static Conditions ifRange(String value) {
    return new Conditions("", "", "", "", value);
  }

  @Test
  void withoutConditionsItIsServed() {
    assertThat(judge(Conditions.NONE)).isEqualTo(FULL);
    assertThat(judge("HEAD", Conditions.NONE, ETag.strong("a"), NOW))
        .isEqualTo(new Conditions.Proceed(false));
  }

  @Test
  void ifMatchComparesStrongly() {
    assertThat(judge(ifMatch("\"a\""))).isEqualTo(FULL);
    assertThat(judge(ifMatch("\"x\", \"a\""))).isEqualTo(FULL);
    assertThat(judge(ifMatch("*"))).isEqualTo(FULL);
    assertThat(judge(ifMatch("\"b\""))).isEqualTo(FAILED);
    assertThat(judge(ifMatch("W/\"a\""))).isEqualTo(FAILED);
    assertThat(judge("GET", ifMatch("W/\"a\""), new ETag("a", true), NOW)).isEqualTo(FAILED);
    assertThat(judge(ifMatch("a"))).isEqualTo(FAILED);
  }

  @Test
  void ifNoneMatchComparesWeakly() {
    assertThat(judge(ifNoneMatch("\"a\""))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(ifNoneMatch("W/\"a\""))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(ifNoneMatch("\"x\",W/\"a\""))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(ifNoneMatch("*"))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(ifNoneMatch("\"b\""))).isEqualTo(FULL);
    assertThat(judge("POST", ifNoneMatch("\"a\""), ETag.strong("a"), NOW)).isEqualTo(FAILED);
  }

  @Test
  void aTagMayHoldAComma() {
    assertThat(judge("GET", ifNoneMatch("\"x\", \"a,b\""), ETag.strong("a,b"), NOW))
        .isEqualTo(NOT_MODIFIED);
  }

  @Test
  void ifModifiedSinceCountsWholeSeconds() {
    assertThat(judge(new Conditions("", "", SAME, "", ""))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(new Conditions("", "", LATER, "", ""))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(new Conditions("", "", EARLIER, "", ""))).isEqualTo(FULL);
    assertThat(judge(new Conditions("", "", "yesterday", "", ""))).isEqualTo(FULL);
    assertThat(judge("POST", new Conditions("", "", SAME, "", ""), ETag.strong("a"), NOW))
        .isEqualTo(new Conditions.Proceed(false));
  }

  @Test
  void ifUnmodifiedSinceFailsWhenItChanged() {
    assertThat(judge(new Conditions("", "", "", SAME, ""))).isEqualTo(FULL);
    assertThat(judge(new Conditions("", "", "", LATER, ""))).isEqualTo(FULL);
    assertThat(judge(new Conditions("", "", "", EARLIER, ""))).isEqualTo(FAILED);
    assertThat(judge(new Conditions("", "", "", "yesterday", ""))).isEqualTo(FULL);
  }

  @Test
  void tagsOutrankDates() {
    assertThat(judge(new Conditions("\"a\"", "", "", EARLIER, ""))).isEqualTo(FULL);
    assertThat(judge(new Conditions("", "\"b\"", SAME, "", ""))).isEqualTo(FULL);
  }

  @Test
  void ifMatchIsJudgedBeforeIfNoneMatch() {
    assertThat(judge(new Conditions("\"b\"", "\"a\"", "", "", ""))).isEqualTo(FAILED);
    assertThat(judge(new Conditions("\"a\"", "\"a\"", "", "", ""))).isEqualTo(NOT_MODIFIED);
    assertThat(judge(new Conditions("", "\"a\"", "", EARLIER, ""))).isEqualTo(FAILED);
  }

  @Test
  void ifRangeTakesAStrongTagOrTheExactDate() {
    assertThat(judge(ifRange("\"a\""))).isEqualTo(FULL);
    assertThat(judge(ifRange(SAME))).isEqualTo(FULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"b\"", "W/\"a\"", "\"a\", \"b\"", "a", "*", EARLIER, LATER})
  void anythingElseInIfRangeSendsTheWhole(String value) {
    assertThat(judge(ifRange(value))).isEqualTo(new Conditions.Proceed(false));
  }

  @Test
  void aDateWithinItsOwnSecondIdentifiesNothing() {
    Instant sameSecond = Instant.parse("1994-11-06T08:49:37.999Z");
    assertThat(judge("GET", ifRange(SAME), ETag.strong("a"), sameSecond))
        .isEqualTo(new Conditions.Proceed(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void allThreeFormsOfADateAreRead(String text) {
    assertThat(HttpDates.read(text)).hasValue(Instant.parse("1994-11-06T08:49:37Z"));
    assertThat(HttpDates.write(HttpDates.read(text).orElseThrow())).isEqualTo(SAME);
  }
}
