package valise.server.docs;

import org.junit.jupiter.api.Test;
import valise.server.settings.AllSettings;

final class ExampleFileTest {

  @Test
  void theExampleFileIsWhatTheSettingsSay() {
    Repository.holds("valise.properties.example", AllSettings.exampleFile());
  }
}
