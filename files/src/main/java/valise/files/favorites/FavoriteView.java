package valise.files.favorites;

import valise.files.items.ItemView;

/// A favorite with the item it is now.
record FavoriteView(Favorite favorite, ItemView item) {}
