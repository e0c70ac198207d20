package valise.files.groups;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;
import valise.files.users.Contact;
import valise.files.users.ContactJson;
import valise.files.users.UserJson;

/// The set `Groups`.
@Component
final class GroupJson implements EntitySet<Group> {

  static final String SET = "Groups";

  private final Groups groups;
  private final Shape<Group> shape;

  GroupJson(Groups groups) {
    this.groups = groups;
    this.shape =
        describe(Shape.<Group>of(SET, "Group"), Function.identity())
            .toMany("Contacts", ContactJson.SET, this::contacts)
            .build();
  }

  static <T> Shape.Builder<T> describe(Shape.Builder<T> shape, Function<T, Group> of) {
    return shape
        .with("Name", it -> of.apply(it).name())
        .with("Email", it -> "")
        .with("IsShared", it -> of.apply(it).shared())
        .with("NumberOfContacts", it -> of.apply(it).members())
        .toOne("Owner", UserJson.SET, it -> Optional.of(of.apply(it).owner().value()))
        .toOne("Account", "Accounts", it -> Optional.of(of.apply(it).account().value()));
  }

  private Map<Group, List<Contact>> contacts(Principal caller, Collection<Group> owners) {
    Map<Group, List<Contact>> contacts = new java.util.IdentityHashMap<>();
    groups
        .members(caller, owners)
        .forEach((group, people) -> contacts.put(group, people.stream().map(Contact::of).toList()));
    return contacts;
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<Group>> shapes() {
    return List.of(shape);
  }

  @Override
  public Shape<Group> shapeOf(Group entity) {
    return shape;
  }

  @Override
  public String idOf(Group entity) {
    return entity.id().value();
  }

  @Override
  public Map<String, Group> load(Principal caller, Set<String> ids) {
    return groups.named(caller, ids);
  }
}
