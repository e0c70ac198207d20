package valise.hub.documents;

import java.util.List;
import org.springframework.stereotype.Component;
import valise.hub.instances.ConfigurationRule;
import valise.hub.instances.Draft;
import valise.platform.Refusal;

/// Has no instance made whose root folder is no path: it would fail at each of its calls, and at
/// some providers `..` leads out of it.
@Component
final class RootFolderRule implements ConfigurationRule {

  private final Mappings mappings;

  RootFolderRule(Mappings mappings) {
    this.mappings = mappings;
  }

  @Override
  public void check(Draft draft) {
    List<String> names =
        mappings.find(draft.element()).map(DocumentMapping::rootNames).orElseGet(List::of);
    try {
      RootFolder.of(draft.value(RootFolder.KEY), names);
    } catch (Refusal refusal) {
      throw Refusal.malformed(
          "BAD_CONFIGURATION",
          "The configuration '%s' is no folder. %s".formatted(RootFolder.KEY, refusal.text()));
    }
  }
}
