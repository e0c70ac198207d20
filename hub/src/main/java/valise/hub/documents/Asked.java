package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import valise.hub.ceql.Literal;
import valise.hub.ceql.OrderBy;
import valise.hub.ceql.Where;
import valise.hub.mapping.Listings;
import valise.hub.mapping.PageToken;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;

/// What a request's query says. Empty parameters count as left out.
///
/// @param parameters by name, each with its values in their order
record Asked(Map<String, String[]> parameters) {

  Asked(HttpServletRequest request) {
    this(request.getParameterMap());
  }

  /// @param query as it stands behind the question mark, encoded or not
  static Asked query(String query) {
    Map<String, String[]> parameters = new LinkedHashMap<>();
    UriComponentsBuilder.newInstance()
        .query(query)
        .build()
        .getQueryParams()
        .forEach((name, values) ->
            parameters.put(
                UriUtils.decode(name, StandardCharsets.UTF_8),
                values.stream()
                    .map(value ->
                        value == null ? "" : UriUtils.decode(value, StandardCharsets.UTF_8))
                    .toArray(String[]::new)));
    return new Asked(parameters);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name))
        .filter(values -> values.length > 0)
        .map(values -> values[0])
        .filter(text -> !text.isBlank());
  }

  boolean flag(String name) {
    return flag(name, false);
  }

  boolean flag(String name, boolean otherwise) {
    return text(name)
        .map(text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw Refusal.malformed("BAD_PARAMETER", "'" + name + "' must be true or false.");
            })
        .orElse(otherwise);
  }

  /// A length in bytes.
  Optional<Long> size(String name) {
    return text(name)
        .map(text -> {
          if (!text.strip().matches("\\d{1,15}")) {
            throw Refusal.malformed("BAD_PARAMETER", "'" + name + "' must be a number of bytes.");
          }
          return Long.parseLong(text.strip());
        });
  }

  Optional<Instant> date(String name) {
    return text(name)
        .map(text ->
            new Literal(text.strip(), true)
                .instant()
                .orElseThrow(() ->
                    Refusal.malformed(
                        "BAD_PARAMETER",
                        "'" + name + "' must be a date such as 2024-01-31T10:00:00Z.")));
  }

  Target path() {
    return Target.path(text("path"));
  }

  CloudFile.View view() {
    return new CloudFile.View(
        flag("raw"),
        !flag("isoDates", true),
        text("fields")
            .map(names ->
                Arrays.stream(names.split(","))
                    .map(String::strip)
                    .collect(Collectors.toUnmodifiableSet()))
            .orElse(Set.of()));
  }

  Listings.Wish wish(PageRequest page) {
    return new Listings.Wish(
        page.size(),
        page.page(),
        page.nextPage().map(PageToken::parse),
        text("where").map(Where::parse),
        text("orderBy").map(OrderBy::parse));
  }

  /// The tags that are given, each as a parameter of its own.
  List<String> tags() {
    return Stream.of("tags[]", "tags")
        .flatMap(name -> Stream.ofNullable(parameters.get(name)))
        .flatMap(Arrays::stream)
        .filter(tag -> !tag.isBlank())
        .toList();
  }
}
