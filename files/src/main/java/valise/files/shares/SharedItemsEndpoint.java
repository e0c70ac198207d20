package valise.files.shares;

import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.files.downloads.Downloads;
import valise.files.ids.ItemId;
import valise.files.items.ItemJson;
import valise.files.items.ItemRefs;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.thumbnails.PictureSize;
import valise.files.thumbnails.Redirection;
import valise.files.uploads.UploadRequest;
import valise.files.uploads.UploadSpecificationJson;
import valise.platform.Refusal;

/// What is in shares, and what goes into them: sharefile-v3 sections 7.4 to 7.6. Only what was put
/// into a share itself can be named, not what lies in a folder of it [seed].
@Endpoint
final class SharedItemsEndpoint {

  private final SharedItems items;
  private final ItemJson set;
  private final Guests guests;
  private final Entrance entrance;

  SharedItemsEndpoint(SharedItems items, ItemJson set, Guests guests, Entrance entrance) {
    this.items = items;
    this.set = set;
    this.guests = guests;
    this.entrance = entrance;
  }

  // --- seeing ------------------------------------------------------------------------------------

  @GetMapping("/sf/v3/Shares({id})/Items")
  Answer list(Call call, @PathVariable String id) {
    return Answer.feed(set, items.of(call.principal(), id));
  }

  @GetMapping("/sf/v3/Shares({id})/Items({item})")
  Answer one(Call call, @PathVariable String id, @PathVariable String item) {
    return Answer.entity(set, items.one(call.principal(), id, item));
  }

  @GetMapping("/sf/v3/Shares({id})/Items({item})/Thumbnail")
  Answer thumbnail(Call call, @PathVariable String id, @PathVariable String item)
      throws IOException {
    PictureSize size = PictureSize.wanted(call.params());
    Opening.Open open = guests.open(call, id);
    return Redirection.answer(call, entrance.picture(call.origin(), open, item, size), true);
  }

  /// Links into apps of other makers, of which there are none [net-sdk].
  @GetMapping("/sf/v3/Shares({id})/Items({item})/ProtocolLinks({platform})")
  Answer protocolLinks(
      Call call,
      @PathVariable String id,
      @PathVariable String item,
      @PathVariable String platform) {
    items.one(call.principal(), id, item);
    throw Refusal.noSuchThing("A protocol link");
  }

  // --- downloading -------------------------------------------------------------------------------

  @GetMapping("/sf/v3/Shares({id})/Download")
  Answer download(Call call, @PathVariable String id) {
    return some(call, guests.open(call, id));
  }

  @GetMapping({
    "/sf/v3/Shares({id})/Download({item})",
    "/sf/v3/Shares({id})/Items({item})/Download"
  })
  Answer downloadOne(Call call, @PathVariable String id, @PathVariable String item) {
    return Downloads.answer(call, entrance.download(guests.open(call, id), item));
  }

  @GetMapping({
    "/sf/v3/Shares({id})/Recipients({alias})/DownloadWithAlias",
    "/sf/v3/Shares({id})/Recipients({alias})/Download"
  })
  Answer downloadAs(Call call, @PathVariable String id, @PathVariable String alias) {
    return some(call, guests.open(call, id, alias));
  }

  @GetMapping({
    "/sf/v3/Shares({id})/Recipients({alias})/DownloadWithAlias({item})",
    "/sf/v3/Shares({id})/Recipients({alias})/Download({item})"
  })
  Answer downloadOneAs(
      Call call, @PathVariable String id, @PathVariable String alias, @PathVariable String item) {
    return Downloads.answer(call, entrance.download(guests.open(call, id, alias), item));
  }

  /// All items, or the one that the parameter `id` names.
  private Answer some(Call call, Opening.Open open) {
    return Downloads.answer(
        call,
        call.params()
            .text("id")
            .map(item -> entrance.download(open, item))
            .orElseGet(() -> entrance.download(open)));
  }

  /// `includeExpired` is read, but an expired share gives nobody any bytes.
  @PostMapping("/sf/v3/Shares({id})/Recipients({alias})/BulkDownload")
  Answer bulk(Call call, @PathVariable String id, @PathVariable String alias) {
    call.params().flag("includeExpired", false);
    List<String> wanted = ItemRefs.ids(call).stream().map(ItemId::value).toList();
    return Downloads.answer(call, entrance.archive(guests.open(call, id, alias), wanted));
  }

  // --- uploading ---------------------------------------------------------------------------------

  /// The old form; GET as for folders [client:vendor-sample].
  @RequestMapping(
      path = "/sf/v3/Shares({id})/Upload",
      method = {RequestMethod.GET, RequestMethod.POST})
  Answer upload(Call call, @PathVariable String id) {
    return upload(call, id, UploadRequest.ofQuery(call));
  }

  @PostMapping("/sf/v3/Shares({id})/Upload2")
  Answer upload2(Call call, @PathVariable String id) {
    return upload(call, id, UploadRequest.ofBody(call));
  }

  private Answer upload(Call call, String id, UploadRequest request) {
    Opening.Open open = guests.open(call, id);
    return Answer.value(
        UploadSpecificationJson.SHAPE, entrance.upload(call.origin(), open, request));
  }
}
