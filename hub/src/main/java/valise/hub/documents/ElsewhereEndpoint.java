package valise.hub.documents;

import org.springframework.web.bind.annotation.RequestMapping;
import valise.hub.ids.ElementCaller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.HubResource;
import valise.platform.Refusal;

/// What the API has for other providers alone [docs]: comments, thumbnails, custom fields and
/// collaborations. Programs that serve many providers ask for it of each, and are told that this
/// one has it not rather than that the address is wrong.
@Endpoint
@HubResource
@RequestMapping({"", "/hubs/documents"})
final class ElsewhereEndpoint {

  private final Documents documents;

  ElsewhereEndpoint(Documents documents) {
    this.documents = documents;
  }

  @RequestMapping({
    "/files/comments",
    "/files/comments/{comment}",
    "/files/{id}/comments",
    "/files/{id}/comments/{comment}",
    "/files/thumbnails",
    "/files/{id}/thumbnails",
    "/files/{id}/custom-fields",
    "/files/{id}/custom-fields/{template}",
    "/files/{id}/custom-fields-templates/{template}/custom-fields",
    "/folders/{id}/collaborations",
    "/folders/{id}/collaborations/{collaboration}",
    "/custom-fields/**",
    "/custom-fields-templates/**"
  })
  void refuse(ElementCaller caller) {
    String element = documents.elementKey(caller.instance());
    throw Refusal.of(
        Refusal.Kind.NO_SUCH_THING,
        "NOT_AT_THIS_PROVIDER",
        "The element '" + element + "' has no such resource or operation.");
  }
}
