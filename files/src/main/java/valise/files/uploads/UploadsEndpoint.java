package valise.files.uploads;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Tree;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;

/// The first step of an upload: sharefile-v3 section 5.1.
@Endpoint
final class UploadsEndpoint {

  private final Uploads uploads;
  private final Tree tree;

  UploadsEndpoint(Uploads uploads, Tree tree) {
    this.uploads = uploads;
    this.tree = tree;
  }

  /// The old form; the vendor's samples use GET [client:vendor-sample].
  @RequestMapping(
      path = "/sf/v3/Items({id})/Upload",
      method = {RequestMethod.GET, RequestMethod.POST})
  Answer upload(Call call, @PathVariable String id) {
    return open(call, id, UploadRequest.ofQuery(call));
  }

  @PostMapping("/sf/v3/Items({id})/Upload2")
  Answer upload2(Call call, @PathVariable String id) {
    return open(call, id, UploadRequest.ofBody(call));
  }

  private Answer open(Call call, String folder, UploadRequest request) {
    Principal caller = call.principal();
    ItemId target = tree.uploadTarget(caller, folder).item().id();
    UploadSpecification specification =
        uploads.open(
            call.origin(), new UploadTarget(caller.account(), caller.user(), target), request);
    return Answer.value(UploadSpecificationJson.SHAPE, specification);
  }
}
