package valise.files.accounts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `Zones`. Public samples pick the first zone that is `CitrixManaged`
/// [client:tubedude/sharefile_connect]: one that the service itself manages, as this is.
@Component
final class ZoneJson implements EntitySet<Zone> {

  static final String SET = "Zones";

  private static final Shape<Zone> SHAPE =
      Shape.<Zone>of(SET, "Zone")
          .with("Name", zone -> "valise")
          .with("ZoneType", zone -> "CitrixManaged")
          .with("ZoneServices", zone -> "StorageZone")
          .with("HeartBeatTolerance", zone -> 0)
          .with("PingBackInterval", zone -> 0)
          .with("IsHIPAAZone", zone -> false)
          .with("IsMultiTenant", zone -> true)
          .onRequest("Metadata", (zone, call) -> List.of())
          .build();

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<Zone>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Zone> shapeOf(Zone entity) {
    return SHAPE;
  }

  @Override
  public String idOf(Zone entity) {
    return Zone.ID;
  }

  @Override
  public Map<String, Zone> load(Principal caller, Set<String> ids) {
    return ids.contains(Zone.ID) ? Map.of(Zone.ID, Zone.THIS) : Map.of();
  }
}
