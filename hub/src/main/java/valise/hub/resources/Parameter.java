package valise.hub.resources;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.BadDefinitionException;

/// Where one value of a request to the provider comes from, and where it goes [docs].
///
/// @param name at the source; for [From#VALUE] the value itself, in which `${configuration.key}` is
///   filled in
/// @param vendorName at the destination
/// @param data as callers give it
/// @param vendorData as the provider takes it
/// @param response whether it is read out of the answer instead, from `vendorType` to `type`
record Parameter(
    String name,
    String vendorName,
    From from,
    To to,
    Data data,
    Data vendorData,
    boolean required,
    boolean response,
    Optional<Converter> converter) {

  /// Where a value comes from.
  enum From {
    CONFIGURATION,
    HEADER,
    PATH,
    QUERY,
    BODY,
    BODY_FIELD,
    FORM,
    MULTIPART,
    FILE,
    VALUE
  }

  /// Where it goes. [#NO_OP]: hooks look at it.
  enum To {
    CONFIGURATION,
    HEADER,
    PATH,
    QUERY,
    BODY,
    BODY_FIELD,
    FORM,
    MULTIPART,
    VALUE,
    BODY_TOKEN,
    NO_OP
  }

  /// What becomes of a `where` on its way [docs].
  enum Converter {
    /// Each `field = value` of it is a parameter.
    TO_QUERY_PARAMETERS,
    /// It is written in OData's language.
    TO_ODATA_FILTER
  }

  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

  /// Headers that say how a message is carried; nobody sets them but who carries it.
  private static final Set<String> CARRIAGE =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection");

  /// Whether a header may be set by a definition or a hook.
  static boolean settable(String header) {
    return HEADER_NAME.matcher(header).matches()
        && !CARRIAGE.contains(header.toLowerCase(Locale.ROOT));
  }

  /// @throws BadDefinitionException naming the field below `where`
  static Parameter read(JsonNode json, String where) {
    String name = json.path("name").asString("");
    if (name.isEmpty()) {
      throw new BadDefinitionException(where + ".name", "a text is needed");
    }
    From from = one(json, "type", where, From.class, From.QUERY);
    To usual = from == From.FILE ? To.MULTIPART : To.valueOf(from.name());
    To to = one(json, "vendorType", where, To.class, usual);
    String said = json.path("vendorName").asString("");
    String vendorName = said.isEmpty() || said.startsWith("converter:") ? name : said;
    if (to == To.HEADER && !settable(vendorName)) {
      throw new BadDefinitionException(
          where + ".vendorName", "'" + vendorName + "' is no header that can be set");
    }
    String source = json.path("source").asString("request").toLowerCase(Locale.ROOT);
    if (!source.equals("request") && !source.equals("response")) {
      throw new BadDefinitionException(
          where + ".source", "'" + source + "' is none of request, response");
    }
    boolean response = source.equals("response");
    if (response && from != From.CONFIGURATION) {
      throw new BadDefinitionException(
          where + ".type", "of an answer only the configuration takes values here");
    }
    return new Parameter(
        name,
        vendorName,
        from,
        to,
        data(json, "dataType", where, from != From.BODY),
        data(json, "vendorDataType", where, to != To.BODY),
        json.path("required").asBoolean(false),
        response,
        converter(json, said, where));
  }

  private static Optional<Converter> converter(JsonNode json, String vendorName, String where) {
    String text =
        vendorName.startsWith("converter:")
            ? vendorName.substring("converter:".length())
            : json.path("converter").asString("");
    if (text.isBlank()) {
      return Optional.empty();
    }
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "toqueryparameters" -> Optional.of(Converter.TO_QUERY_PARAMETERS);
      case "toodatafilter" -> Optional.of(Converter.TO_ODATA_FILTER);
      default ->
          throw new BadDefinitionException(
              where + ".converter", "'" + text + "' is none of toQueryParameters, toODataFilter");
    };
  }

  /// @param strict the type of a body is the name of its model, which may be any
  private static Data data(JsonNode json, String field, String where, boolean strict) {
    String text = json.path(field).asString("");
    if (text.isBlank()) {
      return Data.STRING;
    }
    Optional<Data> data = Data.of(text);
    if (strict && data.isEmpty()) {
      throw new BadDefinitionException(
          where + "." + field, "'" + text + "' is none of " + names(Data.class));
    }
    return data.orElse(Data.OBJECT);
  }

  private static <E extends Enum<E>> E one(
      JsonNode json, String field, String where, Class<E> type, E otherwise) {
    String text = json.path(field).asString("");
    if (text.isBlank()) {
      return otherwise;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(it -> plain(it.name()).equals(plain(text)))
        .findFirst()
        .orElseThrow(() ->
            new BadDefinitionException(
                where + "." + field, "'" + text + "' is none of " + names(type)));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  /// As definitions write them: `bodyField`, `no-op`.
  private static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(it -> it == (Object) To.NO_OP ? "no-op" : word(it.name()))
        .collect(Collectors.joining(", "));
  }

  private static String word(String name) {
    return Pattern.compile("_(.)")
        .matcher(name.toLowerCase(Locale.ROOT))
        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  /// How callers call it, for messages.
  String shown() {
    return name + " (" + word(from.name()) + ")";
  }
}
