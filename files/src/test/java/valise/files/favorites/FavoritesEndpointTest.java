package valise.files.favorites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.evidence.Assumed;

class FavoritesEndpointTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final User admin = office.admin();
  private final Caller me = SERVER.as(admin.id());
  private final String plans = folder("Plans");
  private final String notes = folder("Notes");
  private final String folders = "/Users(" + admin.id() + ")/FavoriteFolders";
  private final String favorites = "/Users(" + admin.id() + ")/Favorites";

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private String folder(String name) {
    return ok(me.post("/Items(root)/Folder", "{\"Name\":\"" + name + "\"}")).at("Id").asString();
  }

  private static Reply ok(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    return reply;
  }

  private static String folderBody(String id) {
    return "{\"Folder\":{\"Id\":\"" + id + "\"}}";
  }

  private static String itemBody(String stream, String more) {
    return "{\"Item\":{\"StreamID\":\"" + stream + "\"}" + more + "}";
  }

  private String stream(String id) {
    return ok(me.get("/Items(" + id + ")?$select=StreamID")).at("StreamID").asString();
  }

  private List<String> names(String path, String member) {
    return ok(me.get(path)).values().stream().map(each -> each.path(member).asString()).toList();
  }

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Favorites",
      claim = "`FavoriteFolders` are kept, listed, read by the folder's id and removed")
  void aFolderIsKeptListedReadAndRemoved() {
    Reply kept = ok(me.post(folders, folderBody(plans)));
    assertThat(kept.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.FavoriteFolder");
    assertThat(kept.at("FolderName").asString()).isEqualTo("Plans");
    assertThat(kept.at("Id").asString()).isEqualTo(plans);
    ok(me.post(folders, folderBody(notes)));

    assertThat(names(folders, "FolderName")).containsExactly("Plans", "Notes");
    assertThat(me.get(folders + "?$expand=Folder").values().getFirst().at("/Folder/Id").asString())
        .isEqualTo(plans);
    for (String path :
        List.of(
            folders + "(" + plans + ")",
            "/FavoriteFolders(" + plans + ")",
            "/Items(" + plans + ")/FavoriteFolder")) {
      assertThat(ok(me.get(path)).at("FolderAlias").asString()).as(path).isEqualTo("Plans");
    }
    assertThat(names("/Items(favorites)/Children", "Name"))
        .containsExactlyInAnyOrder("Plans", "Notes");

    assertThat(ok(me.delete(folders + "(" + plans + ")")).status()).isEqualTo(204);
    assertThat(me.delete(folders + "(" + plans + ")").status()).isEqualTo(404);
    assertThat(me.get("/Items(" + plans + ")/FavoriteFolder").status()).isEqualTo(404);
    assertThat(names(folders, "FolderName")).containsExactly("Notes");
  }

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Favorites",
      claim =
          "`Favorites` go by stream; alias and position are given by the server when they are not")
  void anItemIsKeptByItsStreamWithAliasAndPosition() {
    Reply first = ok(me.post(favorites, itemBody(stream(plans), "")));
    assertThat(first.at("Alias").asString()).isEqualTo("Plans");
    assertThat(first.at("DisplayPosition").asInt(-1)).isNotNegative();
    Reply second =
        ok(me.post(favorites, itemBody(stream(notes), ",\"Alias\":\"N\",\"DisplayPosition\":7")));
    assertThat(second.at("Alias").asString()).isEqualTo("N");
    assertThat(second.at("DisplayPosition").asInt()).isEqualTo(7);

    assertThat(
            ok(me.get("/Favorites(" + stream(notes) + ")?$expand=Item"))
                .at("Item")
                .path("Id")
                .asString())
        .isEqualTo(notes);
    assertThat(names(favorites, "Alias")).containsExactly("Plans", "N");
    ok(me.delete("/Favorites(" + stream(plans) + ")"));
    assertThat(me.get("/Favorites(" + stream(plans) + ")").status()).isEqualTo(404);
    ok(me.delete(favorites));
    assertThat(names(favorites, "Alias")).isEmpty();
  }

  @Test
  void aTakenAliasOrPositionIsRefusedAndKeepingAgainChangesBoth() {
    ok(me.post(favorites, itemBody(stream(plans), ",\"Alias\":\"A\",\"DisplayPosition\":1")));

    assertThat(me.post(favorites, itemBody(stream(notes), ",\"Alias\":\"a\"")).code())
        .isEqualTo("ALIAS_TAKEN");
    assertThat(me.post(favorites, itemBody(stream(notes), ",\"DisplayPosition\":1")).code())
        .isEqualTo("POSITION_TAKEN");
    ok(me.post(favorites, itemBody(stream(plans), ",\"Alias\":\"B\",\"DisplayPosition\":2")));
    assertThat(names(favorites, "Alias")).containsExactly("B");
  }

  @Test
  void aPutReplacesAllOrNothing() {
    ok(me.post(folders, folderBody(plans)));

    assertThat(
            me.put(folders, "[" + folderBody(notes) + "," + folderBody("nothing") + "]").status())
        .isEqualTo(404);
    assertThat(names(folders, "FolderName")).containsExactly("Plans");
    ok(me.put(folders, "[" + folderBody(notes) + "," + folderBody(plans) + "]"));
    assertThat(names(folders, "FolderName")).containsExactly("Notes", "Plans");
    assertThat(me.put(folders, "[" + folderBody(notes) + "," + folderBody(notes) + "]").code())
        .isEqualTo("BAD_FIELD");
    ok(me.put(favorites, "[" + itemBody(stream(plans), "") + "]"));
    assertThat(names(favorites, "Alias")).containsExactly("Plans");
    assertThat(me.put(favorites, "[null]").code()).isEqualTo("BAD_BODY");
    assertThat(me.put(favorites, "{}").code()).isEqualTo("BAD_BODY");
  }

  @Test
  void badWishesAreRefusedInWords() {
    assertThat(me.post(folders, "{}").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(me.post(favorites, "{}").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(me.post(folders, folderBody("top")).code()).isEqualTo("INVALID_TARGET");
    assertThat(me.post(folders, folderBody("nothing")).status()).isEqualTo(404);
    assertThat(me.post(favorites, itemBody(stream(plans), ",\"DisplayPosition\":-1")).status())
        .isEqualTo(400);
    assertThat(
            me.post(favorites, itemBody(stream(plans), ",\"Alias\":\"" + "x".repeat(257) + "\""))
                .status())
        .isEqualTo(400);
  }

  @Test
  void favoritesAreTheirUsersOwnEvenFromAnAdministrator() {
    User ann = office.employee("ann");
    ok(me.post(folders, folderBody(plans)));
    Caller asAnn = SERVER.as(ann.id());

    for (String path : List.of("/FavoriteFolders", "/Favorites")) {
      assertThat(me.get("/Users(" + ann.id() + ")" + path).code()).isEqualTo("NOT_ALLOWED");
      assertThat(asAnn.get("/Users(" + admin.id() + ")" + path).code()).isEqualTo("NOT_ALLOWED");
      assertThat(asAnn.get("/Users(" + ann.id() + ")" + path).values()).isEmpty();
    }
    assertThat(asAnn.post("/Users(" + ann.id() + ")/FavoriteFolders", folderBody(plans)).status())
        .as("not hers to see")
        .isEqualTo(404);
    assertThat(SERVER.anonymous().get(favorites).status()).isEqualTo(401);
  }

  @Test
  void whatIsDeletedOrTakenAwayIsNotShown() {
    User ann = office.employee("ann");
    Caller asAnn = SERVER.as(ann.id());
    String line = "{\"Principal\":{\"Id\":\"" + ann.id() + "\"},\"CanView\":%s}";
    ok(me.post("/Items(" + plans + ")/AccessControls", line.formatted(true)));
    String hers = "/Users(" + ann.id() + ")/FavoriteFolders";
    ok(asAnn.post(hers, folderBody(plans)));

    ok(me.delete("/AccessControls(principalid=" + ann.id() + ",itemid=" + plans + ")"));
    assertThat(asAnn.get(hers).values()).isEmpty();
    ok(me.post("/Items(" + plans + ")/AccessControls", line.formatted(true)));
    assertThat(asAnn.get(hers).values()).hasSize(1);
    ok(me.delete("/Items(" + plans + ")"));
    assertThat(asAnn.get(hers).values()).isEmpty();
  }
}
