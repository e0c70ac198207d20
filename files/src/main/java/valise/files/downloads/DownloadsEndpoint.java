package valise.files.downloads;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.core.type.TypeReference;
import valise.files.ids.ItemId;
import valise.files.items.Items;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Shape;
import valise.platform.Refusal;

/// Asking for a download: sharefile-v3 section 6. By default a redirect to the link, with
/// `redirect=false` a `DownloadSpecification`, which is what carries ranges for .NET [net-sdk].
@Endpoint
final class DownloadsEndpoint {

  /// The path of links; the token follows as `dt`.
  static final String PATH = "/download.ashx";

  private static final int MOST_IDS = 10_000;

  private final Downloads downloads;

  DownloadsEndpoint(Downloads downloads) {
    this.downloads = downloads;
  }

  /// What the vendor calls a download that has been prepared.
  record Specification(String token, String url) {

    static final Shape<Specification> SHAPE =
        Shape.<Specification>of("DownloadSpecification")
            .with("DownloadToken", Specification::token)
            .with("DownloadUrl", Specification::url)
            .with("PrepareXmlInfo", specification -> null)
            .with("DownloadPrepStartURL", specification -> null)
            .with("DownloadPrepStatusURL", specification -> null)
            .build();
  }

  @GetMapping("/sf/v3/Items({id})/Download")
  Answer download(Call call, @PathVariable String id) {
    return Downloads.answer(
        call,
        downloads.linkTo(
            call.principal(),
            id,
            call.params().flag("includeAllVersions", false),
            call.params().flag("includeDeleted", false)
                ? Items.Deleted.SHOWN
                : Items.Deleted.HIDDEN));
  }

  @PostMapping("/sf/v3/Items({id})/BulkDownload")
  Answer bulk(Call call, @PathVariable String id) {
    List<String> texts = call.body(new TypeReference<List<String>>() {});
    if (texts.size() > MOST_IDS) {
      throw Refusal.tooLarge("TOO_MANY_ITEMS", "At most " + MOST_IDS + " items at once.");
    }
    List<ItemId> ids =
        texts.stream()
            .map(text ->
                ItemId.parse(String.valueOf(text))
                    .orElseThrow(() -> Refusal.noSuchThing("The item '" + text + "'")))
            .distinct()
            .toList();
    return Downloads.answer(call, downloads.linkToAll(call.principal(), id, ids));
  }
}
