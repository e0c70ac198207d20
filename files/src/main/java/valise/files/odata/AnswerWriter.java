package valise.files.odata;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/// Writes an [Answer] as the vendor's JSON, streaming: an answer of ten thousand children never
/// exists as text in memory.
@Component
final class AnswerWriter {

  private static final String JSON = "application/json; charset=utf-8";

  /// Nothing is closed on the way out of a failure: half a list must not look like a whole one. And
  /// nothing is sent before its time: a refusal that comes up while writing can still be told.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private final EntitySets sets;

  AnswerWriter(EntitySets sets) {
    this.sets = sets;
  }

  void write(Answer answer, Call call, HttpServletResponse response) throws IOException {
    switch (answer) {
      case Answer.Nothing nothing -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      case Answer.Redirect(java.net.URI target) -> {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", target.toString());
        response.setContentLength(0);
      }
      case Answer.Entity<?> entity -> entity(entity, call, response);
      case Answer.Feed<?> feed -> feed(feed, call, response);
      case Answer.Value<?> value -> value(value, call, response);
      case Answer.Values<?> values -> values(values, call, response);
    }
  }

  private <T> void entity(Answer.Entity<T> answer, Call call, HttpServletResponse response)
      throws IOException {
    Options.Level level = call.options().tree();
    Expander.Loaded loaded = expand(answer.set(), List.of(answer.value()), level, call);
    try (JsonGenerator json = open(response)) {
      new Page(json, call).entity(answer.set(), answer.value(), level, loaded);
    }
  }

