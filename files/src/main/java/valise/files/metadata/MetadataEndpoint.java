package valise.files.metadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.core.type.TypeReference;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Key;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// Metadata: sharefile-v3 section 17. Where the vendor takes a `metaid`, the entry's name does too.
@Endpoint
final class MetadataEndpoint {

  private final Metadata metadata;
  private final MetadataJson set;

  MetadataEndpoint(Metadata metadata, MetadataJson set) {
    this.metadata = metadata;
    this.set = set;
  }

  record EntryBody(Field<String> name, Field<String> value, Field<Boolean> isPublic) {

    String requiredName() {
      return name.value()
          .orElseThrow(() -> Refusal.malformed("PARAMETER_MISSING", "The body must give a Name."));
    }

    Metadata.Change change() {
      return new Metadata.Change(value, isPublic);
    }
  }

  @GetMapping("/sf/v3/Items({id})/Metadata")
  Answer list(Call call, @PathVariable String id) {
    return Answer.feed(set, metadata.list(call.principal(), id));
  }

  @PostMapping("/sf/v3/Items({id})/Metadata")
  Answer add(Call call, @PathVariable String id) {
    EntryBody body = call.body(EntryBody.class);
    return Answer.entity(
        set, metadata.add(call.principal(), id, body.requiredName(), body.change()));
  }

  @PatchMapping("/sf/v3/Items({id})/Metadata")
  Answer set(Call call, @PathVariable String id) {
    List<EntryBody> bodies = call.body(new TypeReference<List<EntryBody>>() {});
    Map<String, Metadata.Change> changes = new LinkedHashMap<>();
    for (EntryBody body : bodies) {
      if (body == null || changes.put(body.requiredName(), body.change()) != null) {
        throw Refusal.malformed("BAD_FIELD", "The body must name each entry once.");
      }
    }
    if (changes.size() > Metadata.MOST) {
      throw Refusal.tooLarge(
          "TOO_MUCH_METADATA",
          "An item can have at most " + Metadata.MOST + " names in its metadata.");
    }
    return Answer.feed(set, metadata.set(call.principal(), id, changes));
  }

  @GetMapping("/sf/v3/Items({id})/Metadata({entry})")
  Answer get(Call call, @PathVariable String id, @PathVariable String entry) {
    return Answer.entity(set, metadata.find(call.principal(), id, entry));
  }

  @RequestMapping(
      path = "/sf/v3/Items({id})/Metadata({entry})",
      method = {RequestMethod.PATCH, RequestMethod.POST})
  Answer update(Call call, @PathVariable String id, @PathVariable String entry) {
    Metadata.Change change = call.body(EntryBody.class).change();
    return Answer.entity(set, metadata.update(call.principal(), id, entry, change));
  }

  @DeleteMapping("/sf/v3/Items({id})/Metadata({entry})")
  Answer remove(Call call, @PathVariable String id, @PathVariable String entry) {
    metadata.remove(call.principal(), id, entry);
    return Answer.nothing();
  }

  @GetMapping("/sf/v3/Metadata({key})")
  Answer byKey(Call call, @PathVariable String key) {
    return Answer.entity(
        set,
        isComposite(key)
            ? metadata.find(call.principal(), item(key), name(key))
            : metadata.find(call.principal(), key));
  }

  /// The .NET SDK turns a GET with a body into a POST, and this is how it updates [net-sdk].
  /// Without members to change it stays the GET it was.
  @RequestMapping(
      path = "/sf/v3/Metadata({key})",
      method = {RequestMethod.PATCH, RequestMethod.POST})
  Answer updateByKey(Call call, @PathVariable String key) {
    Metadata.Change change = call.body(EntryBody.class).change();
    if (!change.value().isGiven() && !change.isPublic().isGiven()) {
      return byKey(call, key);
    }
    return Answer.entity(
        set,
        isComposite(key)
            ? metadata.update(call.principal(), item(key), name(key), change)
            : metadata.update(call.principal(), key, change));
  }

  @DeleteMapping("/sf/v3/Metadata({key})")
  Answer removeByKey(Call call, @PathVariable String key) {
    if (isComposite(key)) {
      metadata.remove(call.principal(), item(key), name(key));
    } else {
      metadata.remove(call.principal(), key);
    }
    return Answer.nothing();
  }

  private static boolean isComposite(String key) {
    return key.toLowerCase(Locale.ROOT).contains("itemid=");
  }

  private static String item(String key) {
    return Key.parse(key).part("itemid");
  }

  private static String name(String key) {
    return Key.parse(key).part("name");
  }
}
