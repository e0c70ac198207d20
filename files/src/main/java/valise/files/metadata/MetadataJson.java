package valise.files.metadata;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.ids.StreamId;
import valise.files.items.ItemJson;
import valise.files.items.ItemView;
import valise.files.odata.Contribution;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `Metadata`.
@Component
final class MetadataJson implements EntitySet<Entry> {

  static final String SET = "Metadata";

  private static final Shape<Entry> SHAPE =
      Shape.<Entry>of(SET, "Metadata")
          .with("Name", Entry::name)
          .with("Value", Entry::content)
          .with("IsPublic", Entry::isPublic)
          .build();

  private final Metadata metadata;

  MetadataJson(Metadata metadata) {
    this.metadata = metadata;
  }

  @Bean
  static Contribution<ItemView> metadataOfItem(Metadata metadata) {
    return Contribution.feed(
        ItemJson.SET,
        "Metadata",
        SET,
        (caller, owners) -> {
          Map<StreamId, List<Entry>> entries =
              metadata.of(owners.stream().map(ItemView::located).toList());
          Map<ItemView, List<Entry>> found = new IdentityHashMap<>();
          owners.forEach(owner -> {
            List<Entry> own = entries.get(owner.item().stream());
            if (own != null) {
              found.put(owner, own);
            }
          });
          return found;
        });
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<Entry>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Entry> shapeOf(Entry entry) {
    return SHAPE;
  }

  @Override
  public String idOf(Entry entry) {
    return entry.id();
  }

  @Override
  public Map<String, Entry> load(Principal caller, Set<String> ids) {
    Map<String, Entry> found = new HashMap<>();
    metadata.load(caller, ids).forEach(entry -> found.put(entry.id(), entry));
    return found;
  }
}
