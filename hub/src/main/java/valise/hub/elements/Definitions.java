package valise.hub.elements;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.ElementId;
import valise.hub.wire.WireJson;

/// The elements of ours, from the class path.
final class Definitions {

  private static final String FOLDER = "valise/hub/elements/";

  private Definitions() {}

  /// What every element can be configured with, whoever made it.
  static List<ConfigurationItem> shared() {
    String where = FOLDER + "every.json";
    JsonNode items =
        parse(new PathMatchingResourcePatternResolver().getResource("classpath:" + where), where);
    List<ConfigurationItem> shared = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      shared.add(ConfigurationItem.read(items.get(i), where + "[" + i + "]"));
    }
    return List.copyOf(shared);
  }

  /// @throws BadDefinitionException naming the file and the place in it
  static List<Element> ours(List<ConfigurationItem> shared) {
    try {
      return Arrays.stream(
              new PathMatchingResourcePatternResolver()
                  .getResources("classpath*:" + FOLDER + "*/element.json"))
          .map(file -> element(file, shared))
          .sorted(Comparator.comparing(Element::key))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the elements", e);
    }
  }

  /// One file's.
  static Element element(Resource file, List<ConfigurationItem> shared) {
    String path = file.toString().replaceFirst("^.*" + FOLDER, FOLDER).replaceFirst("]$", "");
    if (!(parse(file, path) instanceof ObjectNode definition)) {
      throw new BadDefinitionException(path, "it is no JSON object");
    }
    if (!definition.path("id").canConvertToLong()) {
      throw new BadDefinitionException(path + ": id", "a number is needed");
    }
    try {
      return Element.read(
          definition, new ElementId(definition.path("id").asLong()), Optional.empty(), shared);
    } catch (BadDefinitionException e) {
      throw e.in(path);
    }
  }

  private static JsonNode parse(Resource file, String path) {
    try (InputStream in = file.getInputStream()) {
      return WireJson.MAPPER.readTree(in);
    } catch (JacksonException e) {
      throw new BadDefinitionException(path, "it cannot be read: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }
}
