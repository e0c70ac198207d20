package valise.files.favorites;

import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import tools.jackson.core.type.TypeReference;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// Favorites: sharefile-v3 section 16.
@Endpoint
final class FavoritesEndpoint {

  private final Favorites favorites;
  private final FavoriteJson set;
  private final FavoriteFolderJson folderSet;

  FavoritesEndpoint(Favorites favorites, FavoriteJson set, FavoriteFolderJson folderSet) {
    this.favorites = favorites;
    this.set = set;
    this.folderSet = folderSet;
  }

  record ItemBody(Field<String> id, Field<String> streamId, Field<String> url) {

    Optional<String> reference() {
      return streamId
          .value()
          .or(id::value)
          .or(() -> url.value().map(u -> u.substring(u.indexOf('(') + 1).replaceFirst("\\).*", "")))
          .filter(text -> !text.isBlank());
    }
  }

  /// Members of both kinds, for both are sent to either address.
  record FavoriteBody(
      Field<ItemBody> folder,
      Field<ItemBody> item,
      Field<String> folderAlias,
      Field<String> alias,
      Field<Integer> sortOrder,
      Field<Integer> displayPosition) {

    Favorites.Wanted wanted(boolean folders) {
      String reference =
          (folders ? folder : item)
              .value()
              .or(() -> (folders ? item : folder).value())
              .flatMap(ItemBody::reference)
              .orElseThrow(() ->
                  Refusal.malformed(
                      "PARAMETER_MISSING",
                      folders
                          ? "The body must give Folder.Id."
                          : "The body must give Item.StreamID."));
      return new Favorites.Wanted(
          reference,
          (folders ? folderAlias : alias).value().filter(text -> !text.isBlank()),
          // An SDK writes the number 0 for a sort order it was never told [net-sdk].
          folders ? sortOrder.value().filter(order -> order > 0) : displayPosition.value());
    }
  }

  // --- folders -----------------------------------------------------------------------------------

  @GetMapping("/sf/v3/Users({id})/FavoriteFolders")
  Answer folders(Call call, @PathVariable String id) {
    requireSelf(call, id);
    return Answer.feed(folderSet, favorites.list(call.principal(), Favorite::folder));
  }

  @GetMapping("/sf/v3/Users({id})/FavoriteFolders({item})")
  Answer folderOf(Call call, @PathVariable String id, @PathVariable String item) {
    requireSelf(call, id);
    return folder(call, item);
  }

  @GetMapping({"/sf/v3/FavoriteFolders({item})", "/sf/v3/Items({item})/FavoriteFolder"})
  Answer folder(Call call, @PathVariable String item) {
    return Answer.entity(folderSet, favorites.find(call.principal(), item, Favorite::folder));
  }

  @PostMapping("/sf/v3/Users({id})/FavoriteFolders")
  Answer addFolder(Call call, @PathVariable String id) {
    requireSelf(call, id);
    Favorites.Wanted wanted = call.body(FavoriteBody.class).wanted(true);
    return Answer.entity(folderSet, favorites.add(call.principal(), wanted, true));
  }

  @PutMapping("/sf/v3/Users({id})/FavoriteFolders")
  Answer replaceFolders(Call call, @PathVariable String id) {
    requireSelf(call, id);
    favorites.replace(call.principal(), list(call, true), true);
    return Answer.nothing();
  }

  @DeleteMapping("/sf/v3/Users({id})/FavoriteFolders({item})")
  Answer removeFolder(Call call, @PathVariable String id, @PathVariable String item) {
    requireSelf(call, id);
    favorites.remove(call.principal(), item, Favorite::folder);
    return Answer.nothing();
  }

  // --- everything --------------------------------------------------------------------------------

  @GetMapping("/sf/v3/Users({id})/Favorites")
  Answer all(Call call, @PathVariable String id) {
    requireSelf(call, id);
    return Answer.feed(set, favorites.list(call.principal(), favorite -> true));
  }

  @GetMapping("/sf/v3/Favorites({stream})")
  Answer one(Call call, @PathVariable String stream) {
    return Answer.entity(set, favorites.find(call.principal(), stream, favorite -> true));
  }

  @PostMapping("/sf/v3/Users({id})/Favorites")
  Answer add(Call call, @PathVariable String id) {
    requireSelf(call, id);
    Favorites.Wanted wanted = call.body(FavoriteBody.class).wanted(false);
    return Answer.entity(set, favorites.add(call.principal(), wanted, false));
  }

  @PutMapping("/sf/v3/Users({id})/Favorites")
  Answer replace(Call call, @PathVariable String id) {
    requireSelf(call, id);
    favorites.replace(call.principal(), list(call, false), false);
    return Answer.nothing();
  }

  @DeleteMapping("/sf/v3/Users({id})/Favorites")
  Answer clear(Call call, @PathVariable String id) {
    requireSelf(call, id);
    favorites.clear(call.principal());
    return Answer.nothing();
  }

  @DeleteMapping("/sf/v3/Favorites({stream})")
  Answer remove(Call call, @PathVariable String stream) {
    favorites.remove(call.principal(), stream, favorite -> true);
    return Answer.nothing();
  }

  private static List<Favorites.Wanted> list(Call call, boolean folders) {
    List<FavoriteBody> bodies = call.body(new TypeReference<List<FavoriteBody>>() {});
    if (bodies.size() > Favorites.MOST) {
      throw Refusal.tooLarge(
          "TOO_MANY_FAVORITES", "A user can have at most " + Favorites.MOST + " favorites.");
    }
    if (bodies.contains(null)) {
      throw Refusal.malformed("BAD_BODY", "The body must be a list of favorites.");
    }
    return bodies.stream().map(body -> body.wanted(folders)).toList();
  }

  /// Said for every other id, so that it tells nothing about who exists.
  private static void requireSelf(Call call, String id) {
    if (!call.principal().user().value().equalsIgnoreCase(id)) {
      throw Refusal.notAllowed("Favorites are their user's own.");
    }
  }
}
