package valise.hub.polling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.elements.Change;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.ChangePage;
import valise.hub.elements.HubLists;
import valise.hub.elements.KnownObjects;
import valise.hub.elements.Provider;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.ProviderText;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// What changed by its date: a list of the hub that is asked for what is younger than the last
/// poll, as a poller configuration says [docs].
///
/// Each poll asks for a little more than since the last, because providers show things late; what
/// was told already the ledger knows. Such a list tells of no deletions, unless its records say so
/// themselves.
final class DateFeed implements ChangeFeed {

  private static final Duration OVERLAP = Duration.ofMinutes(5);

  /// What is said of a page that there is not. Of who asks, and how often, other numbers speak.
  private static final Set<Integer> TURNED_DOWN = Set.of(400, 404, 409, 410, 422);

  /// Members in which providers keep the version of an object, where no date was named.
  private static final List<String> VERSIONS =
      List.of("etag", "rev", "version", "hash", "modifiedDate", "updatedDate", "lastModified");

  private final String element;
  private final PolledResource resource;
  private final HubLists lists;
  private final InstanceId instance;
  private final InstantSource clock;

  DateFeed(
      String element,
      PolledResource resource,
      HubLists lists,
      InstanceId instance,
      InstantSource clock) {
    this.element = element;
    this.resource = resource;
    this.lists = lists;
    this.instance = instance;
    this.clock = clock;
  }

  @Override
  public String element() {
    return element;
  }

  @Override
  public String resource() {
    return resource.name();
  }

  @Override
  public boolean complete() {
    return false;
  }

  @Override
  public Duration tolerance() {
    return resource.tolerance();
  }

  /// @param since the moment of the last poll
  /// @param began the poll that goes on; empty between two
  /// @param page of it
  private record Place(Instant since, Optional<Instant> began, Optional<String> page) {

    static Optional<Place> parse(String text) {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      JsonNode json = WireJson.MAPPER.readTree(text);
      return Optional.of(
          new Place(
              Instant.ofEpochMilli(json.path("since").asLong()),
              json.has("began")
                  ? Optional.of(Instant.ofEpochMilli(json.path("began").asLong()))
                  : Optional.empty(),
              json.has("page") ? Optional.of(json.path("page").asString()) : Optional.empty()));
    }

    String text() {
      ObjectNode json = WireJson.MAPPER.createObjectNode();
      json.put("since", since.toEpochMilli());
      began.ifPresent(moment -> json.put("began", moment.toEpochMilli()));
      page.ifPresent(token -> json.put("page", token));
      return json.toString();
    }
  }

  @Override
  public ChangePage next(Provider provider, KnownObjects known, String cursor) {
    Instant now = clock.instant();
    Place place =
        Place.parse(cursor).orElseGet(() -> new Place(now, Optional.empty(), Optional.empty()));
    Instant began = place.began().orElse(now);
    Instant from = place.since().minus(OVERLAP).minus(resource.delay());
    HubLists.Page page = read(place, from);
    if (page.next().isPresent() && page.next().equals(place.page())) {
      throw ProviderFailure.of(502, "PROVIDER_LOOP", "The list leads back to where it began.");
    }
    List<Change> changes = new ArrayList<>();
    for (JsonNode record : records(page.answer())) {
      seen(record, from, began).ifPresent(changes::add);
    }
    boolean more = page.next().isPresent();
    Place next =
        more
            ? new Place(place.since(), Optional.of(began), page.next())
            : new Place(began, Optional.empty(), Optional.empty());
    return new ChangePage(changes, next.text(), more);
  }

  /// A page is asked for by a token that the provider may have forgotten, or one that a new version
  /// of its own does not take: then the list is read from its beginning.
  private HubLists.Page read(Place place, Instant from) {
    String address = resource.template().at(from);
    try {
      return lists.read(instance, address, resource.pageSize(), place.page());
    } catch (ProviderFailure e) {
      if (place.page().isPresent() && TURNED_DOWN.contains(e.status())) {
        throw lostPage(place);
      }
      throw e;
    } catch (Refusal e) {
      if (place.page().isPresent() && e.kind() == Refusal.Kind.MALFORMED) {
        throw lostPage(place);
      }
      throw e;
    }
  }

  private static LostCursorException lostPage(Place place) {
    return new LostCursorException(
        "The provider does not know the next page any more.",
        new Place(place.since(), Optional.empty(), Optional.empty()).text());
  }

  private List<JsonNode> records(JsonNode answer) {
    JsonNode list =
        resource.list().isEmpty()
            ? answer
            : Optional.ofNullable(Members.at(answer, resource.list())).orElse(answer);
    if (!list.isArray()) {
      throw ProviderFailure.of(
          502,
          "PROVIDER_FAILED",
          "What is polled for '" + resource.name() + "' answered with something else than a list.");
    }
    return list.valueStream().filter(JsonNode::isObject).map(ProviderText::sound).toList();
  }

  private Optional<Change> seen(JsonNode record, Instant from, Instant began) {
    String id = Members.text(record, resource.idField());
    Optional<Instant> updated = resource.updated().of(record);
    boolean old = resource.onlyUpdated() && updated.filter(date -> !date.isAfter(from)).isPresent();
    boolean early = resource.untilNow() && updated.filter(date -> date.isAfter(began)).isPresent();
    if (id.isEmpty() || old || early) {
      return Optional.empty();
    }
    String said = Members.text(record, "eventType");
    String place = Members.text(record, "parentFolderId");
    String name = Members.text(record, "name");
    return Optional.of(
        new Change.Seen(
            id,
            id,
            Optional.empty(),
            place,
            name,
            Members.text(record, "path"),
            Members.text(record, "directory").equals("true"),
            version(record),
            OptionalLong.empty(),
            resource.created().of(record),
            updated,
            said.isEmpty() ? Optional.empty() : Optional.of(said),
            record.toString()));
  }

  private String version(JsonNode record) {
    if (resource.updated().given()) {
      String date = Members.text(record, resource.updated().path());
      if (!date.isEmpty()) {
        return date + " " + Members.text(record, "size");
      }
    }
    return VERSIONS.stream()
        .map(name -> Members.text(record, name))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElseGet(record::toString);
  }

  /// There is nothing to compare all with: a list by date is never whole.
  @Override
  public String everything() {
    return START;
  }

  @Override
  public boolean atRest(String cursor) {
    return false;
  }

  @Override
  public boolean sweeping(String cursor) {
    return false;
  }

  @Override
  public boolean gone(Provider provider, String key) {
    return false;
  }
}
