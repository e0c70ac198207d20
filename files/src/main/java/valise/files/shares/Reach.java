package valise.files.shares;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.groups.Principals;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.items.Chain;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Located;

/// What shares lead to at this moment: what their creators may download, or upload into, now.
@Component
final class Reach {

  private final Items items;
  private final Principals principals;
  private final Accounts accounts;

  Reach(Items items, Principals principals, Accounts accounts) {
    this.items = items;
    this.principals = principals;
    this.accounts = accounts;
  }

  /// A share with what it leads to.
  ///
  /// @param share with the policy that is in force, which the account may have made stricter
  /// @param creator in whose name everything is done
  /// @param things what is sent and still there, in order
  /// @param folder where requested files go
  record Reached(
      Share share, Principal creator, List<SharedThing> things, Optional<Located> folder) {

    Reached {
      things = List.copyOf(things);
    }

    /// Whether there is anything behind it for anybody but its creator.
    boolean leadsAnywhere() {
      return share.sends() ? !things.isEmpty() : folder.isPresent();
    }
  }

  /// One thing that is sent, as it is now.
  ///
  /// @param located with the creator's rights
  record SharedThing(Share.Part part, Located located) {

    ItemId id() {
      return located.item().id();
    }

    /// Whether a client means it by this text: the item's id or, of a share that follows new
    /// versions, the stream's.
    boolean answersTo(String reference) {
      return id().value().equalsIgnoreCase(reference) || part.thing().equalsIgnoreCase(reference);
    }

    /// As others may see it: with no more rights than the share gives, and nothing of where it
    /// lies.
    Located shown(Share.Policy policy) {
      Chain chain = located.chain();
      return new Located(
          located.item().withoutParent(),
          new Chain(List.of(chain.nodes().getLast())),
          policy.viewOnly() ? Rights.of(Right.VIEW) : Rights.of(Right.DOWNLOAD));
    }
  }

  /// Empty when the creator is gone or may do nothing any more.
  Optional<Reached> of(DSLContext sql, Share share) {
    return principals
        .of(sql, share.creator())
        .filter(creator -> creator.account().equals(share.account()))
        .map(creator -> of(sql, share, creator));
  }

  private Reached of(DSLContext sql, Share share, Principal creator) {
    Share inForce = share.with(inForce(accounts.settings(sql, share.account()), share));
    return share.sends()
        ? new Reached(inForce, creator, things(sql, share, creator), Optional.empty())
        : new Reached(inForce, creator, List.of(), folder(sql, share, creator));
  }

  /// The policy with what the account asks for.
  static Share.Policy inForce(AccountSettings settings, Share share) {
    boolean login =
        settings.flag(
            share.sends()
                ? AccountSetting.REQUIRE_LOGIN_ON_DOWNLOAD
                : AccountSetting.REQUIRE_LOGIN_ON_UPLOAD);
    return login ? share.policy().requiringLogin() : share.policy();
  }

  private List<SharedThing> things(DSLContext sql, Share share, Principal creator) {
    List<Share.Part> parts = ShareStore.parts(sql, share.id());
    List<StreamId> streams = parts.stream().flatMap(part -> part.stream().stream()).toList();
    Map<StreamId, Located> newest = items.locateStreams(sql, creator, streams);
    List<ItemId> versions =
        parts.stream().filter(part -> part.stream().isEmpty()).map(Share.Part::item).toList();
    Map<ItemId, Located> exact =
        items.locate(sql, creator, versions, Items.Deleted.HIDDEN).stream()
            .collect(Collectors.toMap(each -> each.item().id(), each -> each));
    List<SharedThing> things = new ArrayList<>();
    for (Share.Part part : parts) {
      Optional<StreamId> stream = part.stream();
      Located located = stream.isPresent() ? newest.get(stream.get()) : exact.get(part.item());
      if (located != null && located.rights().has(Right.DOWNLOAD)) {
        things.add(new SharedThing(part, located));
      }
    }
    return things;
  }

  private Optional<Located> folder(DSLContext sql, Share share, Principal creator) {
    return items
        .locate(sql, creator, share.folder().stream().toList(), Items.Deleted.HIDDEN)
        .stream()
        .filter(found -> found.item().isFolder() && found.rights().has(Right.UPLOAD))
        .filter(found -> found.item().place() != Item.Place.ROOT)
        .findFirst();
  }
}
