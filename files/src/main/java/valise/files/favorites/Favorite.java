package valise.files.favorites;

import java.time.Instant;
import valise.files.ids.StreamId;
import valise.files.ids.UserId;

/// One thing that one user keeps at hand.
///
/// @param folder whether it is a folder, which every client knows, or anything else
/// @param alias what the user calls it; no two of a user's are alike
/// @param position where it stands among the user's; no two share one
record Favorite(
    UserId user, StreamId stream, boolean folder, String alias, int position, Instant createdAt) {}
