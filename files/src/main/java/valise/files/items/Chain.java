package valise.files.items;

import java.util.List;
import java.util.stream.Collectors;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;

/// A lineage with what a page needs of each step: its name, place and state. Root first.
public record Chain(List<Node> nodes) {

  public Chain {
    nodes = List.copyOf(nodes);
  }

  /// One step.
  public record Node(ItemId id, String name, Item.Place place, Item.State state) {}

  public Lineage lineage() {
    return new Lineage(nodes.stream().map(Node::id).toList());
  }

  /// Whether the item and all above it are there for all to see: nothing deleted, nothing
  /// unfinished.
  boolean isLive() {
    return nodes.stream()
        .allMatch(
            node -> node.state() == Item.State.LIVE || node.state() == Item.State.OLD_VERSION);
  }

  /// Whether something on the way is being built or purged, and so exists for nobody.
  boolean isHidden() {
    return nodes.stream()
        .anyMatch(
            node -> node.state() == Item.State.BUILDING || node.state() == Item.State.PURGING);
  }

  /// Without the last step.
  Chain parent() {
    return new Chain(nodes.subList(0, nodes.size() - 1));
  }

  /// The folders above whose totals contain the last step. A folder in the recycle bin keeps its
  /// own totals right, but those above it do not contain it any more.
  List<ItemId> counting() {
    int from = 0;
    for (int i = 0; i < nodes.size() - 1; i++) {
      if (nodes.get(i).state() != Item.State.LIVE) {
        from = i;
      }
    }
    return nodes.subList(from, nodes.size() - 1).stream().map(Node::id).toList();
  }

  Chain child(Item item) {
    List<Node> longer = new java.util.ArrayList<>(nodes);
    longer.add(new Node(item.id(), item.name(), item.place(), item.state()));
    return new Chain(longer);
  }

  /// The vendor's `Path`: the ids of all ancestors after the word `root`; the root's own is `/root`
  /// [ps].
  public String idPath() {
    return "/root"
        + nodes.subList(0, nodes.size() - 1).stream()
            .map(node -> "/" + node.id())
            .collect(Collectors.joining());
  }

  /// The vendor's `SemanticPath`: names from the root down, the root itself left out.
  String namePath() {
    return nodes.stream().skip(1).map(node -> "/" + node.name()).collect(Collectors.joining());
  }
}
