package valise.files.shares;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.platform.Refusal;

/// What callers put into shares. Only who may download a thing may send it; only who may upload
/// into a folder may request into it.
@Component
final class Contents {

  private final Items items;

  Contents(Items items) {
    this.items = items;
  }

  /// The things a caller wants to send.
  ///
  /// @param references item ids; with `streams` all of them stream ids [seed]
  List<Share.Part> parts(
      DSLContext sql, Principal caller, List<String> references, boolean streams) {
    List<Share.Part> parts = new ArrayList<>();
    Map<String, Located> found = locate(sql, caller, references, streams);
    for (String reference : references) {
      Located located =
          Optional.ofNullable(found.get(reference))
              .orElseThrow(() -> ShareRefusals.unknownItem(reference));
      Item item = requireSendable(located).item();
      String thing = streams ? item.stream().value() : item.id().value();
      parts.add(new Share.Part(thing, item.id(), item.name()));
    }
    return parts;
  }

  private Map<String, Located> locate(
      DSLContext sql, Principal caller, List<String> references, boolean streams) {
    Map<String, ItemId> exact = new HashMap<>();
    Map<String, StreamId> newest = new HashMap<>();
    for (String reference : references) {
      Optional<StreamId> stream = StreamId.parse(reference);
      if (stream.isPresent()) {
        newest.put(reference, stream.get());
      } else if (streams) {
        throw ShareRefusals.bad(
            "Items",
            "stream ids only, because UsesStreamIDs is set; '"
                + shown(reference)
                + "'"
                + " is none");
      } else {
        ItemId.parse(reference).ifPresent(id -> exact.put(reference, id));
      }
    }
    Map<ItemId, Located> byId = new HashMap<>();
    items
        .locate(sql, caller, exact.values(), Items.Deleted.HIDDEN)
        .forEach(located -> byId.put(located.item().id(), located));
    Map<StreamId, Located> byStream = items.locateStreams(sql, caller, newest.values());
    Map<String, Located> found = new HashMap<>();
    exact.forEach((reference, id) -> put(found, reference, byId.get(id)));
    newest.forEach((reference, stream) -> put(found, reference, byStream.get(stream)));
    return found;
  }

  private static void put(Map<String, Located> found, String reference, @Nullable Located located) {
    if (located != null) {
      found.put(reference, located);
    }
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  private static Located requireSendable(Located located) {
    Item item = located.item();
    boolean sendable =
        (item.isFile() || item.isFolder())
            && !item.id().isVirtual()
            && item.place() != Item.Place.ROOT;
    if (!sendable) {
      throw Refusal.malformed("INVALID_TARGET", "'" + item.name() + "' cannot be shared.");
    }
    return located.require(Right.DOWNLOAD);
  }

  /// The folder a caller wants to request files into.
  Located folder(DSLContext sql, Principal caller, String reference) {
    return requireReceiving(items.locate(sql, caller, reference, Items.Deleted.HIDDEN));
  }

  /// The same by a path of names from the caller's root.
  Located folderAt(DSLContext sql, Principal caller, String path) {
    return requireReceiving(items.byPath(sql, caller, ItemId.TOP.value(), path));
  }

  private static Located requireReceiving(Located folder) {
    folder.requireFolder();
    if (folder.item().id().isVirtual() || folder.item().place() == Item.Place.ROOT) {
      throw Refusal.malformed(
          "INVALID_TARGET",
          "Files cannot be requested into '" + folder.item().name() + "', it holds folders only.");
    }
    return folder.require(Right.UPLOAD);
  }
}
