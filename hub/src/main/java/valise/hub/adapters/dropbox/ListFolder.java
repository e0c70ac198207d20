package valise.hub.adapters.dropbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.elements.Change;
import valise.hub.elements.ChangeFeed;
import valise.hub.elements.ChangePage;
import valise.hub.elements.KnownObjects;
import valise.hub.elements.Provider;
import valise.hub.wire.ProviderFailure;
import valise.hub.wire.ProviderText;

/// What changed at Dropbox, by the cursor of `list_folder`: first all there is, then what is
/// otherwise [docs]. A Dropbox in which nothing happened costs one request.
///
/// An object keeps its `id` when it is moved; the hub calls it by its path, as the vendor's did
/// [captured]. What is deleted is named by its path alone, and a deleted folder stands for all that
/// was in it.
@Component
final class ListFolder implements ChangeFeed {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LIMIT = 2_000;

  @Override
  public String element() {
    return "dropbox";
  }

  @Override
  public String resource() {
    return "documents";
  }

  @Override
  public String everything() {
    return new Place(true, "").text();
  }

  @Override
  public boolean sweeping(String cursor) {
    return Place.parse(cursor).all();
  }

  /// @param all whether the listing that goes on is a sweep
  /// @param cursor the provider's; empty before there is one
  private record Place(boolean all, String cursor) {

    static Place parse(String text) {
      if (text.isEmpty()) {
        return new Place(false, "");
      }
      JsonNode json = JSON.readTree(text);
      return new Place(json.path("all").asBoolean(false), json.path("cursor").asString(""));
    }

    String text() {
      return JSON.createObjectNode().put("all", all).put("cursor", cursor).toString();
    }
  }

  @Override
  public ChangePage next(Provider provider, KnownObjects known, String cursor) {
    Place place = Place.parse(cursor);
    ObjectNode question = JSON.createObjectNode();
    JsonNode answer;
    if (place.cursor().isEmpty()) {
      question.put("path", root(provider)).put("recursive", true).put("limit", LIMIT);
      answer = ask(provider, "/files/list_folder", question);
    } else {
      question.put("cursor", place.cursor());
      answer = ask(provider, "/files/list_folder/continue", question);
    }
    String next = answer.path("cursor").asString("");
    boolean more = answer.path("has_more").asBoolean(false);
    if (next.isEmpty() || !answer.path("entries").isArray()) {
      throw notUnderstood();
    }
    if (more && next.equals(place.cursor())) {
      throw ProviderFailure.of(
          502, "PROVIDER_LOOP", "The provider's list of changes leads back to where it began.");
    }
    List<Change> changes = new ArrayList<>();
    answer.path("entries").forEach(entry -> change(entry).ifPresent(changes::add));
    return new ChangePage(changes, new Place(more && place.all(), next).text(), more);
  }

  /// The provider wants nothing for its root.
  private static String root(Provider provider) {
    String name = provider.configuration("document.root.folder.name").strip();
    return name.isEmpty() || name.equals("/") || name.equals("/top") ? "" : name;
  }

  private static Optional<Change> change(JsonNode entry) {
    String path = entry.path("path_lower").asString("");
    String tag = entry.path(".tag").asString("");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (tag.equals("deleted")) {
      return Optional.of(new Change.GoneFrom(path, entry.toString()));
    }
    boolean folder = tag.equals("folder");
    String key = entry.path("id").asString(path);
    return Optional.of(
        new Change.Seen(
            key,
            encodedTwice(path),
            Optional.empty(),
            path,
            entry.path("name").asString(""),
            entry.path("path_display").asString(path),
            folder,
            folder ? "" : entry.path("rev").asString(entry.path("content_hash").asString("")),
            OptionalLong.empty(),
            // When it was first put there is not told; the client's time may be anything.
            Optional.empty(),
            date(entry, "server_modified"),
            Optional.empty(),
            entry.toString()));
  }

  @Override
  public boolean gone(Provider provider, String key) {
    try {
      JsonNode entry =
          ask(provider, "/files/get_metadata", JSON.createObjectNode().put("path", key));
      return entry.path(".tag").asString("").equals("deleted");
    } catch (ProviderFailure e) {
      if (e.status() == 404 || says(e, "not_found")) {
        return true;
      }
      throw e;
    }
  }

  private static JsonNode ask(Provider provider, String path, ObjectNode question) {
    try {
      JsonNode json = ProviderText.json(provider.post(path, question.toString()).body());
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      throw notUnderstood();
    } catch (ProviderFailure e) {
      if (e.status() == 409 && says(e, "reset")) {
        throw new LostCursorException("Dropbox does not know the cursor any more.");
      }
      throw e;
    }
    throw notUnderstood();
  }

  private static boolean says(ProviderFailure failure, String word) {
    return failure.providerMessage().filter(text -> text.contains(word)).isPresent();
  }

  private static ProviderFailure notUnderstood() {
    return ProviderFailure.of(
        502,
        "PROVIDER_FAILED",
        "The provider answered with something else than a list of changes.");
  }

  private static Optional<Instant> date(JsonNode entry, String member) {
    try {
      return entry.has(member)
          ? Optional.of(Instant.parse(entry.path(member).asString()))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String encodedTwice(String path) {
    return URLEncoder.encode(
        URLEncoder.encode(path, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
