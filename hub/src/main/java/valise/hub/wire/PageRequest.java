package valise.hub.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.platform.Refusal;

/// Which part of a list is asked for: `pageSize`, and `nextPage` with what the answer before said,
/// or `page`, counted from 1 [docs].
///
/// @param size 1 to [#MOST]
/// @param page from 1; says nothing when there is a `nextPage`
/// @param nextPage opaque to the caller; made by whoever reads it
public record PageRequest(int size, int page, Optional<String> nextPage) {

  /// Both the default and the most [docs].
  public static final int MOST = 200;

  /// @throws Refusal when a number is none, or too small; a size that is too large is cut
  public static PageRequest of(
      Optional<String> pageSize, Optional<String> page, Optional<String> nextPage) {
    return new PageRequest(
        Math.min(MOST, pageSize.map(text -> whole("pageSize", text)).orElse(MOST)),
        page.map(text -> whole("page", text)).orElse(1),
        nextPage.filter(text -> !text.isBlank()));
  }

  private static int whole(String name, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw Refusal.malformed("BAD_PARAMETER", "'" + name + "' must be a whole number from 1.");
  }

  /// Where the page begins, for lists that are cut by counting.
  public int offset() {
    return nextPage
        .map(PageRequest::offset)
        .orElseGet(() -> (int) Math.min(Integer.MAX_VALUE, (page - 1L) * size));
  }

  private static int offset(String token) {
    try {
      JsonNode read =
          WireJson.MAPPER.readTree(
              new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
      if (read.path("offset").canConvertToInt() && read.path("offset").asInt() >= 0) {
        return read.path("offset").asInt();
      }
    } catch (IllegalArgumentException | JacksonException e) {
      // Refused below.
    }
    throw badNextPage();
  }

  /// What to throw for a `nextPage` that is none of ours.
  public static Refusal badNextPage() {
    return Refusal.malformed(
        "BAD_PARAMETER", "'nextPage' must be an Elements-Next-Page-Token of an earlier answer.");
  }

  /// The answer with this page of `all`.
  public <T> ResponseEntity<List<T>> cut(List<T> all) {
    int from = Math.min(offset(), all.size());
    int to = Math.min(all.size() - from, size) + from;
    return answer(all.subList(from, to), all.size());
  }

  /// The answer with a page that was cut already, of so many altogether.
  public <T> ResponseEntity<List<T>> answer(List<T> items, int total) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header("Elements-Returned-Count", Integer.toString(items.size()))
            .header("Elements-Total-Count", Integer.toString(total));
    int next = Math.min(offset(), total) + items.size();
    if (next < total) {
      answer.header("Elements-Next-Page-Token", token(next));
    }
    return answer.body(items);
  }

  /// What asks for the page that begins at `offset`.
  public static String token(int offset) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("{\"offset\":" + offset + "}").getBytes(StandardCharsets.UTF_8));
  }
}
