package valise.files.favorites;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.items.ItemJson;
import valise.files.items.ItemView;
import valise.files.odata.Contribution;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The older set `FavoriteFolders`: just the folders, named by their item ids [net-sdk].
@Component
final class FavoriteFolderJson implements EntitySet<FavoriteView> {

  static final String SET = "FavoriteFolders";

  private static final Shape<FavoriteView> SHAPE =
      Shape.<FavoriteView>of(SET, "FavoriteFolder")
          .with("FolderAlias", view -> view.favorite().alias())
          .with("FolderName", view -> view.item().item().name())
          .with("SortOrder", view -> view.favorite().position())
          .with("Path", view -> view.item().located().chain().idPath())
          .with("FileSize", view -> view.item().item().size())
          .withDate("CreationDate", view -> Optional.of(view.item().item().createdAt()))
          .with("CreatorFirstName", view -> view.item().creator().first())
          .with("CreatorLastName", view -> view.item().creator().last())
          .toOneReferenced("Folder", ItemJson.SET, view -> Optional.of(id(view)))
          .toOneReferenced("User", "Users", view -> Optional.of(view.favorite().user().value()))
          .build();

  private final Favorites favorites;

  FavoriteFolderJson(Favorites favorites) {
    this.favorites = favorites;
  }

  @Bean
  static Contribution<ItemView> favoriteFolderOfItem() {
    return Contribution.maybeOne(
        ItemJson.SET,
        "FavoriteFolder",
        SET,
        view -> view.item().isFolder() ? Optional.of(view.item().id().value()) : Optional.empty());
  }

  private static String id(FavoriteView view) {
    return view.item().item().id().value();
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<FavoriteView>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<FavoriteView> shapeOf(FavoriteView view) {
    return SHAPE;
  }

  @Override
  public String idOf(FavoriteView view) {
    return id(view);
  }

  @Override
  public Map<String, FavoriteView> load(Principal caller, Set<String> ids) {
    Map<String, FavoriteView> found = new HashMap<>();
    favorites.list(caller, Favorite::folder).stream()
        .filter(view -> ids.contains(id(view)))
        .forEach(view -> found.put(id(view), view));
    return found;
  }
}
