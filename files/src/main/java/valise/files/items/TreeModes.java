package valise.files.items;

import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.odata.Call;

/// The tree form of `Items(id)`: a picker of folders asks of each folder whether its item could go
/// there (`treeMode`, `sourceId`), and reads `Info.TreeModeOperationAllowed` [net-sdk].
@Component
final class TreeModes {

  private final Items items;

  TreeModes(Items items) {
    this.items = items;
  }

  /// What the picker is for.
  enum Mode {
    STANDARD("Standard"),
    COPY("Copy"),
    MOVE("Move"),
    SYNC("Sync"),
    MANAGE("Manage");

    private final String wireName;

    Mode(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }

    static Optional<Mode> parse(String text) {
      return Arrays.stream(values()).filter(m -> m.wireName.equalsIgnoreCase(text)).findAny();
    }
  }

  /// What is asked of every folder of an answer.
  record Question(Principal caller, Mode mode, Optional<Located> source) {

    Optional<String> sourceId() {
      return source.map(it -> it.item().id().value());
    }

    /// Whether the operation would be allowed with this folder as its target.
    boolean allowedIn(Located folder) {
      boolean takes =
          switch (mode) {
            case STANDARD -> true;
            case COPY, MOVE, SYNC -> takesItems(folder);
            case MANAGE -> folder.rights().has(Right.MANAGE) && !folder.item().id().isVirtual();
          };
      return takes && source.map(it -> allowed(it, folder)).orElse(true);
    }

    private boolean takesItems(Located folder) {
      boolean top =
          folder.item().place() == Item.Place.ROOT
              || folder.item().id().equals(ItemId.ALL_SHARED)
              || folder.item().id().equals(ItemId.TOP);
      if (top) {
        return ItemInfoJson.mayCreateTopFolders(caller)
            && source.map(it -> it.item().isFolder()).orElse(true);
      }
      return !folder.item().id().isVirtual() && folder.rights().has(Right.UPLOAD);
    }

    private boolean allowed(Located from, Located folder) {
      if (mode == Mode.MOVE) {
        return from.rights().has(Right.DELETE)
            && from.rights().has(Right.UPLOAD)
            && !from.item().isFixed()
            && !folder.lineage().isWithin(from.item().id())
            && !from.item().parent().equals(Optional.of(folder.item().id()));
      }
      return mode != Mode.COPY
          || (from.rights().has(Right.DOWNLOAD) && !folder.lineage().isWithin(from.item().id()));
    }
  }

  /// The question of one request, if it asks one.
  Optional<Question> question(Call call) {
    return call.params()
        .oneOf("treeMode", Mode::parse, "Standard, Copy, Move, Sync or Manage")
        .map(mode ->
            new Question(
                call.principal(),
                mode,
                call.params().text("sourceId").map(id -> items.locate(call.principal(), id))));
  }
}
