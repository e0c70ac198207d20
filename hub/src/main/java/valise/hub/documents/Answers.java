package valise.hub.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import valise.hub.mapping.Listing;

/// How the documents hub answers.
final class Answers {

  private static final int LARGEST_PAGE = 200;

  private Answers() {}

  static ResponseEntity<List<Map<String, Object>>> page(Listing<CloudFile> listing, Asked asked) {
    CloudFile.View view = asked.view();
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header("Elements-Returned-Count", Integer.toString(listing.items().size()));
    listing.total().ifPresent(it -> answer.header("Elements-Total-Count", Long.toString(it)));
    listing.next().ifPresent(it -> answer.header("Elements-Next-Page-Token", it));
    List<String> warnings = new ArrayList<>();
    asked
        .text("pageSize")
        .filter(text -> text.matches("\\d{1,9}") && Integer.parseInt(text) > LARGEST_PAGE)
        .ifPresent(text -> warnings.add("The largest page has " + LARGEST_PAGE + " entries."));
    if (!warnings.isEmpty()) {
      answer.header("Elements-Error", String.join(" ", warnings));
    }
    return answer.body(listing.items().stream().map(file -> file.json(view)).toList());
  }

  static ResponseEntity<Map<String, Object>> one(CloudFile file, Asked asked) {
    return ResponseEntity.ok(file.json(asked.view()));
  }

  /// What there is to say of a thing.
  static ResponseEntity<Map<String, Object>> described(Cabinet cabinet, Item item, Asked asked) {
    boolean tags = asked.flag("fetchTags", cabinet.showsTags());
    return one(new Labels(cabinet).shown(List.of(cabinet.located(item)), tags).getFirst(), asked);
  }
}