  private <T> void feed(Answer.Feed<T> answer, Call call, HttpServletResponse response)
      throws IOException {
    Options options = call.options();
    List<T> values = answer.values();
    long total;
    if (answer.total().isPresent()) {
      total = answer.total().getAsLong();
    } else {
      values = sorted(answer, filtered(answer.set(), values, options, call), options, call);
      total = values.size();
      values = cut(values, options);
    }
    Expander.Loaded loaded = expand(answer.set(), values, options.tree(), call);
    try (JsonGenerator json = open(response)) {
      json.writeStartObject();
      json.writeStringProperty("odata.metadata", call.base() + "/$metadata#" + answer.set().name());
      json.writeNumberProperty("odata.count", total);
      nextLink(options, total, values.size(), call)
          .ifPresent(link -> json.writeStringProperty("odata.nextLink", link));
      json.writeArrayPropertyStart("value");
      Page page = new Page(json, call);
      for (T value : values) {
        page.entity(answer.set(), value, options.tree(), loaded);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private <T> void value(Answer.Value<T> answer, Call call, HttpServletResponse response)
      throws IOException {
    try (JsonGenerator json = open(response)) {
      new Page(json, call).object(answer.shape(), answer.value(), call.options().tree());
    }
  }

  private <T> void values(Answer.Values<T> answer, Call call, HttpServletResponse response)
      throws IOException {
    try (JsonGenerator json = open(response)) {
      Page page = new Page(json, call);
      String name = answer.shape().metadata();
      int slash = name.indexOf('/');
      json.writeStartObject();
      json.writeStringProperty(
          "odata.metadata",
          call.base() + "/$metadata#" + (slash < 0 ? name : name.substring(0, slash)));
      json.writeNumberProperty("odata.count", answer.values().size());
      json.writeArrayPropertyStart("value");
      for (T value : answer.values()) {
        page.object(answer.shape(), value, call.options().tree());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static JsonGenerator open(HttpServletResponse response) throws IOException {
    response.setContentType(JSON);
    response.setHeader("Cache-Control", "no-store");
    return FACTORY.createGenerator(
        tools.jackson.core.ObjectWriteContext.empty(), response.getOutputStream());
  }

  private <T> Expander.Loaded expand(
      EntitySet<T> set, Collection<T> owners, Options.Level level, Call call) {
    return level.expanded().isEmpty() || call.caller().isEmpty()
        ? Expander.Loaded.NOTHING
        : new Expander(sets, call.principal()).load(set, owners, level);
  }

  private <T> List<T> filtered(EntitySet<T> set, List<T> values, Options options, Call call) {
    if (options.filter().isEmpty()) {
      return values;
    }
    Filter filter = options.filter().get();
    Filter.check(filter.members(), sets.shapes(set));
    return values.stream()
        .filter(value ->
            filter.accepts(set.shapeOf(value).type(), name -> member(set, value, name, call)))
        .toList();
  }

  private <T> List<T> sorted(Answer.Feed<T> answer, List<T> values, Options options, Call call) {
    EntitySet<T> set = answer.set();
    if (options.orderBy().isEmpty()) {
      return values;
    }
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    options.orderBy().forEach(key -> names.add(key.property()));
    Filter.check(names, sets.shapes(set));
    Comparator<T> order = answer.groups().orElse((_, _) -> 0);
    for (Options.OrderBy key : options.orderBy()) {
      Comparator<T> next =
          Comparator.comparing(
              (Function<T, @Nullable Object>) value -> member(set, value, key.property(), call),
              Comparator.nullsFirst(Filter::order));
      Comparator<T> directed = key.ascending() ? next : next.reversed();
      order = order.thenComparing(directed);
    }
    List<T> sorted = new ArrayList<>(values);
    sorted.sort(order);
    return sorted;
  }

  private static <T> List<T> cut(List<T> values, Options options) {
    int from = (int) Math.min(options.skip(), values.size());
    long length = options.top().orElse(Long.MAX_VALUE);
    int to = (int) Math.min(values.size(), from + Math.min(length, Integer.MAX_VALUE));
    return values.subList(from, to);
  }

  private <T> @Nullable Object member(EntitySet<T> set, T value, String name, Call call) {
    if (name.equalsIgnoreCase("Id")) {
      return set.idOf(value);
    }
    return sets.complete(set.shapeOf(value))
        .property(name)
        .map(property ->
            property instanceof Shape.Property.Simple<T>(String n, boolean d, var read)
                ? read.apply(value, call)
                : null)
        .orElse(null);
  }

  private static java.util.Optional<String> nextLink(
      Options options, long total, int written, Call call) {
    long next = options.skip() + written;
    if (options.top().isEmpty() || next >= total || written == 0) {
      return java.util.Optional.empty();
    }
    return java.util.Optional.of(call.urlWith("$skip", Long.toString(next)));
  }

  /// What an answer says of each object of one shape at one level.
  ///
  /// @param metadata the value of `odata.metadata`
  private record Plan<T>(Shape<T> shape, String metadata, List<Line<T>> lines) {}

  /// One member that is written.
  ///
  /// @param selected whether it was asked for by itself, or is written when nothing is
  /// @param below what is asked of the objects in it, when it was to be expanded
  private record Line<T>(
      Shape.Property<T> property,
      SerializedString name,
      boolean selected,
      Options.@Nullable Level below) {}

  /// Writes objects of one answer. What is the same for all objects of a shape is found out once.
  private final class Page {

    private final JsonGenerator json;
    private final Call call;
    private final ZoneId zone;
    private final Map<Options.Level, Map<Shape<?>, Plan<?>>> plans = new IdentityHashMap<>();

    Page(JsonGenerator json, Call call) {
      this.json = json;
      this.call = call;
      this.zone = call.zone();
    }

    <T> void entity(EntitySet<T> set, T value, Options.Level level, Expander.Loaded loaded) {
      Plan<T> plan = plan(set.shapeOf(value), level);
      String id = set.idOf(value);
      json.writeStartObject();
      members(plan, value, loaded);
      json.writeStringProperty("odata.metadata", plan.metadata());
      json.writeStringProperty("odata.type", plan.shape().type());
      json.writeStringProperty("Id", id);
      json.writeStringProperty("url", url(set.setOf(value), id));
      json.writeEndObject();
    }

    <T> void object(Shape<T> shape, T value, Options.Level level) {
      Plan<T> plan = plan(shape, level);
      json.writeStartObject();
      members(plan, value, Expander.Loaded.NOTHING);
      json.writeStringProperty("odata.metadata", plan.metadata());
      json.writeStringProperty("odata.type", plan.shape().type());
      json.writeEndObject();
    }

    @SuppressWarnings("unchecked") // A plan is found by the shape that it was made of.
    private <T> Plan<T> plan(Shape<T> shape, Options.Level level) {
      return (Plan<T>)
          plans
              .computeIfAbsent(level, l -> new IdentityHashMap<>())
              .computeIfAbsent(shape, s -> planned(sets.complete(shape), level));
    }

    private <T> Plan<T> planned(Shape<T> shape, Options.Level level) {
      List<Line<T>> lines = new ArrayList<>();
      for (Shape.Property<T> property : shape.properties()) {
        Options.Level below = level.expands(property.name()).orElse(null);
        boolean selected = level.selects(property.name(), property.byDefault());
        if (selected || below != null) {
          lines.add(new Line<>(property, new SerializedString(property.name()), selected, below));
        }
      }
      return new Plan<>(shape, call.base() + "/$metadata#" + shape.metadata(), lines);
    }

    private <T> void members(Plan<T> plan, T value, Expander.Loaded loaded) {
      for (Line<T> line : plan.lines()) {
        switch (line.property()) {
          case Shape.Property.Simple<T> simple -> {
            json.writeName(line.name());
            any(simple.value().apply(value, call), line.below());
          }
          case Shape.Property.ToOne<T> reference -> toOne(line, reference, value, loaded);
          case Shape.Property.ToMany<T> many -> {
            Expander.Branch branch = loaded.branches().get(many.name());
            if (branch != null) {
              json.writeName(line.name());
              json.writeStartArray();
              for (Object target : branch.many().getOrDefault(value, List.of())) {
                entity(branch.set(), target, branch.level(), branch.below());
              }
              json.writeEndArray();
            }
          }
        }
      }
    }

    private <T> void toOne(
        Line<T> line, Shape.Property.ToOne<T> property, T value, Expander.Loaded loaded) {
      Expander.Branch branch = loaded.branches().get(property.name());
      if (branch != null) {
        Object target = branch.one().get(value);
        json.writeName(line.name());
        if (target == null) {
          json.writeNull();
        } else {
          entity(branch.set(), target, branch.level(), branch.below());
        }
      } else if (property.certain() && line.selected()) {
        property.id().apply(value).ifPresent(id -> reference(property.name(), property.set(), id));
      }
    }

    /// Java needs a type on each nested object to choose its class [java-sdk].
    private void reference(String name, String setName, String id) {
      json.writeObjectPropertyStart(name);
      sets.named(setName)
          .ifPresent(set -> {
            Shape<Object> shape = set.shapes().getFirst();
            json.writeStringProperty(
                "odata.metadata", call.base() + "/$metadata#" + shape.metadata());
            json.writeStringProperty("odata.type", shape.type());
          });
      json.writeStringProperty("Id", id);
      json.writeStringProperty("url", url(setName, id));
      json.writeEndObject();
    }

    private String url(String set, String id) {
      return call.base() + "/" + set + "(" + id + ")";
    }

    private void any(@Nullable Object value, Options.@Nullable Level level) {
      switch (value) {
        case null -> json.writeNull();
        case String text -> json.writeString(text);
        case Boolean flag -> json.writeBoolean(flag);
        case Integer number -> json.writeNumber(number);
        case Long number -> json.writeNumber(number);
        case Double number -> json.writeNumber(number);
        case Instant instant -> json.writeString(Dates.print(instant, zone));
        case Shape.Nested<?> nested -> nested(nested, level);
        case Collection<?> values -> {
          json.writeStartArray();
          values.forEach(each -> any(each, level));
          json.writeEndArray();
        }
        case Map<?, ?> values -> {
          json.writeStartObject();
          values.forEach((key, each) -> {
            json.writeName(key.toString());
            any(each, null);
          });
          json.writeEndObject();
        }
        case Enum<?> constant -> json.writeString(constant.name());
        default -> json.writeString(value.toString());
      }
    }

    private <V> void nested(Shape.Nested<V> nested, Options.@Nullable Level level) {
      object(nested.shape(), nested.value(), level == null ? Options.Level.empty() : level);
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
