package valise.platform.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;

/// Reads a [Field] of whatever type the record declares.
final class FieldDeserializer extends ValueDeserializer<Field<?>> {

  private final @Nullable JavaType content;

  FieldDeserializer() {
    this(null);
  }

  private FieldDeserializer(@Nullable JavaType content) {
    this.content = content;
  }

  @Override
  public ValueDeserializer<?> createContextual(
      DeserializationContext context, BeanProperty property) {
    JavaType type = property == null ? context.getContextualType() : property.getType();
    return new FieldDeserializer(type.containedTypeOrUnknown(0));
  }

  @Override
  public Field<?> deserialize(JsonParser parser, DeserializationContext context) {
    JavaType type = content == null ? context.constructType(Object.class) : content;
    return new Field.Given<>(context.readValue(parser, type));
  }

  @Override
  public Field<?> getNullValue(DeserializationContext context) {
    return new Field.Null<>();
  }

  @Override
  public Field<?> getAbsentValue(DeserializationContext context) {
    return new Field.Absent<>();
  }
}
