package valise.files.grants;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import valise.files.odata.ErrorBody;
import valise.files.odata.Shape;

/// The vendor's `AccessControlBulkResult`: which of several lines were set, and why others were
/// not. Everything is done when it answers, so nothing is ever left to an asynchronous operation.
final class BulkJson {

  private BulkJson() {}

  private static final Shape<AccessControls.Outcome.Refused> FAILED =
      Shape.<AccessControls.Outcome.Refused>of("AccessControlFailedEntry")
          .with("AccessControl", refused -> wanted(refused.wanted()))
          .with("Code", refused -> ErrorBody.statusNameOf(refused.why().kind()))
          .with("Message", refused -> Map.of("lang", "en-US", "value", refused.why().text()))
          .build();

  static final Shape<List<AccessControls.Outcome>> SHAPE =
      Shape.<List<AccessControls.Outcome>>of("AccessControlBulkResult")
          .with("SuccessEntities", BulkJson::succeeded)
          .with("AsyncOperations", outcomes -> List.of())
          .with("FailedEntities", BulkJson::failed)
          .build();

  private static List<?> succeeded(List<AccessControls.Outcome> outcomes) {
    return outcomes.stream()
        .filter(AccessControls.Outcome.Done.class::isInstance)
        .map(AccessControls.Outcome.Done.class::cast)
        .map(done -> new Shape.Nested<>(AccessControlJson.NESTED, done.line()))
        .toList();
  }

  private static List<?> failed(List<AccessControls.Outcome> outcomes) {
    return outcomes.stream()
        .filter(AccessControls.Outcome.Refused.class::isInstance)
        .map(AccessControls.Outcome.Refused.class::cast)
        .map(refused -> new Shape.Nested<>(FAILED, refused))
        .toList();
  }

  /// What was asked for, so far as it tells the client which of its entries is meant.
  private static Map<String, Object> wanted(AccessControls.Placed placed) {
    Map<String, Object> principal = new LinkedHashMap<>();
    Wish.Someone who = placed.wish().who();
    who.id().ifPresent(id -> principal.put("Id", id));
    who.email().ifPresent(email -> principal.put("Email", email));
    principal.put("odata.type", "ShareFile.Api.Models.Principal");
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("Item", Map.of("Id", placed.folder(), "odata.type", "ShareFile.Api.Models.Folder"));
    line.put("Principal", principal);
    line.put("odata.type", "ShareFile.Api.Models.AccessControl");
    return line;
  }
}
