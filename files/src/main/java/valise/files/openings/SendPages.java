package valise.files.openings;

import static valise.files.openings.Doorstep.template;
import static valise.files.shares.Share.Kind.SEND;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.downloads.Downloads;
import valise.files.downloads.Gate;
import valise.files.items.Item;
import valise.files.items.Located;
import valise.files.odata.Anonymous;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.openings.Doorstep.Visit;
import valise.files.pages.Page;
import valise.files.pages.PageFile;
import valise.files.shares.Entrance;
import valise.files.shares.Opening;
import valise.files.shares.Share;
import valise.files.thumbnails.PictureSize;
import valise.files.thumbnails.Sheets;
import valise.platform.Refusal;
import valise.platform.http.Region;

/// The page of what is sent: what it is and from whom, a look at it, and downloads (sharefile-v3
/// section 1.3).
///
/// A download begins with a form, not with a link, for programs that check mails follow links.
@Endpoint
final class SendPages {

  /// A text is shown as far as this many bytes.
  private static final int MOST_TEXT = 256 << 10;

  private static final String NO_PICTURE_PATH = "/pages/no-picture.svg";
  private static final PageFile NO_PICTURE = PageFile.beside(SendPages.class, NO_PICTURE_PATH);

  private final Doorstep doorstep;
  private final Entrance entrance;
  private final Gate gate;

  SendPages(Doorstep doorstep, Entrance entrance, Gate gate) {
    this.doorstep = doorstep;
    this.entrance = entrance;
    this.gate = gate;
  }

  @Anonymous
  @GetMapping(NO_PICTURE_PATH)
  void noPicture(HttpServletResponse response) throws IOException {
    NO_PICTURE.send(response);
  }

  /// The other form of these links that the vendor's clients know [net-sdk].
  @Anonymous
  @GetMapping("/d-{id}")
  void other(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    if (doorstep.admit(visit, SEND).isPresent()) {
      visit.go(visit.path(SEND));
    }
  }

  @Anonymous
  @GetMapping("/d/{id}")
  void page(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    Optional<Opening.Open> open = doorstep.admit(visit, SEND);
    if (open.isEmpty()) {
      return;
    }
    if (!Onlookers.isOne(request)) {
      entrance.seen(open.get(), visit.from());
    }
    visit.write(page(visit, open.get()));
  }

  private Page page(Visit visit, Opening.Open open) {
    Share share = open.share();
    List<Exhibit> exhibits = open.entries().stream().map(entry -> Exhibit.of(open, entry)).toList();
    Map<String, Object> values = new HashMap<>();
    values.put("title", share.title());
    values.put("sender", doorstep.sender(share));
    values.put("path", visit.path(SEND));
    values.put("exhibits", exhibits);
    values.put("total", total(open.entries()));
    share
        .policy()
        .expiresAt()
        .ifPresent(at -> values.put("until", Words.time(at, open.actor().zone())));
    OptionalLong remaining = open.remaining();
    boolean spent = remaining.isPresent() && remaining.getAsLong() <= 0;
    values.put("viewOnly", share.policy().viewOnly());
    values.put("all", !share.policy().viewOnly() && !spent && exhibits.size() > 1);
    values.put("downloads", !share.policy().viewOnly());
    open.alias().who().ifPresent(who -> values.put("guest", who.email().text()));
    return Page.of(template("send.html"), doorstep.companyOf(share), values).asWide();
  }

  private static String total(List<Opening.Entry> entries) {
    long files =
        entries.stream()
            .map(Opening.Entry::item)
            .mapToLong(item -> item.isFolder() ? item.fileCount() : 1)
            .sum();
    return Words.count(files, "file")
        + ", "
        + Words.size(entries.stream().map(Opening.Entry::item).mapToLong(Item::size).sum());
  }

  @Anonymous
  @PostMapping("/d/{id}/who")
  void identify(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    doorstep.identify(new Visit(call, request, response, id), SEND);
  }

  // --- downloading -------------------------------------------------------------------------------

  @Anonymous
  @PostMapping("/d/{id}/download")
  void downloadAll(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    download(
        visit,
        open ->
            open.entries().size() == 1
                ? entrance.download(open)
                : entrance.archive(
                    open, open.entries().stream().map(entry -> entry.id().value()).toList()));
  }

  @Anonymous
  @PostMapping("/d/{id}/download/{item}")
  void downloadOne(
      Call call,
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String id,
      @PathVariable String item)
      throws IOException {
    download(new Visit(call, request, response, id), open -> entrance.download(open, item));
  }

  /// Makes the token of a link.
  @FunctionalInterface
  private interface Link {
    String to(Opening.Open open);
  }

