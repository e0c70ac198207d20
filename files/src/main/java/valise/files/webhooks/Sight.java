package valise.files.webhooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalLookup;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.platform.db.Database;

/// Whether a subscriber may know of an event, asked when it is about to be told: by then they may
/// have lost the right, or their place in the account.
@Component
final class Sight {

  private final Database database;
  private final Items items;
  private final PrincipalLookup principals;

  Sight(Database database, Items items, PrincipalLookup principals) {
    this.database = database;
    this.items = items;
    this.principals = principals;
  }

  boolean permits(Subscription subscription, Delivery delivery) {
    Optional<Principal> subscriber = principals.of(subscription.account(), subscription.user());
    return subscriber.isPresent()
        && switch (subscription.context()) {
          // What administrators do not see they could let themselves see.
          case ACCOUNT -> subscriber.get().isAdmin();
          case FOLDER -> sees(subscriber.get(), subscription.folder().orElseThrow(), delivery);
        };
  }

  private boolean sees(Principal subscriber, ItemId folder, Delivery delivery) {
    return database.read(sql -> {
      // The very thing, or what held it when it is gone for good.
      Optional<ItemId> about =
          delivery.item().filter(id -> items.find(sql, id).isPresent()).or(delivery::parent);
      List<ItemId> wanted = new ArrayList<>(List.of(folder));
      about.ifPresent(wanted::add);
      List<Located> seen = items.locate(sql, subscriber, wanted, Items.Deleted.SHOWN);
      return seen.size() == wanted.size()
          && seen.stream().allMatch(each -> each.rights().has(Right.VIEW));
    });
  }
}
