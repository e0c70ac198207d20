package valise.files.search;

import java.util.List;
import java.util.Optional;
import valise.files.access.Right;
import valise.files.ids.ItemId;
import valise.files.items.Item;
import valise.files.items.ItemView;
import valise.files.odata.Shape;

/// The vendor's `SearchResults` and `AdvancedSearchResults`: not feeds, they have no `value`
/// [net-sdk].
final class SearchJson {

  private SearchJson() {}

  /// One page of results.
  record Results(List<Result> results, boolean partial, boolean timedOut) {}

  /// One result.
  record Result(ItemView view, int rank, double score, String parentPath) {

    Item item() {
      return view.item();
    }

    private String parentName() {
      return parentPath.substring(parentPath.lastIndexOf('/') + 1);
    }
  }

  private static final Shape<Result> RESULT =
      Shape.<Result>of("SearchResult")
          .with("Rank", Result::rank)
          .with("Score", Result::score)
          .with("ItemID", it -> it.item().id().value())
          .with("ParentID", it -> it.item().parent().map(ItemId::value).orElse(null))
          .with("ParentName", Result::parentName)
          .with("ItemType", it -> typeName(it.item().kind()))
          .with("FileName", it -> it.item().fileName())
          .with("DisplayName", it -> it.item().name())
          .with("Size", it -> it.item().size())
          .with("CreatorID", it -> it.item().creator().value())
          .with("CreatorName", it -> it.view().creator().brief())
          .with("CreatorFirstName", it -> it.view().creator().first())
          .with("CreatorLastName", it -> it.view().creator().last())
          .withDate("CreationDate", it -> Optional.of(it.item().createdAt()))
          .with("Details", it -> it.item().description())
          .with("MD5", it -> it.item().content().map(Item.Content::md5).orElse(null))
          .with("PreviewStatus", it -> 0)
          .with("VirusStatus", it -> 0)
          .withCall("Url", (it, call) -> call.base() + "/Items(" + it.item().id() + ")")
          .with("CanDownload", it -> it.view().located().rights().has(Right.DOWNLOAD))
          .with("CanView", it -> it.view().located().rights().has(Right.VIEW))
          .with(
              "CanDelete",
              it -> !it.item().isFixed() && it.view().located().rights().has(Right.DELETE))
          .with("ParentSemanticPath", Result::parentPath)
          .with("Path", it -> it.view().located().chain().idPath())
          .with("StreamID", it -> it.item().stream().value())
          .with("AccountID", it -> it.item().account().value())
          .build();

  static final Shape<Results> SEARCH = results("SearchResults");

  static final Shape<Results> ADVANCED = results("AdvancedSearchResults");

  private static Shape<Results> results(String type) {
    return Shape.<Results>of(type)
        .with("PartialResults", Results::partial)
        .with("TimedOut", Results::timedOut)
        .with(
            "Results",
            it -> it.results().stream().map(each -> new Shape.Nested<>(RESULT, each)).toList())
        .build();
  }

  static String typeName(Item.Kind kind) {
    return switch (kind) {
      case FOLDER -> "Folder";
      case FILE -> "File";
      case NOTE -> "Note";
      case LINK -> "Link";
    };
  }
}
