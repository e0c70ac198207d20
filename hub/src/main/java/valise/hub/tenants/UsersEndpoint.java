package valise.hub.tenants;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.hub.ids.Caller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;
import valise.platform.json.Field;
import valise.platform.secrets.Secret;

/// `/users` and `/organizations`: who one is, and one's secrets.
@Endpoint
final class UsersEndpoint {

  private final Tenants tenants;

  UsersEndpoint(Tenants tenants) {
    this.tenants = tenants;
  }

  record UserBody(
      Field<String> firstName,
      Field<String> lastName,
      Field<String> password,
      Field<Boolean> active) {}

  record OrganizationJson(long id, String name) {}

  static Role role(String key) {
    return Role.of(key)
        .orElseThrow(() ->
            Refusal.malformed(
                "BAD_FIELD", "There is no role '" + key + "'; there are org-admin, org, admin."));
  }

  @GetMapping({"/users", "/organizations/users"})
  ResponseEntity<List<UserJson>> list(Caller caller, PageRequest page) {
    return page.cut(tenants.users(caller).stream().map(UserJson::of).toList());
  }

  @GetMapping("/users/me")
  UserJson me(Caller caller) {
    return UserJson.of(tenants.user(caller, caller.user().toString()));
  }

  /// With the user's password in a header, the answer holds their secret [docs].
  @GetMapping("/users/{idOrEmail}")
  UserJson get(
      Caller caller,
      @PathVariable("idOrEmail") String idOrEmail,
      @RequestHeader(name = "Elements-User-Password", required = false) @Nullable String password) {
    User user = tenants.user(caller, idOrEmail);
    return UserJson.of(user, tenants.secret(user, Optional.ofNullable(password).map(Secret::of)));
  }

  @RequestMapping(
      path = "/users/{idOrEmail}",
      method = {RequestMethod.PUT, RequestMethod.PATCH})
  UserJson change(
      Caller caller, @PathVariable("idOrEmail") String idOrEmail, @RequestBody UserBody body) {
    return UserJson.of(
        tenants.change(
            caller,
            idOrEmail,
            new Tenants.UserChange(
                body.firstName().value(),
                body.lastName().value(),
                // What an answer showed in place of the password changes nothing.
                body.password().value().filter(text -> !text.equals("secured")).map(Secret::of),
                body.active().value())));
  }

  /// A user is not removed but shut out: what they made stays.
  @DeleteMapping("/users/{idOrEmail}")
  void close(Caller caller, @PathVariable("idOrEmail") String idOrEmail) {
    tenants.change(
        caller,
        idOrEmail,
        new Tenants.UserChange(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false)));
  }

  @GetMapping("/users/{idOrEmail}/roles")
  List<UserJson.RoleJson> roles(Caller caller, @PathVariable("idOrEmail") String idOrEmail) {
    return UserJson.of(tenants.user(caller, idOrEmail)).roles();
  }

  @PutMapping("/users/{idOrEmail}/roles/{role}")
  UserJson give(
      Caller caller,
      @PathVariable("idOrEmail") String idOrEmail,
      @PathVariable("role") String role) {
    return UserJson.of(tenants.withRoles(caller, idOrEmail, Set.of(role(role)), Set.of()));
  }

  @DeleteMapping("/users/{idOrEmail}/roles/{role}")
  UserJson take(
      Caller caller,
      @PathVariable("idOrEmail") String idOrEmail,
      @PathVariable("role") String role) {
    return UserJson.of(tenants.withRoles(caller, idOrEmail, Set.of(), Set.of(role(role))));
  }

  /// A new secret; the old one stops working at once. The vendor does this in its console only, so
  /// the address is ours.
  @PostMapping("/users/{idOrEmail}/secret/reset")
  Map<String, String> resetSecret(Caller caller, @PathVariable("idOrEmail") String idOrEmail) {
    return Map.of("secret", tenants.resetSecret(caller, idOrEmail).reveal());
  }

  @GetMapping("/organizations/me")
  OrganizationJson organization(Caller caller) {
    return new OrganizationJson(caller.organization().value(), tenants.organizationName(caller));
  }

  /// As for users.
  @PostMapping("/organizations/me/secret/reset")
  Map<String, String> resetOrganizationSecret(Caller caller) {
    return Map.of("secret", tenants.resetOrganizationSecret(caller).reveal());
  }
}
