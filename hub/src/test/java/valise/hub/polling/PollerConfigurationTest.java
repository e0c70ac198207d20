package valise.hub.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import valise.platform.Refusal;
import valise.platform.evidence.Assumed;

class PollerConfigurationTest {

  private static final Instant MOMENT = Instant.parse("2026-07-15T10:20:30.456Z");

  private static PollerConfiguration of(Map<String, String> values) {
    return PollerConfiguration.of(key -> Optional.ofNullable(values.get(key)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'|x='2026-07-15T10:20:30Z'",
        "x=${gmtDate:yyyy-MM-ddTHH:mm:ssZ}|x=2026-07-15T10:20:30Z",
        "${epoch}|1784110830456",
        "${epoch:ms}|1784110830456",
        "${epoch:s}|1784110830",
        "${epoch:us}|1784110830456000",
        "${dateTimeZone:-8:00:yyyy-MM-dd HH:mm}|2026-07-15 02:20",
        "${DateTimeZone:+6:00:HH:mm}|16:20",
        "${dateTimeZone:GMT:HH:mm}|10:20",
        "a${epoch:s}b${epoch:s}c|a1784110830b1784110830c",
        "nothing|nothing",
      })
  void macrosStandForTheMomentOfTheLastPoll(String template, String text) {
    assertThat(UrlTemplate.parse(template, "url").at(MOMENT)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    // The clocks of New York are set back: from 01:00 to 02:00 comes twice.
    "2026-11-01T04:59:59Z, 2026-11-01 00:59:59",
    "2026-11-01T05:30:00Z, 2026-11-01 00:30:00",
    "2026-11-01T06:30:00Z, 2026-11-01 01:30:00",
    "2026-11-01T07:00:00Z, 2026-11-01 02:00:00",
    // And forward.
    "2026-03-08T06:59:59Z, 2026-03-08 01:59:59",
    "2026-03-08T07:00:00Z, 2026-03-08 03:00:00"
  })
  void howeverAnHourThatComesTwiceIsReadNothingIsLeftOut(Instant moment, String text) {
    assertThat(
            UrlTemplate.parse("${dateTimeZone:America/New_York:yyyy-MM-dd HH:mm:ss}", "url")
                .at(moment))
        .isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    // Of two moments the later: what is thought younger than it is, is not passed over.
    "2026-11-01 01:30:00, 2026-11-01T06:30:00Z",
    "2026-11-01 02:30:00, 2026-11-01T07:30:00Z",
    // A time that there is not.
    "2026-03-08 02:30:00, 2026-03-08T07:30:00Z"
  })
  void datesInAZoneWhoseClocksChangeAreRead(String text, Instant moment) {
    DateField field = DateField.of("d", "yyyy-MM-dd HH:mm:ss", "America/New_York", "x");

    assertThat(field.of(JsonMapper.builder().build().createObjectNode().put("d", text)))
        .hasValue(moment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "${",
        "${gmtDate:bbb}",
        "${epoch:weeks}",
        "${today}",
        "${dateTimeZone:Nowhere/City:HH}",
        "${dateTimeZone:HH}"
      })
  void whatIsNoMacroIsRefused(String template) {
    assertThatThrownBy(() -> UrlTemplate.parse(template, "url"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.code()).isEqualTo("BAD_POLLER_CONFIGURATION"));
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "`event.poller.urls` is read in its older form",
      from = "the vendor's guides")
  void theOlderLinesAreRead() {
    PollerConfiguration read =
        of(
            Map.of(
                "event.poller.urls",
                "documents|/hubs/documents/events/poll/documents?where=lastmodifieddate='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'\n"
                    + "contacts|/hubs/crm/contacts||LastModified|milliseconds|GMT|Created\n"));

    assertThat(read.resources()).hasSize(2);
    assertThat(read.resources().getFirst().name()).isEqualTo("documents");
    assertThat(read.resources().getFirst().elementsOwn()).isTrue();
    PolledResource contacts = read.resources().getLast();
    assertThat(contacts.updated().path()).isEqualTo("LastModified");
    assertThat(contacts.created().path()).isEqualTo("Created");
    assertThat(contacts.elementsOwn()).isFalse();
  }

