package valise.files.items;

import java.util.List;
import tools.jackson.core.type.TypeReference;
import valise.files.ids.ItemId;
import valise.files.odata.Call;
import valise.platform.Refusal;

/// Lists of items as clients send them.
public final class ItemRefs {

  private static final int MAX_BULK = 10_000;

  private ItemRefs() {}

  /// A body of `["id", ...]`, each id once.
  ///
  /// @throws Refusal when it is none, or longer than any client's
  public static List<ItemId> ids(Call call) {
    List<String> texts = call.body(new TypeReference<List<String>>() {});
    if (texts.size() > MAX_BULK) {
      throw Refusal.tooLarge("TOO_MANY_ITEMS", "At most " + MAX_BULK + " items at once.");
    }
    return texts.stream()
        .map(text ->
            ItemId.parse(String.valueOf(text))
                .filter(id -> !id.isVirtual())
                .orElseThrow(() -> Refusal.noSuchThing("The item '" + text + "'")))
        .distinct()
        .toList();
  }
}
