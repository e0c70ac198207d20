package valise.files.ids;

import java.util.List;

/// The way from the account's root folder down to an item, both included. What the access rule is
/// decided on.
public record Lineage(List<ItemId> ids) {

  public Lineage {
    ids = List.copyOf(ids);
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("a lineage has at least the item itself");
    }
  }

  public ItemId root() {
    return ids.getFirst();
  }

  public ItemId item() {
    return ids.getLast();
  }

  /// All but the item itself, root first.
  public List<ItemId> ancestors() {
    return ids.subList(0, ids.size() - 1);
  }

  /// Whether the item is `folder` or lies below it.
  public boolean isWithin(ItemId folder) {
    return ids.contains(folder);
  }

  public Lineage child(ItemId id) {
    java.util.ArrayList<ItemId> longer = new java.util.ArrayList<>(ids);
    longer.add(id);
    return new Lineage(longer);
  }
}