  @Test
  void whatBashLeavesOfThePrintedRequestIsRead() {
    PolledResource left =
        of(Map.of(
                "event.poller.configuration",
                """
                {"documents":{"url":"/hubs/documents/events/poll/documents?where=lastmodifieddate=",
                 "idField":"Id","datesConfiguration":{"updatedDateField":"CreationDate",
                  "updatedDateFormat":"yyyy-MM-ddTHH:mm:ss.SSSZ","updatedDateTimezone":"GMT"}}}
                """))
            .resources()
            .getFirst();

    assertThat(left.elementsOwn()).isTrue();
    assertThat(
            left.updated()
                .of(
                    JsonMapper.builder()
                        .build()
                        .readTree("{\"CreationDate\":\"2026-07-15T10:20:30.456Z\"}")))
        .contains(MOMENT);
  }

  @Test
  void theBareWordOfSomeElementsIsRead() {
    assertThat(of(Map.of("event.poller.urls", "documents")).resources().getFirst().elementsOwn())
        .isTrue();
  }

  @Test
  @Assumed(
      area = "Hub events",
      claim = "`event.poller.configuration` is read with every documented key",
      from = "the vendor's guides")
  void everyKeyOfTheJsonIsReadAndHasItsDefault() {
    PolledResource given =
        of(Map.of(
                "event.poller.configuration",
                """
                {"things":{"url":"/hubs/x/things","idField":"Id","filterByUpdateDate":"false",
                 "filterByCurrentDate":true,"createdCheckTolerance":10,"pageSize":50,"pollDelay":"30",
                 "xPath":"data.list","updatedDateField":"u","datesConfiguration":{
                   "updatedDateFormat":"milliseconds","createdDateField":"c"}}}
                """))
            .resources()
            .getFirst();
    assertThat(given.onlyUpdated()).isFalse();
    assertThat(given.untilNow()).isTrue();
    assertThat(given.tolerance()).isEqualTo(Duration.ofSeconds(10));
    assertThat(given.delay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(given.pageSize()).isEqualTo(50);
    assertThat(given.list()).isEqualTo("data.list");
    assertThat(given.updated().path()).isEqualTo("u");
    assertThat(given.created().format()).isEqualTo("milliseconds");

    PolledResource usual =
        of(Map.of(
                "event.poller.configuration", "{\"a\":{\"url\":\"/x\",\"datesConfiguration\":{}}}"))
            .resources()
            .getFirst();
    assertThat(usual.onlyUpdated()).isTrue();
    assertThat(usual.untilNow()).isFalse();
    assertThat(usual.tolerance()).isZero();
    assertThat(usual.delay()).isZero();
    assertThat(usual.updated().zone().getID()).isEqualTo("GMT");
  }

  @Test
  void idsAreFoundHoweverTheyAreSpelt() {
    var record = JsonMapper.builder().build().readTree("{\"Id\":\"7\",\"Parent\":{\"Id\":\"8\"}}");

    assertThat(Members.text(record, "id")).isEqualTo("7");
    assertThat(Members.text(record, "parent.id")).isEqualTo("8");
    assertThat(Members.text(record, "none.at.all")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'|2026-07-15T10:20:30.456Z",
        "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'|2026-07-15T10:20:30.456+00:00",
        "milliseconds|1784110830456",
      },
      quoteCharacter = '`')
  void datesAreReadAsWrittenOrAsTheyShouldBe(String format, String text) {
    DateField field = DateField.of("d", format, "GMT", "x");

    assertThat(field.of(JsonMapper.builder().build().createObjectNode().put("d", text)))
        .hasValue(MOMENT);
  }
}
