package valise.files.items;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.odata.Call;
import valise.files.odata.Dates;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `Items` and the wire form of each kind of item. Members and their default presence are
/// those of recorded answers [client:jc-rowland/sharefile-client-api].
@Component
public final class ItemJson implements EntitySet<ItemView> {

  /// The set's name.
  public static final String SET = "Items";

  /// The one storage zone that a self-hosted server has.
  public static final String DEFAULT_ZONE = "zp000000-0000-4000-8000-000000000001";

  private static final Shape<ItemView> COMMON =
      Shape.<ItemView>of(SET, "Item")
          .with("Name", view -> view.item().name())
          .with("FileName", view -> view.item().fileName())
          .withDate("CreationDate", view -> Optional.of(view.item().createdAt()))
          .withDate("ProgenyEditDate", view -> Optional.of(view.item().progenyEditAt()))
          .withDate("ClientCreatedDate", view -> view.item().clientCreatedAt())
          .withDate("ClientModifiedDate", view -> view.item().clientModifiedAt())
          .withDate(
              "ExpirationDate", view -> Optional.of(view.item().expiresAt().orElse(Dates.NEVER)))
          .with("ExpirationDays", ItemJson::expirationDays)
          .with("Description", view -> view.item().description())
          .with("DiskSpaceLimit", view -> 0)
          .with("BandwidthLimitInMB", view -> 0)
          .with("IsHidden", view -> false)
          .with("FileSizeInKB", view -> (view.item().size() + 1023) / 1024)
          .with("FileSizeBytes", view -> view.item().size())
          .with("Path", view -> view.located().chain().idPath())
          .with("CreatorFirstName", view -> view.creator().first())
          .with("CreatorLastName", view -> view.creator().last())
          .with("CreatorNameShort", view -> view.creator().brief())
          .with("StreamID", view -> view.item().stream().value())
          .with("HasPendingDeletion", view -> false)
          .with("HasPendingAsyncOp", view -> false)
          .with("HasPermissionInfo", view -> true)
          .with("AssociatedFolderTemplateID", view -> null)
          .with("IsTemplateOwned", view -> false)
          .with("State", view -> view.item().state() == Item.State.DELETED ? 1 : 0)
          .with("PreviewStatus", view -> view.previews().statusOf(view.item()))
          .onRequest("LastModifiedByUserID", (view, call) -> view.item().modifiedBy().value())
          .onRequest("ItemOperations", ItemJson::operations)
          .toOneReferenced("Parent", SET, view -> view.item().parent().map(ItemId::value))
          .toOne("Creator", "Users", view -> Optional.of(view.item().creator().value()))
          .toOne("Owner", "Users", view -> Optional.of(view.item().creator().value()))
          .toOne("Account", "Accounts", view -> Optional.of(view.item().account().value()))
          .toOne("Zone", "Zones", view -> Optional.of(DEFAULT_ZONE))
          .build();

  private final Items items;
  private final Locks locks;
  private final TreeModes modes;
  private final Shape<ItemView> folder;
  private final Shape<ItemView> file;
  private final Shape<ItemView> note;
  private final Shape<ItemView> link;

  ItemJson(Items items, Locks locks, TreeModes modes) {
    this.items = items;
    this.locks = locks;
    this.modes = modes;
    this.folder =
        common("Folder")
            .with("FileCount", view -> view.item().fileCount())
            .with("HasMultipleVersions", view -> false)
            .with("HasRemoteChildren", view -> false)
            .withCall("Info", this::info)
            .toMany(
                "Children", SET, (caller, owners) -> items.childViews(caller, List.copyOf(owners)))
            .build();
    this.file =
        common("File")
            .with("Hash", view -> view.item().content().map(Item.Content::md5).orElse(""))
            .with("HasMultipleVersions", view -> view.item().prior().isPresent())
            .with("Version", view -> (double) view.item().version())
            .with("VirusStatus", view -> "NotScanned")
            .with("HasPreview", view -> false)
            .toOne("LockedBy", "Users", view -> lock(view).map(it -> it.owner().value()))
            .onRequest("FileLockInfo", (view, call) -> FileLockJson.nested(lock(view), call))
            .build();
    this.note = common("Note").build();
    this.link = common("Link").with("Uri", view -> view.item().uri().orElse(null)).build();
  }

  private Shape.Builder<ItemView> common(String type) {
    return Shape.<ItemView>of(SET, type)
        .like(COMMON)
        .onRequest(
            "SemanticPath",
            (view, call) -> items.namePath(call.principal(), view.located().chain()));
  }

  private Optional<Locks.Lock> lock(ItemView view) {
    return locks.of(view.item().stream());
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<ItemView>> shapes() {
    return List.of(folder, file, note, link);
  }

  @Override
  public Shape<ItemView> shapeOf(ItemView view) {
    return switch (view.item().kind()) {
      case FOLDER -> folder;
      case FILE -> file;
      case NOTE -> note;
      case LINK -> link;
    };
  }

  @Override
  public String idOf(ItemView view) {
    return view.item().id().value();
  }

  @Override
  public Map<String, ItemView> load(Principal caller, Set<String> ids) {
    return items.load(caller, ids);
  }

  private Shape.Nested<ItemInfoJson> info(ItemView view, Call call) {
    return new Shape.Nested<>(
        ItemInfoJson.SHAPE,
        new ItemInfoJson(view.located(), call.principal(), modes.question(call)));
  }

  private static int expirationDays(ItemView view) {
    return view.item()
        .expiresAt()
        .map(at -> (int) Math.max(0, Duration.between(view.item().createdAt(), at).toDays()))
        .orElse(-1);
  }

  /// The vendor's flag list of what the caller may do with the item [java-sdk].
  private static String operations(ItemView view, Call call) {
    var rights = view.located().rights();
    List<String> operations = new java.util.ArrayList<>();
    if (rights.has(Right.DOWNLOAD)) {
      operations.addAll(List.of("CanDownload", "CanShareEmail", "CanShareLink", "CanCopy"));
    }
    if (rights.has(Right.UPLOAD)) {
      operations.add("CanEditMetadata");
    }
    if (rights.has(Right.DELETE) && !view.item().isFixed()) {
      operations.addAll(List.of("CanDelete", "CanMove"));
    }
    operations.add("CanToggleFavorite");
    return String.join(", ", operations);
  }
}
