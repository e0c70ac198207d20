package valise.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.platform.secrets.Secret;

class SettingsTest {

  private enum Colour {
    RED,
    DARK_BLUE
  }

  private static final Setting<Integer> PORT =
      Setting.whole("http.port", 8080, 0, 65_535, "Where it listens.").formerly("port", "web-port");
  private static final Setting<Secret<String>> PASSWORD =
      Setting.secret("smtp.password", "The mail server's.");
  private static final Setting<Duration> IDLE =
      Setting.duration(
          "http.idle",
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofDays(1),
          "How long a connection may rest.");
  private static final Setting<Long> MAX =
      Setting.bytes("upload.max-size", 10L << 30, 1, 1L << 50, "The largest file.");
  private static final Setting<Boolean> OPEN =
      Setting.flag("open", false, "Whether strangers may sign up.");
  private static final Setting<Colour> COLOUR =
      Setting.choice("colour", Colour.RED, "What it looks like.");
  private static final Setting<Path> DATA =
      Setting.path("data", Path.of("data"), "Where everything is.").notInFile();
  private static final List<Setting<?>> ALL =
      List.of(PORT, PASSWORD, IDLE, MAX, OPEN, COLOUR, DATA);

  @TempDir Path folder;

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("valise.properties"), text);
  }

  private static Settings environment(String name, String value) {
    return Settings.of(ALL).environment(Map.of(name, value)).read();
  }

  @Test
  void whatNobodySetHasItsDefault() {
    Settings settings = Settings.of(ALL).fileIfThere(folder.resolve("none")).read();

    assertThat(settings.get(PORT)).isEqualTo(8080);
    assertThat(settings.get(PASSWORD).reveal()).isEmpty();
    assertThat(settings.explain()).hasSize(7).allMatch(e -> e.source().equals("default"));
  }

  @Test
  void theCommandLineIsStrongerThanTheEnvironmentAndThatThanTheFile() throws Exception {
    Path file = file("http.port=1\nhttp.idle=1s\nopen=yes\n");
    Settings settings =
        Settings.of(ALL)
            .file(file)
            .environment(Map.of("VALISE_HTTP_PORT", "2", "VALISE_HTTP_IDLE", "2s", "PATH", "x"))
            .commandLine(Map.of("http.port", "3"))
            .read();

    assertThat(settings.get(PORT)).isEqualTo(3);
    assertThat(settings.get(IDLE)).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.get(OPEN)).isTrue();
    assertThat(settings.explain())
        .extracting(Settings.Explained::name, Settings.Explained::source)
        .contains(
            tuple("http.port", "command line --http.port"),
            tuple("http.idle", "environment VALISE_HTTP_IDLE"),
            tuple("open", file + ": open"));
  }

  @Test
  void anOldNameKeepsWorkingButNotBesideTheNewOne() {
    assertThat(environment("VALISE_WEB_PORT", "5").get(PORT)).isEqualTo(5);
    assertThatThrownBy(
            () -> Settings.of(ALL).commandLine(Map.of("port", "1", "http.port", "2")).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("same setting as http.port");
  }

  @Test
  void allMistakesAreToldTogetherAndTheNearestNameIsOffered() throws Exception {
    Path file = file("htp.port=1\nhttp.idle=5 weeks\ndata=here\n");

    assertThatThrownBy(() ->
            Settings.of(ALL)
                .file(file)
                .environment(Map.of("VALISE_SMTP_PASSWORT", "hunter2", "VALISE_OPEN", "maybe"))
                .commandLine(Map.of("http.port", "65536"))
                .read())
        .isInstanceOf(SettingsException.class)
        .message()
        .satisfies(text ->
            assertThat(text.lines())
                .containsExactlyInAnyOrder(
                    file
                        + ": data cannot be set in the file; use the command line or"
                        + " VALISE_DATA.",
                    file + ": htp.port: there is no such setting. Did you mean http.port?",
                    file + ": http.idle: \"5 weeks\" is not 100ms to 1d.",
                    "environment VALISE_SMTP_PASSWORT: there is no such setting. Did you mean"
                        + " VALISE_SMTP_PASSWORD?",
                    "environment VALISE_OPEN: \"maybe\" is not true or false.",
                    "command line --http.port: \"65536\" is not 0 to 65535."));
  }

  @Test
  void aSecretIsNeverShown() {
    Settings settings = environment("VALISE_SMTP_PASSWORD", "hunter2");

    assertThat(settings.get(PASSWORD).reveal()).isEqualTo("hunter2");
    assertThat(settings.explain().toString()).contains("[REDACTED]").doesNotContain("hunter2");
  }

  @Test
  void amountsHaveUnits() {
    Map<String, Duration> durations =
        Map.of(
            "250ms", Duration.ofMillis(250),
            "7s", Duration.ofSeconds(7),
            "5m", Duration.ofMinutes(5),
            "2h", Duration.ofHours(2),
            "1d", Duration.ofDays(1),
            " PT1M30S ", Duration.ofSeconds(90));
    durations.forEach((text, value) ->
        assertThat(environment("VALISE_HTTP_IDLE", text).get(IDLE)).isEqualTo(value));
    Map<String, Long> sizes =
        Map.of("77", 77L, "64KiB", 65_536L, "3 mib", 3L << 20, "2GiB", 2L << 30, "1TiB", 1L << 40);
    sizes.forEach((text, value) ->
        assertThat(environment("VALISE_UPLOAD_MAX_SIZE", text).get(MAX)).isEqualTo(value));
    for (String no : List.of("", "5MB", "-1", "0", "999999999999999TiB", "1.5GiB")) {
      assertThatThrownBy(() -> environment("VALISE_UPLOAD_MAX_SIZE", no))
          .as(no)
          .isInstanceOf(SettingsException.class);
    }
    assertThat(environment("VALISE_COLOUR", "Dark-Blue").get(COLOUR)).isEqualTo(Colour.DARK_BLUE);
  }

  @Test
  void theExampleFileSetsNothingAndWithItsCommentsOffSetsTheDefaults() throws Exception {
    String example = Settings.exampleFile(ALL);
    Properties none = new Properties();
    none.load(new StringReader(example));
    assertThat(none).isEmpty();
    assertThat(example).contains("Where it listens. (0 to 65535)").contains("VALISE_HTTP_PORT");

    Settings settings = Settings.of(ALL).file(file(example.replaceAll("(?m)^#(?! )", ""))).read();
    assertThat(settings.get(MAX)).isEqualTo(10L << 30);
    assertThat(settings.explain())
        .filteredOn(e -> !e.name().equals("data"))
        .allMatch(e -> e.value().equals(e.fallback()))
        .noneMatch(e -> e.source().equals("default"));
  }

  @Test
  void aNamedFileMustExistAndAForeignVariableMayBeNamed() {
    assertThatThrownBy(() -> Settings.of(ALL).file(folder.resolve("none")).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("There is no file");
    assertThat(
            Settings.of(ALL)
                .environment(Map.of("VALISE_JAVA", "x"))
                .notSettings("VALISE_JAVA")
                .read()
                .get(PORT))
        .isEqualTo(8080);
  }

  @Test
  void aSettingNobodyWasToldOfIsABug() {
    assertThatThrownBy(() -> Settings.of(List.of(PORT)).read().get(IDLE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Settings.of(List.of(PORT, PORT)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aListHasEachOfItsPartsChecked() {
    Setting<List<Integer>> ports =
        Setting.list("ports", "port numbers", Integer::valueOf, "Where it listens, too.");
    assertThat(Settings.of(List.of(ports)).read().get(ports)).isEmpty();
    assertThat(
            Settings.of(List.of(ports))
                .environment(Map.of("VALISE_PORTS", " 1, 2,,3 "))
                .read()
                .get(ports))
        .containsExactly(1, 2, 3);
    assertThatThrownBy(
            () -> Settings.of(List.of(ports)).environment(Map.of("VALISE_PORTS", "1, two")).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is not port numbers");
  }
}
