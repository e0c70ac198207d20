package valise.files.items;

import java.util.Optional;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.odata.Shape;

/// The vendor's `ItemInfo`: what the caller may do with a folder, and what kind of folder it is.
/// Part of every default folder answer, because PowerShell reads `Info.IsAccountRoot` unasked [ps].
///
/// @param question what a picker of folders wants to put there, if it asked
record ItemInfoJson(Located located, Principal caller, Optional<TreeModes.Question> question) {

  static final Shape<ItemInfoJson> SHAPE =
      Shape.<ItemInfoJson>of("ItemInfo")
          .with("HasVroot", info -> false)
          .with("IsSystemRoot", info -> info.item().id().equals(ItemId.TOP))
          .with("IsAccountRoot", info -> info.item().place() == Item.Place.ROOT)
          .with("IsVRoot", info -> false)
          .with("IsMyFolders", info -> info.item().id().equals(ItemId.TOP))
          .with("IsAHomeFolder", info -> info.item().place() == Item.Place.HOME)
          .with(
              "IsMyHomeFolder", info -> info.item().place() == Item.Place.HOME && info.isCreator())
          .with("IsAStartFolder", info -> info.atTop())
          .with(
              "IsSharedFolder", info -> info.atTop() && info.item().place() == Item.Place.ORDINARY)
          .with("IsPassthrough", info -> false)
          .with("IsVersioned", info -> true)
          .with("CanAddFolder", ItemInfoJson::canAddFolder)
          .with("CanAddNode", info -> info.inFolder(Right.UPLOAD))
          .with("CanView", info -> info.located().rights().has(Right.VIEW))
          .with("CanDownload", info -> info.located().rights().has(Right.DOWNLOAD))
          .with("CanUpload", info -> info.inFolder(Right.UPLOAD))
          .with("CanSend", info -> info.located().rights().has(Right.DOWNLOAD))
          .with(
              "CanDeleteCurrentItem",
              info -> !info.item().isFixed() && info.located().rights().has(Right.DELETE))
          .with("CanDeleteChildItems", info -> info.inFolder(Right.DELETE))
          .with("CanManagePermissions", info -> info.inFolder(Right.MANAGE))
          .with("CanEditFolderOpts", info -> !info.item().isFixed() && info.inFolder(Right.MANAGE))
          .with("CanEditRetentionPolicy", info -> info.inFolder(Right.MANAGE))
          .with("CanEditFolderExpirationDays", info -> info.inFolder(Right.MANAGE))
          .with("CanEditFolderExpirationDate", info -> info.inFolder(Right.MANAGE))
          .with("CanEditFolderMaxVersions", info -> false)
          .with("CanEditFolderVersioning", info -> false)
          .with("CanCreateOfficeDocuments", info -> false)
          .with("CanCreateRequestList", info -> false)
          .with("ShowFolderPayBuyButton", info -> false)
          .with("Versioning", info -> "Enabled")
          .with("MaxVersions", info -> -1)
          .with(
              "TreeMode",
              info -> info.question().map(it -> it.mode().wireName()).orElse("Standard"))
          .with(
              "TreeModeOperationAllowed",
              info -> info.question().map(it -> it.allowedIn(info.located())).orElse(null))
          .with(
              "TreeModeSourceId",
              info -> info.question().flatMap(TreeModes.Question::sourceId).orElse(null))
          .build();

  private Item item() {
    return located.item();
  }

  private boolean isCreator() {
    return item().creator().equals(caller.user());
  }

  private boolean atTop() {
    return located.chain().nodes().size() == 2;
  }

  private boolean inFolder(Right right) {
    return !item().id().isVirtual()
        && item().place() != Item.Place.ROOT
        && located.rights().has(right);
  }

  private boolean canAddFolder() {
    if (item().place() == Item.Place.ROOT || item().id().equals(ItemId.ALL_SHARED)) {
      return mayCreateTopFolders(caller);
    }
    return inFolder(Right.UPLOAD);
  }

  static boolean mayCreateTopFolders(Principal caller) {
    return caller.superUser() || caller.isAdmin() || caller.has(Role.CAN_CREATE_FOLDERS);
  }
}
