package valise.files.groups;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;
import valise.files.users.UserJson;
import valise.files.users.UserView;

/// The set `Principals`: whoever can stand in a folder's list, a user or a group. No address of the
/// vendor's has this name; it is what properties of the type `Principal` name, and each entity in
/// it is written as what it is, at its own address.
@Component
final class PrincipalJson implements EntitySet<PrincipalJson.Entity> {

  static final String SET = "Principals";

  /// One of the two.
  sealed interface Entity {
    record OfUser(UserView view) implements Entity {}

    record OfGroup(Group group) implements Entity {}
  }

  private static final Shape<Entity> CLIENT =
      UserJson.describe(Shape.<Entity>of(UserJson.SET, "User"), PrincipalJson::view).build();
  private static final Shape<Entity> EMPLOYEE =
      UserJson.describeEmployee(Shape.<Entity>of(UserJson.SET, "AccountUser"), PrincipalJson::view)
          .build();
  private static final Shape<Entity> GROUP =
      GroupJson.describe(Shape.<Entity>of(GroupJson.SET, "Group"), PrincipalJson::group).build();

  private final UserJson users;
  private final GroupJson groups;

  PrincipalJson(UserJson users, GroupJson groups) {
    this.users = users;
    this.groups = groups;
  }

  private static UserView view(Entity entity) {
    return ((Entity.OfUser) entity).view();
  }

  private static Group group(Entity entity) {
    return ((Entity.OfGroup) entity).group();
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public String setOf(Entity entity) {
    return entity instanceof Entity.OfGroup ? GroupJson.SET : UserJson.SET;
  }

  @Override
  public List<Shape<Entity>> shapes() {
    return List.of(CLIENT, EMPLOYEE, GROUP);
  }

  @Override
  public Shape<Entity> shapeOf(Entity entity) {
    return switch (entity) {
      case Entity.OfGroup group -> GROUP;
      case Entity.OfUser(UserView view) -> view.user().employee() ? EMPLOYEE : CLIENT;
    };
  }

  @Override
  public String idOf(Entity entity) {
    return switch (entity) {
      case Entity.OfGroup(Group group) -> group.id().value();
      case Entity.OfUser(UserView view) -> view.user().id().value();
    };
  }

  @Override
  public Map<String, Entity> load(Principal caller, Set<String> ids) {
    Map<String, Entity> found = new HashMap<>();
    users.load(caller, ids).forEach((id, view) -> found.put(id, new Entity.OfUser(view)));
    groups.load(caller, ids).forEach((id, group) -> found.put(id, new Entity.OfGroup(group)));
    return found;
  }
}
