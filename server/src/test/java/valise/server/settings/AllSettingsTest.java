package valise.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valise.files.accounts.Tenancy;
import valise.files.downloads.DownloadSettings;
import valise.files.oauth.OAuthSettings;
import valise.files.uploads.UploadSettings;
import valise.platform.config.SettingsException;
import valise.platform.db.DatabaseSettings;
import valise.platform.render.RenderLimits;

final class AllSettingsTest {

  @TempDir private Path folder;

  @Test
  void withoutAnySettingEachFeatureHasItsOwnDefaults() {
    AllSettings settings = AllSettings.read(Map.of("data", folder.toString()), Map.of());

    assertThat(settings.files().tenancy()).isEqualTo(Tenancy.DEFAULT);
    assertThat(settings.files().oauth()).isEqualTo(OAuthSettings.DEFAULT);
    assertThat(settings.files().uploads()).isEqualTo(UploadSettings.DEFAULT);
    assertThat(settings.files().downloads()).isEqualTo(DownloadSettings.DEFAULT);
    assertThat(settings.files().thumbnails()).isEqualTo(RenderLimits.defaults());
    assertThat(settings.files().smtp()).isEmpty();
    assertThat(settings.storage().database())
        .isInstanceOfSatisfying(
            DatabaseSettings.Sqlite.class,
            sqlite -> assertThat(sqlite.file()).isEqualTo(folder.resolve("files.db")));
    assertThat(settings.storage().blobs()).isEqualTo(folder.resolve("blobs"));
    assertThat(settings.server().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("my.properties"),
            "port=1001\nhttp.idle=11s\nuploads.lifetime=2h\ndatabase.url=jdbc:postgresql://db/x\n");

    AllSettings settings =
        AllSettings.read(
            Map.of("port", "1003", "config", file.toString()),
            Map.of("VALISE_PORT", "1002", "VALISE_HTTP_IDLE", "12s", "VALISE_JAVA_HOME", "/x"));

    assertThat(settings.server().port()).isEqualTo(1003);
    assertThat(settings.server().idle()).isEqualTo(Duration.ofSeconds(12));
    assertThat(settings.files().uploads().lifetime()).isEqualTo(Duration.ofHours(2));
    assertThat(settings.storage().database()).isInstanceOf(DatabaseSettings.Postgres.class);
  }

  @Test
  void aFileThatWasNamedMustBeThere() {
    assertThatThrownBy(() ->
            AllSettings.read(
                Map.of("config", folder.resolve("none.properties").toString()), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("none.properties");
  }

  @Test
  void everyMistakeIsToldAtOnceAndNoSecretIs() {
    assertThatThrownBy(() ->
            AllSettings.read(
                Map.of("port", "seventy"), Map.of("VALISE_PROT", "1", "VALISE_HTTP_IDLE", "0s")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("seventy")
        .hasMessageContaining("VALISE_PROT")
        .hasMessageContaining("VALISE_HTTP_IDLE");
  }
}
