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

/// The set `Favorites`: files and folders, named by their streams [net-sdk].
@Component
final class FavoriteJson implements EntitySet<FavoriteView> {

  static final String SET = "Favorites";

  private static final Shape<FavoriteView> SHAPE =
      Shape.<FavoriteView>of(SET, "Favorite")
          .with("Alias", view -> view.favorite().alias())
          .with("DisplayPosition", view -> view.favorite().position())
          .withDate("CreationDate", view -> Optional.of(view.favorite().createdAt()))
          .toOneReferenced(
              "Item", ItemJson.SET, view -> Optional.of(view.item().item().id().value()))
          .toOneReferenced("User", "Users", view -> Optional.of(view.favorite().user().value()))
          .build();

  private final Favorites favorites;

  FavoriteJson(Favorites favorites) {
    this.favorites = favorites;
  }

  @Bean
  static Contribution<ItemView> favoriteOfItem() {
    return Contribution.maybeOne(
        ItemJson.SET, "Favorite", SET, view -> Optional.of(view.item().stream().value()));
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
    return view.favorite().stream().value();
  }

  @Override
  public Map<String, FavoriteView> load(Principal caller, Set<String> ids) {
    Map<String, FavoriteView> found = new HashMap<>();
    favorites
        .list(caller, favorite -> ids.contains(favorite.stream().value()))
        .forEach(view -> found.put(idOf(view), view));
    return found;
  }
}
