package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.downloads.Fetcher;
import valise.files.ids.ItemId;
import valise.files.items.Item;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Reply;
import valise.files.users.User;

/// Every route into a share, in every state a share can be in, for everybody who may come: printed
/// as docs/share-access.md and held equal to it.
class ShareAccessDocumentTest {

  private static final FilesServer SERVER = FilesServer.start();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /// What a share is like, or what became of it after links were handed out.
  private enum State {
    PLAIN("plain", "", "/Download"),
    LOGIN("requires login", ",\"RequireLogin\":true", "/Download"),
    USER_INFO("asks who", ",\"RequireUserInfo\":true", "/Download?Name=A%20B&Email=a@b.example"),
    VIEW_ONLY("view-only", "", "/Download"),
    USED_UP("used up", ",\"MaxDownloads\":1", "/Download"),
    EXPIRED("expired", "", "/Download"),
    REVOKED("taken back", "", "/Download"),
    EMPTY("item deleted", "", "/Download"),
    NO_RIGHT("creator lost the right", "", "/Download"),
    CREATOR_GONE("creator disabled", "", "/Download");

    private final String text;
    private final String members;
    private final String first;

    State(String text, String members, String first) {
      this.text = text;
      this.members = members;
      this.first = first;
    }

    /// Whether there is nothing any more for anybody but the creator.
    boolean over() {
      return switch (this) {
        case EXPIRED, REVOKED, EMPTY, NO_RIGHT, CREATOR_GONE -> true;
        case PLAIN, LOGIN, USER_INFO, VIEW_ONLY, USED_UP -> false;
      };
    }
  }

  private enum Who {
    ANONYMOUS("anonymous"),
    CREATOR("creator"),
    RECIPIENT("recipient"),
    OTHER_RECIPIENT("with another's alias"),
    COLLEAGUE("colleague"),
    STRANGER("other account");

    private final String text;

    Who(String text) {
      this.text = text;
    }
  }

  /// What is asked for.
  private enum Route {
    SHARE("GET", "", ""),
    ITEMS("GET", "/Items", ""),
    ITEM("GET", "/Items({item})", ""),
    THUMBNAIL("GET", "/Items({item})/Thumbnail", ""),
    DOWNLOAD("GET", "/Download", ""),
    DOWNLOAD_BY_PARAMETER("GET", "/Download?id={item}", ""),
    DOWNLOAD_ONE("GET", "/Download({item})", ""),
    ITEM_DOWNLOAD("GET", "/Items({item})/Download", ""),
    ALIAS_DOWNLOAD("GET", "/Recipients({alias})/Download", ""),
    ALIAS_WITH("GET", "/Recipients({alias})/DownloadWithAlias", ""),
    ALIAS_WITH_ONE("GET", "/Recipients({alias})/DownloadWithAlias({item})", ""),
    BULK("POST", "/Recipients({alias})/BulkDownload", "[\"{item}\"]"),
    RECIPIENTS("GET", "/Recipients", ""),
    RECIPIENT("GET", "/Recipients({alias})", ""),
    MESSAGE("GET", "/Recipients({alias})/Message", ""),
    CHANGE("PATCH", "", "{\"Title\":\"x\"}"),
    ADD_ALIAS("POST", "/Alias?email=more@client.example", ""),
    REDIRECTION("GET", "/Redirection", ""),
    UPLOAD("POST", "/Upload?fileName=x.txt", ""),
    UPLOAD2("POST", "/Upload2", "{\"FileName\":\"x.txt\"}");

    private final String method;
    private final String path;
    private final String body;

    Route(String method, String path, String body) {
      this.method = method;
      this.path = path;
      this.body = body;
    }

    boolean leadsToBytes() {
      return path.contains("Download");
    }
  }

  /// What is asked for in a browser.
  private enum PageRoute {
    PAGE("GET", "/d/{id}"),
    OTHER_FORM("GET", "/d-{id}"),
    DOWNLOAD("POST", "/d/{id}/download"),
    DOWNLOAD_ONE("POST", "/d/{id}/download/{item}"),
    PICTURE("GET", "/d/{id}/picture/{item}"),
    VIEW("GET", "/d/{id}/view/{item}");

    private final String method;
    private final String path;

    PageRoute(String method, String path) {
      this.method = method;
      this.path = path;
    }
  }

  /// One share in one state, with its people.
  private static final class Stage {

