package valise.files.grants;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import valise.files.access.Entry;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.items.ItemJson;
import valise.files.items.ItemView;
import valise.files.odata.Contribution;
import valise.files.odata.EntitySet;
import valise.files.odata.Key;
import valise.files.odata.Shape;
import valise.platform.Refusal;

/// The set `AccessControls`: one line of a folder's list.
@Component
final class AccessControlJson implements EntitySet<Entry> {

  static final String SET = "AccessControls";

  private static final Shape<Entry> SHAPE =
      Shape.<Entry>of(SET, "AccessControl")
          .with("CanUpload", line -> line.rights().has(Right.UPLOAD))
          .with("CanDownload", line -> line.rights().has(Right.DOWNLOAD))
          .with("CanView", line -> line.rights().has(Right.VIEW))
          .with("CanDelete", line -> line.rights().has(Right.DELETE))
          .with("CanManagePermissions", line -> line.rights().has(Right.MANAGE))
          .with("NotifyOnUpload", Entry::notifyUpload)
          .with("NotifyOnDownload", Entry::notifyDownload)
          .with("IsOwner", Entry::owner)
          .with("IsNotifyOnUploadDownloadDisabled", line -> false)
          .toOneReferenced("Item", ItemJson.SET, line -> Optional.of(line.folder().value()))
          .toOneReferenced("Principal", "Principals", line -> Optional.of(line.principal().value()))
          .build();

  /// The same inside another object.
  static final Shape<Entry> NESTED =
      Shape.<Entry>of(SET, "AccessControl")
          .like(SHAPE)
          .with("Id", AccessControlJson::key)
          .withCall("url", (line, call) -> call.base() + "/" + SET + "(" + key(line) + ")")
          .build();

  private final AccessControls controls;

  AccessControlJson(AccessControls controls) {
    this.controls = controls;
  }

  @Bean
  static Contribution<ItemView> accessControlsOfItem(AccessControls controls) {
    return Contribution.feed(
        ItemJson.SET,
        SET,
        SET,
        (caller, owners) -> {
          Map<ItemId, List<Entry>> lines =
              controls.attached(caller, owners.stream().map(ItemView::located).toList());
          Map<ItemView, List<Entry>> found = new IdentityHashMap<>();
          owners.forEach(owner -> {
            List<Entry> own = lines.get(owner.item().id());
            if (own != null) {
              found.put(owner, own);
            }
          });
          return found;
        });
  }

  static String key(Entry line) {
    return "principalid=" + line.principal() + ",itemid=" + line.folder();
  }

  /// The principal that a key names.
  static PrincipalId principal(Key key) {
    String text = key.part("principalid");
    return PrincipalId.parse(text)
        .orElseThrow(() -> Refusal.noSuchThing("The user or group '" + text + "'"));
  }

  static String item(Key key) {
    return key.part("itemid");
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<Entry>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Entry> shapeOf(Entry line) {
    return SHAPE;
  }

  @Override
  public String idOf(Entry line) {
    return key(line);
  }

  @Override
  public Map<String, Entry> load(Principal caller, Set<String> ids) {
    Map<String, Entry> found = new HashMap<>();
    ids.forEach(id -> {
      Key key = Key.parse(id);
      found.put(id, controls.find(caller, item(key), principal(key)));
    });
    return found;
  }
}
