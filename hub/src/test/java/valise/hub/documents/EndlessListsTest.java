package valise.hub.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import valise.hub.ceql.OrderBy;
import valise.hub.ceql.Where;
import valise.hub.mapping.Engine;
import valise.hub.mapping.Listings;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.mapping.ProviderRequest;
import valise.hub.mapping.Section;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.ScriptedClock;

/// A provider whose every page is full: what is asked of it ends all the same.
class EndlessListsTest {

  private static final String FOLDER =
      "{\"Id\":\"fo1\",\"Name\":\"f\",\"odata.type\":\"ShareFile.Api.Models.Folder\"}";

  private int asked;
  private final Cabinet cabinet = cabinet();

  private Cabinet cabinet() {
    try (InputStream yaml =
        Objects.requireNonNull(
            Cabinet.class.getResourceAsStream("/valise/hub/elements/sharefile/documents.yaml"))) {
      return new Cabinet(
          DocumentMapping.read(Section.read("sharefile/documents.yaml", yaml)),
          Map.of(),
          new Engine(new ScriptedClock()),
          this::answer);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ProviderAnswer answer(ProviderRequest request) {
    asked++;
    String target = request.target();
    int size =
        target.contains("top=") ? Integer.parseInt(target.replaceFirst(".*top=(\\d+).*", "$1")) : 1;
    String text =
        target.contains("/Children")
            ? IntStream.range(0, size)
                .mapToObj(i ->
                    "{\"Id\":\"fi%d\",\"Name\":\"n%d\",\"odata.type\":\"ShareFile.Api.Models.File\"}"
                        .formatted(i, i))
                .collect(Collectors.joining(",", "{\"value\":[", "]}"))
            : FOLDER;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ProviderAnswer(
        200, Map.of(), OptionalLong.of(bytes.length), new ByteArrayInputStream(bytes));
  }

  private Item folder() {
    return cabinet.find(new Target.ByPath(HubPath.parse("/f")));
  }

  @Test
  void aListOfWhichNothingIsWantedIsNotSortedForEver() {
    Item folder = folder();
    Listings<CloudFile> listings =
        Lists.listings(
            cabinet.mapping(),
            page ->
                cabinet.run("contents", Map.of("item", folder.seen(), "page", page.get("page"))),
            record ->
                cabinet.described(record, Optional.empty(), Optional.empty()).file().orElseThrow());
    Listings.Wish wish =
        new Listings.Wish(
            10,
            1,
            Optional.empty(),
            Optional.of(Where.parse("name='nothing'")),
            Optional.of(OrderBy.parse("name")));

    assertThatThrownBy(() -> listings.list(wish))
        .isInstanceOfSatisfying(
            Refusal.class, refused -> assertThat(refused.code()).isEqualTo("TOO_MANY_TO_SORT"));
    assertThat(asked).isLessThan(200);
  }

  @Test
  void aFolderWithoutEndIsNotWalkedForEver() {
    ChangeWalk walk =
        new ChangeWalk(
            cabinet,
            cabinet.mapping().changes().orElseThrow(),
            Instant.parse("2020-01-01T00:00:00Z"));

    assertThatThrownBy(() -> walk.walk(folder()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.code()).isEqualTo("PROVIDER_LOOP"));
    assertThat(asked).isLessThan(300);
  }
}
