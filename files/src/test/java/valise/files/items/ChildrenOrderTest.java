package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import valise.files.testing.FilesServer;
import valise.files.testing.FilesServer.Caller;
import valise.files.testing.FilesServer.Reply;
import valise.files.testing.Office;

/// The order of a folder's children.
class ChildrenOrderTest {

  private static final FilesServer SERVER = FilesServer.start();

  private final Caller caller = SERVER.as(Office.in(SERVER).admin().id());
  private final String children;

  ChildrenOrderTest() {
    String folder = made("/Items(home)/Folder", "{\"Name\":\"Work\"}");
    children = "/Items(" + folder + ")/Children";
    // In the order of their creation, a folder and a note by turns.
    for (String each : List.of("d Folder", "c Note", "b Folder", "a Note")) {
      String kind = each.substring(2);
      SERVER.clock().advance(java.time.Duration.ofMinutes(1));
      made(
          "/Items(" + folder + ")/" + kind,
          "{\"Name\":\"" + each.charAt(0) + "\",\"Description\":\"" + each.charAt(0) + "\"}");
    }
  }

  private String made(String path, String body) {
    Reply reply = caller.post(path, body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.at("Id").asString();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private String order(String query) {
    Reply reply = caller.get(children + query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return String.join(
        "", reply.values().stream().map(item -> item.path("Name").asString()).toList());
  }

  @Test
  void foldersComeFirstWhenNoOrderIsAskedFor() {
    assertThat(order("")).isEqualTo("bdac");
    assertThat(order("?$filter=Name ne 'b'")).isEqualTo("dac");
  }

  @Test
  void anOrderMixesFoldersAndOtherItems() {
    assertThat(order("?$orderby=Name")).isEqualTo("abcd");
    assertThat(order("?$orderby=Name desc&$top=3")).isEqualTo("dcb");
    assertThat(order("?$orderby=CreationDate desc")).isEqualTo("abcd");
    assertThat(order("?$orderby=CreationDate&orderingMode=Default")).isEqualTo("dcba");
  }

  @Test
  void foldersFirstGroupsWhateverTheOrderWithin() {
    assertThat(order("?$orderby=Name desc&orderingMode=FoldersFirst")).isEqualTo("dbca");
    assertThat(order("?$orderby=CreationDate&orderingMode=FoldersFirst")).isEqualTo("dbca");
    assertThat(order("?$orderby=CreationDate desc&orderingMode=foldersfirst")).isEqualTo("bdac");
    assertThat(order("?$orderby=CreatorNameShort,Name&orderingMode=FoldersFirst"))
        .isEqualTo("bdac");
    assertThat(order("?$orderby=CreationDate&orderingMode=FoldersFirst&$skip=1&$top=2"))
        .isEqualTo("bc");
  }

  @Test
  void anotherModeIsRefused() {
    Reply refused = caller.get(children + "?orderingMode=Upwards");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("BAD_PARAMETER");
    assertThat(caller.get(children + "?orderingMode=Upwards&$orderby=Name").status())
        .isEqualTo(400);
    assertThat(caller.get(children + "?orderingMode=Upwards&$orderby=CreationDate").status())
        .isEqualTo(400);
  }
}
