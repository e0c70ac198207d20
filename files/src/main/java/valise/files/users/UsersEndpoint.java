package valise.files.users;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import tools.jackson.core.type.TypeReference;
import valise.files.accounts.Text;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.json.Field;

/// Making, reading, changing and removing people: sharefile-v3 section 9.
@Endpoint
final class UsersEndpoint {

  private final Administration administration;
  private final UserJson set;

  UsersEndpoint(Administration administration, UserJson set) {
    this.administration = administration;
    this.set = set;
  }

  // --- reading -----------------------------------------------------------------------------------

  /// Without a parameter, the caller: commonly the first call after sign-in
  /// [client:pennersr/django-allauth].
  @GetMapping("/sf/v3/Users")
  Answer user(Call call) {
    Principal caller = call.principal();
    Optional<String> id = call.params().text("id");
    Optional<String> address = call.params().text("emailAddress");
    if (id.isPresent()) {
      return Answer.entity(set, administration.read(caller, id.get()));
    }
    return Answer.entity(
        set,
        address.isPresent()
            ? administration.readByEmail(caller, Text.email("emailAddress", address.get()))
            : administration.self(caller));
  }

  @GetMapping("/sf/v3/Users({id})")
  Answer user(Call call, @PathVariable String id) {
    return Answer.entity(set, administration.read(call.principal(), id));
  }

  @GetMapping("/sf/v3/Users({id})/Security")
  Answer security(Call call, @PathVariable String id) {
    return Answer.value(UserJson.SECURITY, administration.read(call.principal(), id));
  }

  @GetMapping("/sf/v3/Users({id})/Preferences")
  Answer preferences(Call call, @PathVariable String id) {
    return Answer.value(UserJson.PREFERENCES, administration.read(call.principal(), id));
  }

  // --- making ------------------------------------------------------------------------------------

  @PostMapping("/sf/v3/Users")
  Answer createClient(Call call) {
    return create(call, false);
  }

  @PostMapping("/sf/v3/Users/AccountUser")
  Answer createEmployee(Call call) {
    return create(call, true);
  }

  private Answer create(Call call, boolean employee) {
    Authority.requireManages(call.principal(), employee);
    UserBody body = call.body(UserBody.class);
    return Answer.entity(
        set,
        administration.create(
            call.principal(),
            UserForms.newUser(body, employee),
            UserForms.password(body),
            call.params().flag("ifNecessary", false),
            call.params().flag("notify", false)));
  }

  // --- changing ----------------------------------------------------------------------------------

  @PatchMapping("/sf/v3/Users({id})")
  Answer change(Call call, @PathVariable String id) {
    return change(call, id, false);
  }

  @PatchMapping("/sf/v3/Users/AccountUser({id})")
  Answer changeEmployee(Call call, @PathVariable String id) {
    return change(call, id, true);
  }

  private Answer change(Call call, String id, boolean employeeForm) {
    UserBody body = call.body(UserBody.class);
    return Answer.entity(
        set,
        administration.change(
            call.principal(), id, user -> UserForms.change(body, user, employeeForm)));
  }

  /// Values may be texts, as in the vendor's samples.
  @PatchMapping("/sf/v3/Users({id})/Preferences")
  Answer changePreferences(Call call, @PathVariable String id) {
    Map<String, Object> values = new HashMap<>();
    ((Map<?, ?>) call.body(Map.class))
        .forEach((name, value) -> {
          if (value != null) {
            values.put(name.toString(), value);
          }
        });
    UserBody body =
        new UserBody(
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.of(values));
    return Answer.value(
        UserJson.PREFERENCES,
        administration.change(call.principal(), id, user -> UserForms.change(body, user, false)));
  }

  record RolesBody(Field<List<String>> roles) {}

  /// Adds roles.
  @PatchMapping("/sf/v3/Users({id})/Roles")
  Answer addRoles(Call call, @PathVariable String id) {
    List<String> names = call.body(RolesBody.class).roles().orElse(List.of());
    return Answer.entity(
        set,
        administration.change(
            call.principal(),
            id,
            user -> {
              Set<Role> roles = new HashSet<>(user.granted());
              roles.addAll(Authority.parse(names, user.employee()));
              return UserChange.NONE.withRoles(roles);
            }));
  }

  /// Replaces roles.
  @PutMapping("/sf/v3/Users({id})/Roles")
  Answer replaceRoles(Call call, @PathVariable String id) {
    List<String> names = call.body(RolesBody.class).roles().orElse(List.of());
    return Answer.entity(
        set,
        administration.change(
            call.principal(),
            id,
            user -> UserChange.NONE.withRoles(Authority.parse(names, user.employee()))));
  }

  @PostMapping("/sf/v3/Users({id})/RemoveRoles")
  Answer removeRoles(Call call, @PathVariable String id) {
    List<String> names = call.body(new TypeReference<List<String>>() {});
    administration.change(
        call.principal(),
        id,
        user -> {
          EnumSet<Role> roles = EnumSet.noneOf(Role.class);
          roles.addAll(user.granted());
          roles.removeAll(Authority.parse(names, user.employee()));
          return UserChange.NONE.withRoles(roles);
        });
    return Answer.nothing();
  }

  // --- going -------------------------------------------------------------------------------------

  /// Without `completely` the user only leaves all folders and groups.
  @DeleteMapping("/sf/v3/Users({id})")
  Answer delete(Call call, @PathVariable String id) {
    administration.leave(
        call.principal(),
        List.of(id),
        call.params().flag("completely", false) ? Leaving.How.DELETED : Leaving.How.FOLDERS,
        Optional.empty(),
        call.params().text("itemsReassignTo"),
        call.params().text("groupsReassignTo"));
    return Answer.nothing();
  }

  @DeleteMapping("/sf/v3/Users/Clients")
  Answer deleteClients(Call call) {
    deleteClients(call, call.body(new TypeReference<List<String>>() {}));
    return Answer.nothing();
  }

  record BulkBody(
      Field<List<String>> userIds,
      Field<String> reassignItemsToId,
      Field<String> reassignGroupsToId) {}

  @PostMapping("/sf/v3/Users/Clients/BulkDelete")
  Answer bulkDelete(Call call) {
    deleteClients(call, call.body(BulkBody.class).userIds().orElse(List.of()));
    return Answer.nothing();
  }

  private void deleteClients(Call call, List<String> ids) {
    administration.leave(
        call.principal(),
        ids,
        Leaving.How.DELETED,
        Optional.of(false),
        Optional.empty(),
        Optional.empty());
  }

  @PostMapping("/sf/v3/Users/Employees/Downgrade")
  Answer downgrade(Call call) {
    BulkBody body = call.body(BulkBody.class);
    administration.leave(
        call.principal(),
        body.userIds().orElse(List.of()),
        Leaving.How.DOWNGRADED,
        Optional.of(true),
        body.reassignItemsToId().value().filter(id -> !id.isEmpty()),
        body.reassignGroupsToId().value().filter(id -> !id.isEmpty()));
    return Answer.nothing();
  }
}
