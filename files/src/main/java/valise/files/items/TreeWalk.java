package valise.files.items;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.platform.Refusal;

/// Everything below some items that the caller may download, a level at a time: a fixed number of
/// queries for each level, however wide it is.
@Component
public final class TreeWalk {

  /// One thing found.
  ///
  /// @param path names from where the walk began, joined with `/`
  /// @param empty whether it is a folder that holds nothing the walk found
  public record Found(String path, Item item, boolean empty) {}

  /// SQLite takes some thirty thousand values in one statement; a level may have more folders.
  private static final int BATCH = 500;

  private final Access access;

  TreeWalk(Access access) {
    this.access = access;
  }

  private record Folder(String path, Located located) {}

  /// Walks down from `tops`. A folder inside whose own list keeps the caller from downloading is
  /// left out with all that is in it, as it is from a listing.
  ///
  /// @param most refuse to find more than so many
  public List<Found> below(DSLContext sql, Principal caller, List<Located> tops, int most) {
    List<Found> found = new ArrayList<>();
    List<Folder> level = new ArrayList<>();
    for (Located top : tops) {
      add(new Folder(top.item().name(), top), found, level);
    }
    while (!level.isEmpty()) {
      List<Folder> next = new ArrayList<>();
      for (int at = 0; at < level.size(); at += BATCH) {
        descend(sql, caller, level.subList(at, Math.min(level.size(), at + BATCH)), found, next);
        if (found.size() > most) {
          throw Refusal.tooLarge(
              "TOO_MANY_ITEMS", "This holds more than " + most + " items; take it in parts.");
        }
      }
      level = next;
    }
    return found;
  }

  private void descend(
      DSLContext sql,
      Principal caller,
      List<Folder> folders,
      List<Found> found,
      List<Folder> next) {
    Map<ItemId, Folder> byId = new HashMap<>();
    folders.forEach(folder -> byId.put(folder.located().item().id(), folder));
    List<Item> children = ItemStore.liveChildren(sql, byId.keySet());
    Map<ItemId, Lineage> lineages = new HashMap<>();
    for (Item child : children) {
      if (child.isFolder()) {
        Folder parent = parentOf(byId, child);
        lineages.put(child.id(), parent.located().lineage().child(child.id()));
      }
    }
    Map<Lineage, Rights> rights = access.rightsOn(sql, caller, lineages.values());
    for (Item child : children) {
      Folder parent = parentOf(byId, child);
      Lineage lineage = lineages.get(child.id());
      Rights effective =
          lineage == null ? parent.located().rights() : rights.getOrDefault(lineage, Rights.NONE);
      if (effective.has(Right.DOWNLOAD)) {
        Located located = new Located(child, parent.located().chain().child(child), effective);
        add(new Folder(parent.path() + "/" + child.name(), located), found, next);
      }
    }
  }

  private static Folder parentOf(Map<ItemId, Folder> byId, Item child) {
    return java.util.Objects.requireNonNull(byId.get(child.parent().orElseThrow()));
  }

  private static void add(Folder each, List<Found> found, List<Folder> next) {
    Item item = each.located().item();
    found.add(new Found(each.path(), item, item.isFolder() && item.fileCount() == 0));
    if (item.isFolder()) {
      next.add(each);
    }
  }
}