    private final ShareWorld world = new ShareWorld(SERVER);
    private final State state;
    private final User creator = world.office.employee("creator");
    private final User recipient = world.office.employee("recipient");
    private final User other = world.office.employee("other");
    private final User colleague = world.office.employee("colleague");
    private final ShareWorld elsewhere = new ShareWorld(SERVER);
    private final FilesServer.Caller stranger = elsewhere.admin;
    private final ItemId folder = world.folder("root", "Reports");
    private final Item item = world.file(folder, "fox.txt", "fox");
    private final String share;
    private final Map<Who, String> links = new LinkedHashMap<>();
    private final String alias;
    private final boolean requests;

    /// @param requests whether files are requested rather than sent
    Stage(State state, boolean requests) {
      this.state = state;
      this.requests = requests;
      world.grant(creator, folder, Rights.of(Right.DOWNLOAD, Right.UPLOAD));
      String members =
          state.members
              + ",\"Recipients\":[{\"User\":{\"Id\":\""
              + recipient.id()
              + "\"}},{\"User\":{\"Id\":\""
              + other.id()
              + "\"}}]";
      this.share =
          requests
              ? world.request(SERVER.as(creator.id()), members, folder)
              : world.send(SERVER.as(creator.id()), members, item.id());
      this.alias =
          SERVER.as(creator.id()).get("/Shares(" + share + ")/Recipients").values().stream()
              .filter(it -> it.path("Email").asString().startsWith("recipient"))
              .findFirst()
              .orElseThrow()
              .path("Id")
              .asString();
      for (Who who : List.of(Who.CREATOR, Who.RECIPIENT, Who.COLLEAGUE)) {
        if (requests) {
          handOutUpload(who);
        } else {
          handOutLink(who);
        }
      }
      happen();
    }

    private void handOutLink(Who who) {
      Reply reply = caller(who).get("/Shares(" + share + ")" + state.first);
      if (reply.status() == 302) {
        links.put(who, ShareWorld.location(reply));
      }
    }

    private void handOutUpload(Who who) {
      String path = "/Shares(" + share + ")" + state.first.replace("Download", "Upload");
      String name = (path.contains("?") ? "&" : "?") + "raw=true&fileName=" + who + ".txt";
      Reply reply = caller(who).post(path + name, "");
      if (reply.status() == 200) {
        links.put(who, reply.at("ChunkUri").asString());
      }
    }

    /// What becomes of bytes sent to an address that was handed out before.
    String sendCell(Who who) {
      String link = links.get(who);
      if (link == null) {
        return "-";
      }
      ShareWorld.Bytes answer = world.send("POST", link, new byte[] {1, 2, 3});
      return answer.text().contains("\"error\":false") ? "yes" : "refused";
    }

    private FilesServer.Caller caller(Who who) {
      return switch (who) {
        case ANONYMOUS -> SERVER.anonymous();
        case CREATOR -> SERVER.as(creator.id());
        case RECIPIENT -> SERVER.as(recipient.id());
        case OTHER_RECIPIENT -> SERVER.as(other.id());
        case COLLEAGUE -> SERVER.as(colleague.id());
        case STRANGER -> stranger;
      };
    }

    private void happen() {
      FilesServer.Caller maker = SERVER.as(creator.id());
      String path = "/Shares(" + share + ")";
      switch (state) {
        case PLAIN, LOGIN, USER_INFO -> {}
        case VIEW_ONLY -> done(maker.patch(path, "{\"IsViewOnly\":true}"));
        case USED_UP -> links.values().forEach(world::fetch);
        case EXPIRED -> done(maker.patch(path, "{\"ExpirationDate\":\"2026-01-01\"}"));
        case REVOKED -> done(maker.delete(path));
        case EMPTY -> done(world.admin.delete("/Items(" + (requests ? folder : item.id()) + ")"));
        case NO_RIGHT -> world.grant(creator, folder, Rights.of(Right.VIEW));
        case CREATOR_GONE ->
            done(
                world.admin.patch(
                    "/Users(" + creator.id() + ")", "{\"Security\":{\"IsDisabled\":true}}"));
      }
    }

    private static void done(Reply reply) {
      assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    }

    String cell(Route route, Who who) {
      String path = fill("/Shares(" + share + ")" + route.path);
      Reply reply = caller(who).send(route.method, path, fill(route.body));
      return reply.status() < 400 ? "yes" : reply.code();
    }

    private String fill(String text) {
      return text.replace("{item}", item.id().value()).replace("{alias}", alias);
    }