  private void download(Visit visit, Link link) throws IOException {
    Optional<Opening.Open> open = doorstep.admit(visit, SEND);
    if (open.isEmpty()) {
      return;
    }
    try {
      visit.go(Downloads.address("", link.to(open.get())).toString());
    } catch (Refusal refusal) {
      doorstep.refuse(visit, open.get(), refusal, visit.path(SEND));
    }
  }

  // --- looking -----------------------------------------------------------------------------------

  /// A small picture for the list, or one that stands for none.
  @Anonymous
  @GetMapping("/d/{id}/picture/{item}")
  void picture(
      Call call,
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String id,
      @PathVariable String item)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    Optional<Opening.Open> open = doorstep.admit(visit, SEND);
    if (open.isEmpty()) {
      return;
    }
    try {
      visit.go(entrance.picture("", open.get(), item, PictureSize.SMALL).toString());
    } catch (Refusal none) {
      visit.go(NO_PICTURE.address());
    }
  }

  @Anonymous
  @GetMapping("/d/{id}/view/{item}")
  void view(
      Call call,
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String id,
      @PathVariable String item)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    Optional<Opening.Open> open = doorstep.admit(visit, SEND);
    if (open.isEmpty()) {
      return;
    }
    List<Exhibit> viewable =
        open.get().entries().stream()
            .map(entry -> Exhibit.of(open.get(), entry))
            .filter(Exhibit::viewable)
            .toList();
    int at =
        IntStream.range(0, viewable.size())
            .filter(i -> viewable.get(i).id().equalsIgnoreCase(item))
            .findFirst()
            .orElse(-1);
    if (at < 0) {
      doorstep.refuse(
          visit,
          open.get(),
          Refusal.of(Refusal.Kind.NO_SUCH_THING, "NO_PREVIEW", "There is no preview of this file."),
          visit.path(SEND));
      return;
    }
    Map<String, Object> values = new HashMap<>();
    values.put("title", viewable.get(at).name());
    values.put("path", visit.path(SEND));
    values.put("exhibit", viewable.get(at));
    values.put("downloads", !open.get().share().policy().viewOnly());
    values.put("around", viewable.size() > 1);
    if (at > 0) {
      values.put("before", viewable.get(at - 1));
    }
    if (at < viewable.size() - 1) {
      values.put("after", viewable.get(at + 1));
    }
    if (viewable.get(at).picture()) {
      showPicture(visit, open.get(), viewable.get(at), values);
    } else {
      showText(visit, open.get(), viewable.get(at), values);
    }
    visit.write(
        Page.of(template("view.html"), doorstep.companyOf(open.get().share()), values).asWide());
  }

  private void showPicture(
      Visit visit, Opening.Open open, Exhibit exhibit, Map<String, Object> values)
      throws IOException {
    try {
      int page = (int) visit.call().params().number("page", 1, 1, Integer.MAX_VALUE);
      Sheets.Link sheet = entrance.sheet("", open, exhibit.id(), page);
      values.put("picture", sheet.address().toString());
      if (sheet.pages() > 1) {
        values.put("pageOf", "Page " + page + " of " + sheet.pages());
        values.put("pageBefore", page > 1 ? page - 1 : "");
        values.put("pageAfter", page < sheet.pages() ? page + 1 : "");
      }
    } catch (Refusal refusal) {
      refusal
          .retryAfter()
          .ifPresentOrElse(
              wait -> {
                visit.response().setHeader("Refresh", Long.toString(wait.toSeconds()));
                values.put("pending", true);
              },
              () -> values.put("none", true));
    }
  }

  private void showText(Visit visit, Opening.Open open, Exhibit exhibit, Map<String, Object> values)
      throws IOException {
    Optional<Located> file = entrance.readable(open, exhibit.id());
    if (file.isEmpty()) {
      values.put("none", true);
      return;
    }
    Region bytes = gate.download(file.get());
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    bytes.writeTo(head, 0, Math.min(bytes.length(), MOST_TEXT));
    values.put("isText", true);
    values.put("text", readable(head.toString(StandardCharsets.UTF_8)));
    values.put("cut", bytes.length() > MOST_TEXT);
    if (!Onlookers.isOne(visit.request())) {
      entrance.shown(open, file.get().item().id(), visit.from());
    }
  }

  /// Without what HTML cannot carry, and without marks that turn the direction of what follows.
  private static String readable(String text) {
    return text.replaceAll("[\\p{Cc}&&[^\\t\\n\\r]]|[\\u202a-\\u202e\\u2066-\\u2069]", "\ufffd");
  }
}
