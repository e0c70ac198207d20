package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;

/// `/files/{id}/lock`: while a file is locked, others cannot change it. By path too [assumed].
@Endpoint
@HubResource
final class LocksEndpoint {

  private final Documents documents;

  LocksEndpoint(Documents documents) {
    this.documents = documents;
  }

  @PutMapping({"/files/lock", "/hubs/documents/files/lock"})
  ResponseEntity<Map<String, Object>> lock(ElementCaller caller, HttpServletRequest request) {
    return lock(caller, new Asked(request).path(), request);
  }

  @PutMapping({"/files/{id}/lock", "/hubs/documents/files/{id}/lock"})
  ResponseEntity<Map<String, Object>> lockById(
      ElementCaller caller, @PathVariable String id, HttpServletRequest request) {
    return lock(caller, new Target.ById(id), request);
  }

  private ResponseEntity<Map<String, Object>> lock(
      ElementCaller caller, Target target, HttpServletRequest request) {
    Cabinet cabinet = documents.open(caller.instance());
    Item item = cabinet.require(target, Kind.FILE);
    cabinet.run("lock", Map.of("item", item.seen()));
    return Answers.described(cabinet, item, new Asked(request));
  }

  @DeleteMapping({"/files/lock", "/hubs/documents/files/lock"})
  void unlock(ElementCaller caller, HttpServletRequest request) {
    unlock(caller, new Asked(request).path());
  }

  @DeleteMapping({"/files/{id}/lock", "/hubs/documents/files/{id}/lock"})
  void unlockById(ElementCaller caller, @PathVariable String id) {
    unlock(caller, new Target.ById(id));
  }

  private void unlock(ElementCaller caller, Target target) {
    Cabinet cabinet = documents.open(caller.instance());
    cabinet.run("unlock", Map.of("item", cabinet.require(target, Kind.FILE).seen()));
  }
}
