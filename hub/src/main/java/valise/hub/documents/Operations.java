package valise.hub.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import valise.hub.mapping.Engine;
import valise.hub.mapping.Operation;
import valise.hub.mapping.Provider;
import valise.platform.Refusal;

/// What can be asked of one instance's provider, by the names that [DocumentMapping] has for it.
///
/// @param config what is in force for the instance, without secrets
record Operations(
    DocumentMapping mapping, Map<String, String> config, Engine engine, Provider provider) {

  Operations {
    config = Map.copyOf(config);
  }

  boolean has(String name) {
    return mapping.operations().containsKey(name);
  }

  /// Does an operation of the element.
  ///
  /// @throws Refusal when the element has none of the name
  Engine.Outcome run(String name, Map<String, Object> arguments) {
    return run(name, arguments, Optional.empty());
  }

  /// The same, sending a file.
  Engine.Outcome run(String name, Map<String, Object> arguments, Engine.Content content) {
    return run(name, arguments, Optional.of(content));
  }

  private Engine.Outcome run(
      String name, Map<String, Object> arguments, Optional<Engine.Content> content) {
    Operation operation = mapping.operations().get(name);
    if (operation == null) {
      throw Refusal.of(
          Refusal.Kind.NO_SUCH_THING,
          "NOT_AT_THIS_PROVIDER",
          "This element has no such resource or operation.");
    }
    Map<String, Object> all = new LinkedHashMap<>(arguments);
    all.put("config", config);
    return engine.run(operation, mapping.errors(), all, content, provider);
  }
}
