package valise.hub.tenants;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.wire.Endpoint;
import valise.hub.wire.PageRequest;
import valise.platform.Refusal;
import valise.platform.json.Field;
import valise.platform.secrets.Secret;

/// `/accounts`, their users and their settings.
@Endpoint
final class AccountsEndpoint {

  private static final int LONGEST_NAME = 200;

  private final Tenants tenants;

  AccountsEndpoint(Tenants tenants) {
    this.tenants = tenants;
  }

  record AccountBody(
      Field<String> externalId,
      Field<String> name,
      Field<String> description,
      Field<Boolean> active) {

    Tenants.AccountChange change() {
      externalId.ifValue(text -> required("externalId", text));
      name.ifValue(text -> required("name", text));
      return new Tenants.AccountChange(
          externalId.value(), name.value(), description.value(), active.value());
    }
  }

  private static String required(String field, String text) {
    if (text.isBlank() || text.length() > LONGEST_NAME) {
      throw Refusal.malformed(
          "BAD_FIELD", "'%s' must have 1 to %d characters.".formatted(field, LONGEST_NAME));
    }
    return text;
  }

  @GetMapping("/accounts")
  ResponseEntity<List<AccountJson>> list(
      Caller caller,
      PageRequest page,
      @RequestParam(name = "includeInactive", defaultValue = "false") boolean inactive) {
    return page.cut(
        tenants.accounts(caller).stream()
            .filter(account -> inactive || account.active())
            .map(AccountJson::of)
            .toList());
  }

  @PostMapping("/accounts")
  AccountJson create(Caller caller, @RequestBody AccountBody body) {
    String externalId =
        required(
            "externalId",
            body.externalId()
                .value()
                .orElseThrow(() -> Refusal.malformed("FIELD_MISSING", "'externalId' is missing.")));
    return AccountJson.of(
        tenants.createAccount(
            caller,
            externalId,
            required("name", body.name().orElse(externalId)),
            body.description().orElse("")));
  }

  @GetMapping("/accounts/{id}")
  AccountJson get(Caller caller, @PathVariable("id") long id) {
    return AccountJson.of(tenants.account(caller, new AccountId(id)));
  }

  @RequestMapping(
      path = "/accounts/{id}",
      method = {RequestMethod.PUT, RequestMethod.PATCH})
  AccountJson change(Caller caller, @PathVariable("id") long id, @RequestBody AccountBody body) {
    return AccountJson.of(tenants.change(caller, new AccountId(id), body.change()));
  }

  /// An account is not removed but closed [docs].
  @DeleteMapping("/accounts/{id}")
  void close(Caller caller, @PathVariable("id") long id) {
    tenants.change(
        caller,
        new AccountId(id),
        new Tenants.AccountChange(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false)));
  }

  // --- settings ----------------------------------------------------------------------------------

  @GetMapping("/accounts/settings")
  Map<String, String> ownSettings(Caller caller) {
    return tenants.settings(caller.account());
  }

  @GetMapping("/accounts/{id}/settings")
  Map<String, String> settings(Caller caller, @PathVariable("id") long id) {
    return tenants.settings(tenants.account(caller, new AccountId(id)).id());
  }

  @RequestMapping(
      path = "/accounts/settings",
      method = {RequestMethod.POST, RequestMethod.PATCH})
  Map<String, String> changeOwn(Caller caller, @RequestBody Map<String, String> settings) {
    return tenants.change(caller, caller.account(), AccountSetting.checked(settings));
  }

  @RequestMapping(
      path = "/accounts/{id}/settings",
      method = {RequestMethod.POST, RequestMethod.PATCH})
  Map<String, String> change(
      Caller caller, @PathVariable("id") long id, @RequestBody Map<String, String> settings) {
    return tenants.change(caller, new AccountId(id), AccountSetting.checked(settings));
  }

  // --- users -------------------------------------------------------------------------------------

  record UserBody(
      Field<String> email,
      Field<String> firstName,
      Field<String> lastName,
      Field<String> password,
      Field<List<String>> roles) {

    NewUser made() {
      Secret<String> chosen = Secret.of(need("password", password));
      NewUser.requireLongEnough(chosen);
      return new NewUser(
          need("email", email),
          need("firstName", firstName),
          need("lastName", lastName),
          Optional.of(chosen),
          roles.orElse(List.of()).stream().map(UsersEndpoint::role).collect(Collectors.toSet()));
    }

    private static String need(String name, Field<String> field) {
      return field
          .value()
          .filter(text -> !text.isBlank())
          .orElseThrow(() -> Refusal.malformed("FIELD_MISSING", "'" + name + "' is missing."));
    }
  }

  @GetMapping("/accounts/{id}/users")
  ResponseEntity<List<UserJson>> users(
      Caller caller, PageRequest page, @PathVariable("id") long id) {
    return page.cut(tenants.users(caller, new AccountId(id)).stream().map(UserJson::of).toList());
  }

  @PostMapping("/accounts/{id}/users")
  UserJson add(Caller caller, @PathVariable("id") long id, @RequestBody UserBody body) {
    Tenants.Made made = tenants.create(caller, new AccountId(id), body.made());
    return UserJson.of(made.user(), Optional.of(made.secret()));
  }

  @GetMapping("/accounts/{id}/users/{user}")
  UserJson user(
      Caller caller, @PathVariable("id") long id, @PathVariable("user") String idOrEmail) {
    AccountId account = new AccountId(id);
    return Optional.of(tenants.user(caller, idOrEmail))
        .filter(user -> user.account().equals(account))
        .map(UserJson::of)
        .orElseThrow(() -> Refusal.noSuchThing("The user '" + idOrEmail + "'"));
  }
}
