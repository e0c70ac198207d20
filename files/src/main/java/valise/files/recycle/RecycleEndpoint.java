package valise.files.recycle;

import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.items.ItemJson;
import valise.files.items.ItemRefs;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.items.Tree;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;

/// The recycle bin: what is in it, taking things out, ending them. Sharefile-v3 sections 4.1 and
/// 4.4. People find what they deleted themselves and what lies where they may delete; members of
/// the Super User Group find everything.
@Endpoint
final class RecycleEndpoint {

  private final Items items;
  private final Tree tree;
  private final ItemJson set;

  RecycleEndpoint(Items items, Tree tree, ItemJson set) {
    this.items = items;
    this.tree = tree;
    this.set = set;
  }

  @GetMapping("/sf/v3/Items({id})/DeletedChildren")
  Answer deletedChildren(Call call, @PathVariable String id) {
    return feed(items.deletedChildren(call.principal(), id));
  }

  /// What one user deleted: the caller, unless `userid` names another. There is one zone, so `zone`
  /// says nothing.
  @GetMapping("/sf/v3/Items/UserDeletedItems")
  Answer userDeletedItems(Call call) {
    Principal caller = call.principal();
    Optional<String> userid = call.params().text("userid");
    UserId user =
        userid
            .map(text ->
                UserId.parse(text)
                    .orElseThrow(() -> Refusal.noSuchThing("The user '" + text + "'")))
            .orElse(caller.user());
    if (!user.equals(caller.user()) && !caller.superUser() && !caller.isAdmin()) {
      throw Refusal.notAllowed("Only administrators may look into the recycle bin of others.");
    }
    return feed(items.deletedBy(caller, user));
  }

  @PostMapping("/sf/v3/Items/BulkRestore")
  Answer restore(Call call) {
    tree.restore(call.principal(), ItemRefs.ids(call));
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/Items/BulkDeletePermanently")
  Answer deletePermanently(Call call) {
    tree.purge(call.principal(), ItemRefs.ids(call));
    return Answer.nothing();
  }

  private Answer feed(List<Located> located) {
    return Answer.feed(set, items.views(located));
  }
}
