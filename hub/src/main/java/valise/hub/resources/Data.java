package valise.hub.resources;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valise.platform.Refusal;

/// The type of a parameter's value [docs].
enum Data {
  STRING,
  INTEGER,
  LONG,
  NUMBER,
  FLOAT,
  DOUBLE,
  BOOLEAN,
  DATE,
  DATETIME,
  BYTE,
  BINARY,
  PASSWORD,
  FILE,
  ARRAY,
  OBJECT;

  static Optional<Data> of(String text) {
    return Arrays.stream(values())
        .filter(data -> data.name().equals(text.strip().toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /// A value as this type has it; numbers and truths may come as text.
  ///
  /// @param name of the parameter, for the message
  /// @throws Refusal when it is none of this type
  Object read(String name, Object value) {
    Object read =
        switch (this) {
          case INTEGER, LONG -> whole(value.toString().strip());
          case NUMBER, FLOAT, DOUBLE -> number(value.toString().strip());
          case BOOLEAN -> truth(value.toString().strip().toLowerCase(Locale.ROOT));
          case DATE -> date(value.toString().strip());
          case DATETIME -> moment(value.toString().strip());
          case STRING, BYTE, BINARY, PASSWORD, FILE, ARRAY, OBJECT -> value;
        };
    if (read == null) {
      throw Refusal.malformed(
          "BAD_PARAMETER",
          "'%s' must be of the type %s.".formatted(name, name().toLowerCase(Locale.ROOT)));
    }
    return read;
  }

  private static @Nullable Object whole(String text) {
    return text.matches("-?\\d{1,18}") ? (Object) Long.parseLong(text) : null;
  }

  private static @Nullable Object number(String text) {
    return text.length() <= 100 && text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?")
        ? new BigDecimal(text)
        : null;
  }

  private static @Nullable Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  private static @Nullable Object date(String text) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Object moment(String text) {
    try {
      OffsetDateTime.parse(text);
      return text;
    } catch (DateTimeException e) {
      return date(text);
    }
  }
}
