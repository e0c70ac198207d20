package valise.hub.documents;

import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.hub.wire.PageRequest;

/// What can be done with folders alone [docs].
@Endpoint
@HubResource
@RequestMapping({"", "/hubs/documents"})
final class FoldersEndpoint {

  private final Documents documents;
  private final Lists lists;

  FoldersEndpoint(Documents documents, Lists lists) {
    this.documents = documents;
    this.lists = lists;
  }

  @PostMapping("/folders")
  ResponseEntity<Map<String, Object>> make(
      ElementCaller caller, Asked asked, @RequestBody Bodies.Place body) {
    Cabinet cabinet = documents.open(caller.instance());
    Labels labels = new Labels(cabinet);
    List<String> tags = labels.settable(body.tags().orElse(List.of()));
    CloudFile folder =
        cabinet.makeFolder(body.required(), body.description().value().filter(it -> !it.isBlank()));
    return Answers.one(labels.tagNew(folder, tags), asked);
  }

  @GetMapping({"/folders/contents", "/folders/{id}/contents"})
  ResponseEntity<List<Map<String, Object>>> contents(
      ElementCaller caller, Target target, PageRequest page, Asked asked) {
    return Answers.page(lists.contents(caller.instance(), target, asked, page), asked);
  }
}
