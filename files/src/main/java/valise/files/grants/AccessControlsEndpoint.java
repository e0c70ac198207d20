package valise.files.grants;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.core.type.TypeReference;
import valise.files.accounts.Text;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Key;
import valise.files.users.NewUser;
import valise.files.users.User;
import valise.files.users.UserJson;
import valise.files.users.UserView;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.json.Field;
import valise.platform.secrets.Secret;

/// Access lists: sharefile-v3 section 8.2, and `UsersForFolder` of section 9. Everything is done
/// when it answers.
@Endpoint
final class AccessControlsEndpoint {

  private static final int MOST_IDS = 1_000;

  private final AccessControls controls;
  private final AccessControlJson set;
  private final Users users;
  private final UserJson userSet;

  AccessControlsEndpoint(
      AccessControls controls, AccessControlJson set, Users users, UserJson userSet) {
    this.controls = controls;
    this.set = set;
    this.users = users;
    this.userSet = userSet;
  }

  // --- one line ----------------------------------------------------------------------------------

  @GetMapping("/sf/v3/AccessControls({key})")
  Answer get(Call call, @PathVariable String key) {
    Key parts = Key.parse(key);
    return Answer.entity(
        set,
        controls.find(
            call.principal(), AccessControlJson.item(parts), AccessControlJson.principal(parts)));
  }

  @DeleteMapping("/sf/v3/AccessControls({key})")
  Answer delete(Call call, @PathVariable String key) {
    Key parts = Key.parse(key);
    controls.remove(
        call.principal(), AccessControlJson.item(parts), AccessControlJson.principal(parts));
    return Answer.nothing();
  }

  @GetMapping("/sf/v3/Items({id})/AccessControls")
  Answer list(Call call, @PathVariable String id) {
    return Answer.feed(set, controls.list(call.principal(), id));
  }

  @PostMapping("/sf/v3/Items({id})/AccessControls")
  Answer put(Call call, @PathVariable String id) {
    return Answer.entity(set, controls.set(call.principal(), id, wish(call)));
  }

  @PatchMapping("/sf/v3/Items({id})/AccessControls")
  Answer change(Call call, @PathVariable String id) {
    return Answer.entity(set, controls.update(call.principal(), id, wish(call)));
  }

  private static Wish wish(Call call) {
    AccessControlBody body = call.body(AccessControlBody.class);
    return body.wish(
        body.who(),
        call.params().flag("recursive", body.recursive().orElse(false)),
        call.params().flag("sendDefaultNotification", body.sendDefaultNotification().orElse(false)),
        call.params().text("message").orElse(body.message().orElse("")));
  }

  // --- several -----------------------------------------------------------------------------------

  @PostMapping("/sf/v3/Items({id})/AccessControls/BulkSet")
  Answer bulkSet(Call call, @PathVariable String id) {
    AccessControlBody.Bulk body = call.body(AccessControlBody.Bulk.class);
    List<AccessControls.Placed> wanted = new ArrayList<>();
    for (AccessControlBody.Param param : body.params()) {
      if (param.control().item().value().isPresent()) {
        throw Refusal.malformed(
            "BAD_FIELD", "'AccessControl.Item' must not be given here: the address names it.");
      }
      wanted.add(new AccessControls.Placed(id, body.wish(param, param.control().who())));
    }
    return Answer.value(BulkJson.SHAPE, controls.setAll(call.principal(), wanted));
  }

  @PostMapping("/sf/v3/AccessControls/BulkSetForPrincipal")
  Answer bulkSetForPrincipal(Call call) {
    Wish.Someone who = Wish.Someone.withId(call.params().requiredText("principalId"));
    AccessControlBody.Bulk body = call.body(AccessControlBody.Bulk.class);
    List<AccessControls.Placed> wanted =
        body.params().stream()
            .map(
                param -> new AccessControls.Placed(param.control().folder(), body.wish(param, who)))
            .toList();
    return Answer.value(BulkJson.SHAPE, controls.setAll(call.principal(), wanted));
  }

