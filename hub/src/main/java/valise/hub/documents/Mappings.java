package valise.hub.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import valise.hub.elements.Element;
import valise.hub.instances.InstanceObjects;
import valise.hub.mapping.Section;
import valise.platform.Refusal;

/// What each element says of its provider's files, read once at the start: a file that cannot be
/// used stops the server, with its name and the field.
///
/// An element that somebody made is served by the file of the one that it says it is like (`"like":
/// "sharefile"` in its definition), as a clone does.
@Component
final class Mappings implements InstanceObjects {

  private static final String FOLDER = "valise/hub/elements/";
  private static final String FILE = "documents.yaml";

  private final Map<String, DocumentMapping> byKey = new HashMap<>();

  Mappings() {
    try {
      for (Resource file :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:" + FOLDER + "*/" + FILE)) {
        String path = file.getURL().getPath();
        String folder = path.substring(0, path.length() - FILE.length() - 1);
        String key = folder.substring(folder.lastIndexOf('/') + 1);
        byKey.put(key, DocumentMapping.read(Section.read(key + "/" + FILE, file.getInputStream())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what elements say of files", e);
    }
  }

  /// @throws Refusal when the element has nothing to do with files
  DocumentMapping require(Element element) {
    return find(element)
        .orElseThrow(() ->
            Refusal.of(
                Refusal.Kind.NO_SUCH_THING,
                "NOT_AT_THIS_PROVIDER",
                "The element '" + element.key() + "' has no files and folders."));
  }

  Optional<DocumentMapping> find(Element element) {
    return Optional.ofNullable(byKey.get(element.key()))
        .or(() -> Optional.ofNullable(byKey.get(element.part("like").asString(""))));
  }

  @Override
  public List<String> of(Element element) {
    return find(element)
        .map(mapping -> List.copyOf(mapping.objects().keySet()))
        .orElseGet(List::of);
  }
}
