package valise.files.shares;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.items.ItemView;
import valise.files.items.Items;
import valise.platform.db.Database;

/// The items of shares, as whoever may see the share may see them: with no more rights than it
/// gives, and nothing of where they lie.
@Component
final class SharedItems {

  private final Database database;
  private final Shares shares;
  private final Reach reach;
  private final Items items;

  SharedItems(Database database, Shares shares, Reach reach, Items items) {
    this.database = database;
    this.shares = shares;
    this.reach = reach;
    this.items = items;
  }

  /// @throws valise.platform.Refusal when the share is not there for the caller, or requests files
  List<ItemView> of(Principal caller, String id) {
    Share share = database.read(sql -> shares.require(sql, caller, id, false));
    if (!share.sends()) {
      throw ShareRefusals.notASend();
    }
    return of(share);
  }

  ItemView one(Principal caller, String id, String item) {
    return of(caller, id).stream()
        .filter(view ->
            view.item().id().value().equalsIgnoreCase(item)
                || view.item().stream().value().equalsIgnoreCase(item))
        .findFirst()
        .orElseThrow(() -> ShareRefusals.unknownItem(item));
  }

  /// For `$expand=Items`, of shares the caller was shown already.
  Map<ShareView, List<ItemView>> of(Principal caller, Collection<ShareView> views) {
    Map<ShareView, List<ItemView>> found = new HashMap<>();
    views.forEach(view -> found.put(view, view.share().sends() ? of(view.share()) : List.of()));
    return found;
  }

  private List<ItemView> of(Share share) {
    return items.views(
        database.read(sql ->
            reach
                .of(sql, share)
                .map(reached ->
                    reached.things().stream()
                        .map(thing -> thing.shown(reached.share().policy()))
                        .toList())
                .orElse(List.of())));
  }
}