    /// A page in a browser in which somebody is signed in, or nobody.
    String pageCell(PageRoute route, Who who) {
      boolean byAlias = who == Who.RECIPIENT || who == Who.OTHER_RECIPIENT;
      String path = fill(route.path.replace("{id}", byAlias ? alias : share));
      String url = SERVER.base().replace("/sf/v3", "") + path;
      Optional<String> signedIn =
          switch (who) {
            case ANONYMOUS -> Optional.empty();
            case CREATOR -> Optional.of(creator.id().value());
            case RECIPIENT -> Optional.of(recipient.id().value());
            case OTHER_RECIPIENT -> Optional.of(other.id().value());
            case COLLEAGUE -> Optional.of(colleague.id().value());
            case STRANGER -> Optional.of(elsewhere.office.admin().id().value());
          };
      ShareWorld.Bytes answer =
          signedIn.isPresent()
              ? world.send(route.method, url, new byte[0], FilesServer.HEADER, signedIn.get())
              : world.send(route.method, url, new byte[0]);
      return answer.status() == 303
          ? answer
              .header("Location")
              .replaceAll("[?].*", "")
              .replaceAll("/d/s.*", "the page")
              .replaceAll(".*/", "")
          : answer.text().replaceAll("(?s).*<h1>|</h1>.*|<[^>]*>", "");
    }

    /// A link that was handed out before.
    String linkCell(Who who) {
      String link = links.get(who);
      if (link == null) {
        return "-";
      }
      ShareWorld.Bytes bytes = world.fetch(link);
      return bytes.status() < 400 ? "yes" : bytes.text().replaceAll(".*valiseCode\":\"|\".*", "");
    }

    /// The link opened in a browser by somebody who is not signed in.
    String openCell(String id) {
      Visitor visitor = new Visitor(Optional.empty(), List.of(), new Fetcher("127.0.0.1", ""));
      return SERVER.bean(Entrance.class).open(id, visitor).getClass().getSimpleName();
    }
  }

