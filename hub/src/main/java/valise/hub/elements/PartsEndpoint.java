package valise.hub.elements;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.ids.Caller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;

/// The parts of an element's definition, one by one [docs]: read of all elements, edited of one's
/// own.
@Endpoint
final class PartsEndpoint {

  private static final String LIST =
      "/elements/{keyOrId}/{list:parameters|hooks|resources|objects}";
  private static final String OF_RESOURCE =
      "/elements/{keyOrId}/resources/{owner}/{list:parameters|hooks|models}";
  private static final String OF_OBJECT = "/elements/{keyOrId}/objects/{owner}/{list:fields}";

  private final Elements elements;

  PartsEndpoint(Elements elements) {
    this.elements = elements;
  }

  private static Parts.Place place(String list) {
    return Parts.Place.of(list.toLowerCase(Locale.ROOT));
  }

  private static Parts.Place inner(String outer, long owner, String list) {
    return new Parts.Place(
        Optional.of(new Parts.Owner(outer, owner)), list.toLowerCase(Locale.ROOT));
  }

  private static Parts.Place ofResource(long owner, String list) {
    return inner("resources", owner, list);
  }

  private static Parts.Place ofObject(long owner, String list) {
    return inner("objects", owner, list);
  }

  // --- of the element ----------------------------------------------------------------------------

  /// @param accountOnly leaves out what the hub itself brings
  @GetMapping(LIST)
  ResponseEntity<List<ObjectNode>> list(
      Caller caller,
      PageRequest page,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("list") String list,
      @RequestParam(name = "accountOnly", defaultValue = "false") boolean accountOnly) {
    return list(caller, page, keyOrId, place(list), accountOnly);
  }

  @PostMapping(LIST)
  ObjectNode add(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("list") String list,
      @RequestBody ObjectNode entry) {
    return add(caller, keyOrId, place(list), entry);
  }

  @GetMapping(LIST + "/{id}")
  ObjectNode get(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("list") String list,
      @PathVariable("id") long id) {
    return find(caller, keyOrId, place(list), id);
  }

  @PutMapping(LIST + "/{id}")
  ObjectNode replace(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("list") String list,
      @PathVariable("id") long id,
      @RequestBody ObjectNode entry) {
    return replace(caller, keyOrId, place(list), id, entry);
  }

  @DeleteMapping(LIST + "/{id}")
  void delete(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("list") String list,
      @PathVariable("id") long id) {
    remove(caller, keyOrId, place(list), id);
  }

  // --- of one resource ---------------------------------------------------------------------------

  @GetMapping(OF_RESOURCE)
  ResponseEntity<List<ObjectNode>> listOfResource(
      Caller caller,
      PageRequest page,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list) {
    return list(caller, page, keyOrId, ofResource(owner, list), false);
  }

  @PostMapping(OF_RESOURCE)
  ObjectNode addToResource(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @RequestBody ObjectNode entry) {
    return add(caller, keyOrId, ofResource(owner, list), entry);
  }

  @GetMapping(OF_RESOURCE + "/{id}")
  ObjectNode getOfResource(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @PathVariable("id") long id) {
    return find(caller, keyOrId, ofResource(owner, list), id);
  }

  @PutMapping(OF_RESOURCE + "/{id}")
  ObjectNode replaceOfResource(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @PathVariable("id") long id,
      @RequestBody ObjectNode entry) {
    return replace(caller, keyOrId, ofResource(owner, list), id, entry);
  }

  @DeleteMapping(OF_RESOURCE + "/{id}")
  void deleteOfResource(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @PathVariable("id") long id) {
    remove(caller, keyOrId, ofResource(owner, list), id);
  }

  // --- of one object -----------------------------------------------------------------------------

  @GetMapping(OF_OBJECT)
  ResponseEntity<List<ObjectNode>> listOfObject(
      Caller caller,
      PageRequest page,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @RequestParam(name = "accountOnly", defaultValue = "false") boolean accountOnly) {
    return list(caller, page, keyOrId, ofObject(owner, list), accountOnly);
  }

  @PostMapping(OF_OBJECT)
  ObjectNode addToObject(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @RequestBody ObjectNode entry) {
    return add(caller, keyOrId, ofObject(owner, list), entry);
  }

  @GetMapping(OF_OBJECT + "/{id}")
  ObjectNode getOfObject(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @PathVariable("id") long id) {
    return find(caller, keyOrId, ofObject(owner, list), id);
  }

  @PutMapping(OF_OBJECT + "/{id}")
  ObjectNode replaceOfObject(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @PathVariable("id") long id,
      @RequestBody ObjectNode entry) {
    return replace(caller, keyOrId, ofObject(owner, list), id, entry);
  }

  @DeleteMapping(OF_OBJECT + "/{id}")
  void deleteOfObject(
      Caller caller,
      @PathVariable("keyOrId") String keyOrId,
      @PathVariable("owner") long owner,
      @PathVariable("list") String list,
      @PathVariable("id") long id) {
    remove(caller, keyOrId, ofObject(owner, list), id);
  }

  // --- all of them -------------------------------------------------------------------------------

  private ResponseEntity<List<ObjectNode>> list(
      Caller caller, PageRequest page, String keyOrId, Parts.Place place, boolean accountOnly) {
    Element element = elements.find(caller, keyOrId);
    return page.cut(
        accountOnly && element.owner().isEmpty()
            ? List.of()
            : Parts.list(element.definition(), place));
  }

  private ObjectNode find(Caller caller, String keyOrId, Parts.Place place, long id) {
    return Parts.find(elements.find(caller, keyOrId).definition(), place, id);
  }

  private ObjectNode add(Caller caller, String keyOrId, Parts.Place place, ObjectNode entry) {
    Element edited =
        elements.edit(
            caller,
            keyOrId,
            (element, definition) -> Parts.add(definition, place, entry, element.freeId()));
    return Parts.list(edited.definition(), place).getLast();
  }

  private ObjectNode replace(
      Caller caller, String keyOrId, Parts.Place place, long id, ObjectNode entry) {
    Element edited =
        elements.edit(
            caller, keyOrId, (element, definition) -> Parts.replace(definition, place, entry, id));
    return Parts.find(edited.definition(), place, id);
  }

  private void remove(Caller caller, String keyOrId, Parts.Place place, long id) {
    elements.edit(caller, keyOrId, (element, definition) -> Parts.remove(definition, place, id));
  }
}
