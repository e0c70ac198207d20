package valise.hub.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.hub.elements.Element;
import valise.hub.elements.Elements;
import valise.hub.ids.Visitor;
import valise.hub.testing.HubServer;

/// What a configuration learns from the provider.
final class DraftTest {

  private static final HubServer SERVER = HubServer.start();
  private static final String USUAL = "https://{sharefile.subdomain}.sf-api.com/sf/v3";

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static Draft draft(String baseUrl) {
    Element element = SERVER.bean(Elements.class).find(new Visitor(Optional.empty()), "sharefile");
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    values.put("sharefile.subdomain", Optional.of("acme"));
    values.put("base.url", Optional.of(baseUrl));
    return new Draft(element, values);
  }

  @Test
  void anAccountOnAnotherPlaneIsCalledThere() {
    Draft draft = draft(USUAL);
    draft.learn(Map.of("subdomain", "acme", "apicp", "sf-api.eu"));

    assertThat(draft.value("base.url")).contains("https://acme.sf-api.eu/sf/v3");
  }

  @Test
  void theUsualPlaneLeavesTheConfigurationAsItIsPrinted() {
    Draft draft = draft(USUAL);
    draft.learn(Map.of("subdomain", "acme", "apicp", "sf-api.com"));

    assertThat(draft.value("base.url")).contains(USUAL);
  }

  @Test
  void whatTheCallerSetStaysAndHalfAnAnswerTeachesNothing() {
    Draft own = draft("https://files.example/sf/v3");
    own.learn(Map.of("subdomain", "acme", "apicp", "sf-api.eu"));
    assertThat(own.value("base.url")).contains("https://files.example/sf/v3");

    Draft half = draft(USUAL);
    half.learn(Map.of("apicp", "sf-api.eu"));
    assertThat(half.value("base.url")).contains(USUAL);
  }
}
