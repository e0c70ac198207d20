package valise.files.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;
import valise.files.users.User;
import valise.platform.evidence.Assumed;

class MetadataEndpointTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Office office = Office.in(SERVER);
  private final Caller me = SERVER.as(office.admin().id());
  private final String folder = folder("Plans");
  private final String notes = "/Items(" + folder + ")/Metadata";

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

  private static String entry(String name, String value) {
    return "{\"Name\":\"" + name + "\",\"Value\":\"" + value + "\"}";
  }

  private List<String> shown() {
    return ok(me.get(notes)).values().stream()
        .map(each -> each.path("Name").asString() + "=" + each.path("Value").asString())
        .toList();
  }

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = "Metadata",
      claim = "an entry is added, read by id, by name or by composite key, changed and removed")
  void anEntryIsAddedReadChangedAndRemoved() {
    Reply added = ok(me.post(notes, "{\"Name\":\"Colour\",\"Value\":\"red\",\"IsPublic\":true}"));
    assertThat(added.at("odata.type").asString()).isEqualTo("ShareFile.Api.Models.Metadata");
    String id = added.at("Id").asString();
    List<String> addresses =
        List.of(
            notes + "(" + id + ")",
            notes + "(colour)",
            "/Metadata(" + id + ")",
            "/Metadata(name=Colour,itemid=" + folder + ")",
            "/Metadata(itemid=" + folder + ",name=COLOUR)");
    for (String address : addresses) {
      assertThat(ok(me.get(address)).at("Value").asString()).as(address).isEqualTo("red");
    }
    int count = 0;
    for (String address : addresses) {
      Reply changed = ok(me.patch(address, "{\"Value\":\"" + ++count + "\"}"));
      assertThat(changed.at("Value").asString()).as(address).isEqualTo("" + count);
      assertThat(changed.at("IsPublic").asBoolean()).as("left as it was").isTrue();
    }
    assertThat(
            ok(me.post("/Metadata(" + id + ")", "{\"Value\":\"posted\"}")).at("Value").asString())
        .isEqualTo("posted");
    assertThat(ok(me.post("/Metadata(" + id + ")", "{}")).at("Value").asString())
        .as("a GET with a body that became a POST")
        .isEqualTo("posted");
    assertThat(me.get("/Items(" + folder + ")?$expand=Metadata").at("Metadata")).hasSize(1);

    assertThat(ok(me.delete("/Metadata(" + id + ")")).status()).isEqualTo(204);
    for (String address : addresses) {
      assertThat(me.get(address).status()).as(address).isEqualTo(404);
      assertThat(me.delete(address).status()).as(address).isEqualTo(404);
    }
  }

  @Test
  void severalAreSetAllOrNone() {
    ok(me.post(notes, entry("a", "1")));

    Reply set = ok(me.patch(notes, "[" + entry("A", "2") + "," + entry("b", "3") + "]"));
    assertThat(set.values()).hasSize(2);
    assertThat(shown()).containsExactlyInAnyOrder("a=2", "b=3");
    for (String body :
        List.of(
            "[" + entry("a", "9") + "," + entry("a", "8") + "]",
            "[" + entry("a", "9") + "," + entry("A", "8") + "]",
            "[" + entry("a", "9") + ",{\"Value\":\"nameless\"}]",
            "[" + entry("a", "9") + "," + entry("", "x") + "]",
            "[" + entry("a", "9") + "," + entry("x".repeat(257), "x") + "]",
            "[" + entry("a", "9") + ",null]")) {
      assertThat(me.patch(notes, body).status()).as(body).isEqualTo(400);
    }
    assertThat(shown()).containsExactlyInAnyOrder("a=2", "b=3");
  }

  @Test
  void namesAreUniqueWithoutRegardToCaseAndBoundsHold() {
    ok(me.post(notes, entry("a", "1")));

    assertThat(me.post(notes, entry("A", "2")).code()).isEqualTo("METADATA_EXISTS");
    assertThat(me.post(notes, "{\"Value\":\"x\"}").code()).isEqualTo("PARAMETER_MISSING");
    assertThat(me.post(notes, entry("b", "x".repeat(Metadata.MAX_VALUE + 1))).code())
        .isEqualTo("BAD_FIELD");
    assertThat(me.post(notes, entry("b", "\\u0000")).code()).isEqualTo("BAD_FIELD");
    ok(me.post(notes, entry("b", "x".repeat(Metadata.MAX_VALUE))));
    String many =
        IntStream.range(0, Metadata.MOST)
            .mapToObj(i -> entry("n" + i, ""))
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(me.patch(notes, many).code()).isEqualTo("TOO_MUCH_METADATA");
    assertThat(me.get(notes).values()).as("nothing of it was kept").hasSize(2);
    assertThat(me.get("/Items(top)/Metadata").values()).isEmpty();
    assertThat(me.post("/Items(top)/Metadata", entry("a", "1")).code()).isEqualTo("INVALID_TARGET");
  }

  @Test
  void readingTakesViewAndWritingUpload() {
    User ann = office.employee("ann");
    Caller asAnn = SERVER.as(ann.id());
    String id = ok(me.post(notes, entry("a", "1"))).at("Id").asString();
    String line = "{\"Principal\":{\"Id\":\"" + ann.id() + "\"},\"CanView\":true,\"CanUpload\":%s}";

    assertThat(asAnn.get(notes).status()).isEqualTo(404);
    assertThat(asAnn.get("/Metadata(" + id + ")").status()).isEqualTo(404);
    assertThat(SERVER.as(Office.in(SERVER).admin().id()).get("/Metadata(" + id + ")").text())
        .isEqualTo(asAnn.get("/Metadata(" + id + ")").text());
    ok(me.post("/Items(" + folder + ")/AccessControls", line.formatted(false)));
    assertThat(asAnn.get(notes).values()).hasSize(1);
    assertThat(asAnn.post(notes, entry("b", "1")).code()).isEqualTo("NOT_ALLOWED");
    assertThat(asAnn.delete("/Metadata(" + id + ")").code()).isEqualTo("NOT_ALLOWED");
    ok(me.post("/Items(" + folder + ")/AccessControls", line.formatted(true)));
    ok(asAnn.post(notes, entry("b", "1")));
    ok(asAnn.delete("/Metadata(" + id + ")"));
    assertThat(shown()).containsExactly("b=1");
  }
}
