package valise.files.items;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.files.ids.ItemId;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Options;
import valise.platform.Refusal;

/// Reading the tree: sharefile-v3 section 4.1, the GET half.
@Endpoint
final class ItemsEndpoint {

  private static final Comparator<ItemView> FOLDERS_FIRST =
      Comparator.comparing(view -> !view.item().isFolder());

  private final Items items;
  private final TreeModes modes;
  private final ItemJson set;

  ItemsEndpoint(Items items, TreeModes modes, ItemJson set) {
    this.items = items;
    this.modes = modes;
    this.set = set;
  }

  /// The caller's home folder; rclone's first call. Clients have none [docs].
  @GetMapping("/sf/v3/Items")
  Answer home(Call call) {
    return one(items.locate(call.principal(), "home"));
  }

  @GetMapping("/sf/v3/Items({id})")
  Answer get(Call call, @PathVariable String id) {
    return one(items.locate(call.principal(), id, deleted(call)));
  }

  @GetMapping("/sf/v3/Items({id})/Children")
  Answer children(Call call, @PathVariable String id) {
    Options options = call.options();
    boolean foldersFirst = isFoldersFirst(call) || options.orderBy().isEmpty();
    boolean byStore =
        options.filter().isEmpty()
            && (options.orderBy().isEmpty()
                || (options.orderBy().size() == 1
                    && options.orderBy().getFirst().property().equalsIgnoreCase("Name")));
    boolean descending =
        byStore && !options.orderBy().isEmpty() && !options.orderBy().getFirst().ascending();
    boolean virtual = ItemId.parse(id).filter(ItemId::isVirtual).isPresent();
    boolean paged = byStore && !virtual;
    Items.Page page =
        new Items.Page(
            call.params().flag("includeDeleted", false),
            foldersFirst,
            descending,
            paged ? options.skip() : 0,
            paged ? options.top() : OptionalLong.empty());
    Items.Children children = items.children(call.principal(), id, page);
    List<ItemView> views = items.views(shown(call, id, children.values()));
    if (paged) {
      return Answer.page(set, views, children.total());
    }
    return foldersFirst ? Answer.feed(set, views, FOLDERS_FIRST) : Answer.feed(set, views);
  }

  /// Clients that do not say that they know of favorite files expect folders only [net-sdk].
  private static List<Located> shown(Call call, String folder, List<Located> children) {
    boolean foldersOnly =
        folder.equalsIgnoreCase(ItemId.FAVORITES.value()) && !call.clientCan("ItemFavorites");
    return foldersOnly
        ? children.stream().filter(child -> child.item().isFolder()).toList()
        : children;
  }

  private static boolean isFoldersFirst(Call call) {
    return call.params()
        .text("orderingMode")
        .map(mode ->
            switch (mode.toLowerCase(Locale.ROOT)) {
              case "foldersfirst" -> true;
              case "default", "usefolderoptions" -> false;
              default ->
                  throw Refusal.malformed(
                      "BAD_PARAMETER",
                      "The parameter 'orderingMode' must be Default, FoldersFirst or"
                          + " UseFolderOptions.");
            })
        .orElse(false);
  }

  @GetMapping("/sf/v3/Items/ByPath")
  Answer byPath(Call call) {
    return one(items.byPath(call.principal(), "root", call.params().text("path").orElse("/")));
  }

  @GetMapping("/sf/v3/Items({id})/ByPath")
  Answer byPathBelow(Call call, @PathVariable String id) {
    return one(items.byPath(call.principal(), id, call.params().text("path").orElse("/")));
  }

  @GetMapping("/sf/v3/Items({id})/Parent")
  Answer parent(Call call, @PathVariable String id) {
    return one(items.parentOf(call.principal(), id));
  }

  @GetMapping("/sf/v3/Items({id})/Breadcrumbs")
  Answer breadcrumbs(Call call, @PathVariable String id) {
    return Answer.feed(set, items.views(items.breadcrumbs(call.principal(), id)));
  }

  @GetMapping("/sf/v3/Items({id})/Info")
  Answer info(Call call, @PathVariable String id) {
    Located folder = items.locate(call.principal(), id).requireFolder();
    return Answer.value(
        ItemInfoJson.SHAPE, new ItemInfoJson(folder, call.principal(), modes.question(call)));
  }

  @GetMapping("/sf/v3/Items({id})/Stream")
  Answer stream(Call call, @PathVariable String id) {
    List<Located> versions = items.versions(call.principal(), id, deleted(call));
    int most = call.options().top().isPresent() ? versions.size() : Math.min(20, versions.size());
    return Answer.feed(set, items.views(versions.subList(0, most)));
  }

  private Answer one(Located located) {
    return Answer.entity(set, items.view(located));
  }

  private static Items.Deleted deleted(Call call) {
    return call.params().flag("includeDeleted", false) ? Items.Deleted.SHOWN : Items.Deleted.HIDDEN;
  }
}