  @PostMapping("/sf/v3/AccessControls/Clone")
  Answer copy(Call call) {
    AccessControlBody.Clone body = call.body(AccessControlBody.Clone.class);
    return Answer.value(
        BulkJson.SHAPE,
        controls.cloneLines(
            call.principal(),
            required(body.folderId(), "FolderId"),
            principal(required(body.principalId(), "PrincipalId")),
            bounded(body.clonePrincipalIds().orElse(List.of())),
            body.notifyUser().orElse(false),
            body.notifyMessage().orElse("")));
  }

  @PostMapping("/sf/v3/Items({id})/AccessControls/BulkDelete")
  Answer bulkDelete(Call call, @PathVariable String id) {
    controls.removeAll(
        call.principal(), id, ids(call).stream().map(AccessControlsEndpoint::principal).toList());
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/AccessControls/BulkDeleteForPrincipal")
  Answer bulkDeleteForPrincipal(Call call) {
    PrincipalId principal = principal(call.params().requiredText("principalId"));
    List<ItemId> folders =
        ids(call).stream()
            .map(text -> ItemId.parse(text).orElseThrow(() -> Refusal.noSuchThing("The folder")))
            .toList();
    controls.removeFromAll(call.principal(), principal, folders);
    return Answer.nothing();
  }

  // --- telling people ----------------------------------------------------------------------------

  @PostMapping("/sf/v3/Items({id})/AccessControls/NotifyUsers")
  Answer notifyUsers(Call call, @PathVariable String id) {
    AccessControlBody.Notify body = call.body(AccessControlBody.Notify.class);
    controls.notifyUsers(call.principal(), id, people(body), body.customMessage().orElse(""));
    return Answer.nothing();
  }

  /// The page contains what callers wrote, escaped; it may still run nothing and load nothing.
  @PostMapping("/sf/v3/Items({id})/AccessControls/NotifyUsersPreview")
  ResponseEntity<byte[]> preview(Call call, @PathVariable String id) {
    AccessControlBody.Notify body = call.body(AccessControlBody.Notify.class);
    String page =
        controls.preview(call.principal(), id, people(body), body.customMessage().orElse(""));
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
        .body(page.getBytes(StandardCharsets.UTF_8));
  }

  private static List<UserId> people(AccessControlBody.Notify body) {
    return bounded(body.userIds().orElse(List.of())).stream()
        .map(text -> UserId.parse(text).orElseThrow(() -> Refusal.noSuchThing("The user")))
        .distinct()
        .toList();
  }

  // --- people ------------------------------------------------------------------------------------

  @PostMapping("/sf/v3/UsersForFolder")
  Answer addUser(Call call) {
    Principal caller = call.principal();
    AccessControlBody.NewClient body = call.body(AccessControlBody.NewClient.class);
    NewUser wanted =
        NewUser.client(
                Text.email("Email", body.email().orElse("")),
                body.firstName().orElse(""),
                body.lastName().orElse(""))
            .withCompany(body.company().orElse(""));
    Optional<String> password = body.password().value().filter(text -> !text.isEmpty());
    if (password.isPresent()) {
      wanted = wanted.withPassword(users.hash(caller.account(), Secret.of(password.get())));
    }
    User user =
        controls.addUser(
            caller,
            call.params().requiredText("folderId"),
            wanted,
            call.params().flag("ifNecessary", false),
            call.params().flag("notify", false));
    Map<String, UserView> views = userSet.load(caller, Set.of(user.id().value()));
    return Answer.entity(userSet, java.util.Objects.requireNonNull(views.get(user.id().value())));
  }

  // --- bodies ------------------------------------------------------------------------------------

  private static String required(Field<String> field, String name) {
    return field
        .value()
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () -> Refusal.malformed("PARAMETER_MISSING", "The body must give " + name + "."));
  }

  private static PrincipalId principal(String text) {
    return PrincipalId.parse(text).orElseThrow(() -> Subjects.unknown(text));
  }

  private static List<String> ids(Call call) {
    return bounded(call.body(new TypeReference<List<String>>() {}));
  }

  private static List<String> bounded(List<String> texts) {
    if (texts.size() > MOST_IDS) {
      throw Refusal.tooLarge("TOO_MANY_LISTS", "At most " + MOST_IDS + " ids at once.");
    }
    if (texts.stream().anyMatch(java.util.Objects::isNull)) {
      throw Refusal.malformed("BAD_BODY", "The body must be a list of ids.");
    }
    return texts.stream().distinct().toList();
  }
}