  @Test
  void theTableOfRoutesStatesAndCallersIsWhatTheDocumentSays() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    Map<State, Map<Route, Map<Who, String>>> all = new LinkedHashMap<>();
    Map<State, String> doors = new LinkedHashMap<>();
    Map<State, Map<PageRoute, Map<Who, String>>> pages = new LinkedHashMap<>();
    for (State state : State.values()) {
      Stage stage = new Stage(state, false);
      doors.put(
          state,
          "| %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  state.text,
                  stage.openCell(stage.share),
                  stage.openCell(stage.alias),
                  stage.linkCell(Who.CREATOR),
                  stage.linkCell(Who.RECIPIENT),
                  stage.linkCell(Who.COLLEAGUE)));
      Map<PageRoute, Map<Who, String>> seen = new LinkedHashMap<>();
      for (PageRoute route : PageRoute.values()) {
        for (Who who : Who.values()) {
          seen.computeIfAbsent(route, missing -> new LinkedHashMap<>())
              .put(who, stage.pageCell(route, who));
        }
      }
      pages.put(state, seen);
      Map<Route, Map<Who, String>> routes = new LinkedHashMap<>();
      for (Route route : Route.values()) {
        Map<Who, String> cells = new LinkedHashMap<>();
        for (Who who : Who.values()) {
          cells.put(who, stage.cell(route, who));
        }
        routes.put(route, cells);
      }
      all.put(state, routes);
    }
    page.append(DOORS);
    doors.values().forEach(page::append);
    page.append(PAGES);
    for (PageRoute route : PageRoute.values()) {
      print(page, route.method + " " + route.path, each -> each.get(route), pages);
    }
    page.append(API);
    for (Route route : Route.values()) {
      print(page, route.method + " Shares(id)" + route.path, each -> each.get(route), all);
    }
    laws(all);
    pageLaws(pages);
    requests(page);
    Path file = root().resolve("docs/share-access.md");
    String text = page.toString().replace("\r\n", "\n");
    if (System.getProperty("valise.write") != null) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file))
        .as("docs/share-access.md is out of date; run: ./valise docs")
        .isEqualTo(text);
  }

  /// The same for a share that requests files: opening an upload, and going on with one.
  private static void requests(StringBuilder page) {
    page.append(REQUESTS);
    for (State state : State.values()) {
      if (state == State.VIEW_ONLY || state == State.USED_UP) {
        continue;
      }
      Stage stage = new Stage(state, true);
      page.append("| ").append(state == State.EMPTY ? "folder deleted" : state.text);
      page.append(" | ").append(stage.openCell(stage.share)).append(" |");
      for (Who who : Who.values()) {
        String cell = stage.cell(Route.UPLOAD, who);
        assertThat(stage.cell(Route.UPLOAD2, who)).isEqualTo(cell);
        page.append(' ').append(cell).append(" |");
      }
      for (Who who : List.of(Who.CREATOR, Who.RECIPIENT, Who.COLLEAGUE)) {
        String cell = stage.sendCell(who);
        assertThat(state.over() && cell.equals("yes")).as(state + " " + who).isFalse();
        page.append(' ').append(cell).append(" |");
      }
      page.append('\n');
    }
  }

  /// What must hold whatever the document says.
  private static void laws(Map<State, Map<Route, Map<Who, String>>> all) {
    all.forEach((state, routes) ->
        routes.forEach((route, cells) -> {
          String where = state + " " + route;
          assertThat(cells.get(Who.ANONYMOUS)).as(where).isEqualTo("NOT_SIGNED_IN");
          assertThat(cells.get(Who.STRANGER)).as(where).isEqualTo("NOT_FOUND");
          if (state.over()) {
            for (Who who : List.of(Who.RECIPIENT, Who.OTHER_RECIPIENT, Who.COLLEAGUE)) {
              assertThat(cells.get(who)).as(where + " " + who).isEqualTo("NOT_FOUND");
            }
          }
          if (route.leadsToBytes() && (state == State.VIEW_ONLY || state.over())) {
            assertThat(cells.values()).as(where).doesNotContain("yes");
          }
          if (state == State.LOGIN) {
            assertThat(cells.get(Who.COLLEAGUE)).as(where).isEqualTo("NOT_FOUND");
          }
        }));
  }

  private static void pageLaws(Map<State, Map<PageRoute, Map<Who, String>>> pages) {
    pages.forEach((state, routes) ->
        routes.forEach((route, cells) -> {
          String where = state + " " + route;
          if (state.over()) {
            assertThat(cells.values()).as(where).containsOnly("This link does not work");
          }
          if (state == State.VIEW_ONLY) {
            assertThat(cells.values()).as(where).doesNotContain("download.ashx");
          }
          if (state == State.LOGIN) {
            assertThat(List.of(cells.get(Who.ANONYMOUS), cells.get(Who.STRANGER)))
                .as(where)
                .containsOnly("Sign in to open this");
          }
          if (state == State.USER_INFO) {
            assertThat(cells.get(Who.ANONYMOUS)).as(where).isEqualTo("Who are you?");
          }
        }));
  }

  private static <T> void print(
      StringBuilder page, String title, Function<T, Map<Who, String>> cellsOf, Map<State, T> all) {
    page.append("\n## `").append(title);
    page.append("`\n\n| State |");
    List<String> line = new ArrayList<>();
    for (Who who : Who.values()) {
      page.append(' ').append(who.text).append(" |");
      line.add("---");
    }
    page.append("\n|---|").append(String.join("|", line)).append("|\n");
    all.forEach((state, routes) -> {
      page.append("| ").append(state.text).append(" |");
      cellsOf.apply(routes).values().forEach(cell -> page.append(' ').append(cell).append(" |"));
      page.append('\n');
    });
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("valise"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static final String HEAD =
      """
      # Who reaches what of a share

      Every route into a share that sends one file, in every state, for everybody who may come. The share names two recipients. *With another's alias* is
      the second one, who uses the id of the first where the route takes one. `yes` is a success, anything else the code of the refusal (ERRORS.md).

      A file without a picture answers `NO_PREVIEW` where its picture may be asked for, and a share without a message `NOT_FOUND` where it may be read.

      A test prints this and holds it equal to what the server does: `./valise docs`.
      """;

  private static final String PAGES =
      """

      # In a browser

      The heading of the page, or the last part of the address it leads to. Recipients open the first one's link, all others the share's own; each but the
      anonymous one is signed in. `fox.txt` is the page of the share, or of the file.
      """;

  private static final String API =
      """

      # By the API
      """;

  private static final String REQUESTS =
      """

      # A share that requests files

      The share's link in a browser of somebody who is not signed in; `POST Shares(id)/Upload` and `Upload2`; and bytes sent to an address that was handed out
      before the share came into this state.

      | State | share's link | anonymous | creator | recipient | with another's alias | colleague | other account | creator's bytes | recipient's | colleague's |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  private static final String DOORS =
      """

      ## In a browser, and by links that were handed out before

      What somebody who is not signed in finds behind the share's own link and behind a recipient's; and what a download link, handed out before the share
      came into this state, leads to. `-` is no link, because none was given.

      | State | share's link | recipient's link | creator's download | recipient's | colleague's |
      |---|---|---|---|---|---|
      """;
}
