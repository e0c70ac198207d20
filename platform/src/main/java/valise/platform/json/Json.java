package valise.platform.json;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Mappers for what strangers send: names without regard to case, unknown members ignored, a member
/// given twice refused, nesting and sizes bounded.
public final class Json {

  private Json() {}

  /// A mapper that reads instants with `instants`, which throws [IllegalArgumentException] for text
  /// it does not know.
  public static JsonMapper lenient(Function<String, Instant> instants) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1_000_000)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    SimpleModule ours = new SimpleModule("valise");
    ours.addDeserializer(Field.class, fieldDeserializer());
    ours.addDeserializer(
        Instant.class,
        new ValueDeserializer<Instant>() {
          @Override
          public Instant deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getString();
            try {
              return instants.apply(text);
            } catch (IllegalArgumentException e) {
              return (Instant)
                  context.handleWeirdStringValue(Instant.class, text, "%s", e.getMessage());
            }
          }
        });
    return JsonMapper.builder(factory)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .addModule(ours)
        .build();
  }

  /// Refuses a body in which an object has the same member twice, however its letters are written:
  /// what compares without case would silently take the last.
  ///
  /// @throws tools.jackson.core.JacksonException also when the body is no JSON
  public static void requireDistinctNames(JsonMapper mapper, byte[] body) {
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser parser = mapper.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> open.push(new HashSet<>());
          case END_OBJECT -> open.pop();
          case PROPERTY_NAME -> {
            String name = parser.currentName();
            if (!open.getFirst().add(name.toLowerCase(Locale.ROOT))) {
              throw new StreamReadException(parser, "Member '" + name + "' is given twice");
            }
          }
          default -> {}
        }
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ValueDeserializer<Field> fieldDeserializer() {
    return (ValueDeserializer) new FieldDeserializer();
  }
}
