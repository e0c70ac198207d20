package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import valise.files.odata.Dates;
import valise.platform.Refusal;

class LastInstantTest {

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList());
  }

  @Provide
  Arbitrary<LocalDate> days() {
    return Arbitraries.longs()
        .between(LocalDate.of(1971, 1, 1).toEpochDay(), LocalDate.of(2100, 1, 1).toEpochDay())
        .map(LocalDate::ofEpochDay);
  }

  private static Instant last(LocalDate day, ZoneId zone) {
    return LastInstant.parse("ExpirationDate", day.toString(), zone).orElseThrow();
  }

  @Property(tries = 3_000)
  void aDayEndsWithItsLastMillisecondWhereTheCallerIs(
      @ForAll("days") LocalDate day, @ForAll("zones") ZoneId zone) {
    Instant last = last(day, zone);

    // A zone may leave out a whole day; then its "end" is the end of the day before.
    assertThat(last.atZone(zone).toLocalDate()).isBeforeOrEqualTo(day);
    assertThat(last.plusMillis(1).atZone(zone).toLocalDate()).isAfter(day.minusDays(1));
    assertThat(last.plusMillis(1).atZone(zone).toLocalDate()).isAfterOrEqualTo(day);
    assertThat(last.plusMillis(1)).isEqualTo(day.plusDays(1).atStartOfDay(zone).toInstant());
  }

  @Property(tries = 3_000)
  void daysFollowEachOtherWithoutGapOrOverlap(
      @ForAll("days") LocalDate day, @ForAll("zones") ZoneId zone) {
    assertThat(last(day.plusDays(1), zone)).isAfterOrEqualTo(last(day, zone));
    assertThat(day.plusDays(1).atStartOfDay(zone).toInstant())
        .isEqualTo(last(day, zone).plusMillis(1));
  }

  @Example
  void theDayTheClockIsPutForwardHasTwentyThreeHours() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");

    assertThat(last(LocalDate.of(2026, 3, 28), berlin))
        .isEqualTo(Instant.parse("2026-03-28T22:59:59.999Z"));
    assertThat(last(LocalDate.of(2026, 3, 29), berlin))
        .isEqualTo(Instant.parse("2026-03-29T21:59:59.999Z"));
  }

  @Example
  void aDateWithATimeIsTakenAtItsWord() {
    assertThat(LastInstant.parse("x", "2026-05-01T10:00:00+02:00", ZoneOffset.UTC))
        .contains(Instant.parse("2026-05-01T08:00:00Z"));
  }

  @Property(tries = 500)
  void theLastDayOfYear9999IsNeverEverywhere(@ForAll("zones") ZoneId zone) {
    for (String text : List.of("9999-12-31", "9999-12-31T23:59:59.9999999Z")) {
      assertThat(LastInstant.parse("x", text, zone)).isEqualTo(Optional.empty());
    }
  }

  @Example
  void aShareIsAliveAtItsVeryLastInstantAndNotAfter() {
    Instant last = Instant.parse("2026-05-01T08:00:00Z");
    Share share = Samples.share(Optional.of(last));

    assertThat(share.expiredAt(last)).isFalse();
    assertThat(share.expiredAt(last.plusMillis(1))).isTrue();
    assertThat(Samples.share(Optional.empty()).expiredAt(Dates.NEVER)).isFalse();
  }

  @Example
  void whatIsNoDateIsRefusedByName() {
    for (String text : List.of("2026-02-30", "soon", "0001-01-01T00:00:00Z", "2026-13-01")) {
      assertThatThrownBy(() -> LastInstant.parse("ExpirationDate", text, ZoneOffset.UTC))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("ExpirationDate");
    }
  }
}
