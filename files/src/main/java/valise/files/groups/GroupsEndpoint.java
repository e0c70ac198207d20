package valise.files.groups;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.core.type.TypeReference;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Contribution;
import valise.files.odata.Endpoint;
import valise.files.users.Contact;
import valise.files.users.ContactJson;
import valise.files.users.User;
import valise.files.users.UserJson;
import valise.files.users.UserView;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// Groups, their members, and the address book: sharefile-v3 sections 10 and 12.
@Endpoint
final class GroupsEndpoint {

  private final Groups groups;
  private final GroupJson set;
  private final ContactJson contacts;

  GroupsEndpoint(Groups groups, GroupJson set, ContactJson contacts) {
    this.groups = groups;
    this.set = set;
    this.contacts = contacts;
  }

  record ContactBody(
      Field<String> id,
      Field<String> email,
      Field<String> name,
      Field<String> firstName,
      Field<String> lastName) {

    Groups.MemberRef ref() {
      return new Groups.MemberRef(
          id.value().filter(text -> !text.isBlank()),
          email.value().filter(text -> !text.isBlank()),
          firstName.orElse(""),
          lastName.orElse(""));
    }
  }

  record GroupBody(
      Field<String> name, Field<Boolean> isShared, Field<List<ContactBody>> contacts) {}

  @GetMapping("/sf/v3/Groups")
  Answer groups(Call call) {
    return Answer.feed(set, groups.visible(call.principal()));
  }

  @GetMapping("/sf/v3/Groups({id})")
  Answer group(Call call, @PathVariable String id) {
    return Answer.entity(set, groups.visible(call.principal(), id));
  }

  @PostMapping("/sf/v3/Groups")
  Answer create(Call call) {
    GroupBody body = call.body(GroupBody.class);
    return Answer.entity(
        set,
        groups.create(
            call.principal(),
            body.name().orElse(""),
            body.isShared().orElse(false),
            body.contacts().orElse(List.of()).stream().map(ContactBody::ref).toList()));
  }

  /// A list of contacts in the body is passed over [docs].
  @PatchMapping("/sf/v3/Groups({id})")
  Answer change(Call call, @PathVariable String id) {
    GroupBody body = call.body(GroupBody.class);
    return Answer.entity(
        set,
        groups.change(
            call.principal(),
            id,
            body.name().isGiven() ? Optional.of(body.name().orElse("")) : Optional.empty(),
            body.isShared().value()));
  }

  @DeleteMapping("/sf/v3/Groups({id})")
  Answer delete(Call call, @PathVariable String id) {
    groups.delete(call.principal(), id);
    return Answer.nothing();
  }

  @GetMapping("/sf/v3/Groups({id})/Contacts")
  Answer contacts(Call call, @PathVariable String id) {
    return feed(groups.members(call.principal(), id));
  }

  @PostMapping("/sf/v3/Groups({id})/Contacts")
  Answer addContacts(Call call, @PathVariable String id) {
    return feed(groups.addMembers(call.principal(), id, refs(call)));
  }

  @DeleteMapping("/sf/v3/Groups({id})/Contacts")
  Answer removeContacts(Call call, @PathVariable String id) {
    return feed(groups.removeMembers(call.principal(), id, refs(call)));
  }

  private static List<Groups.MemberRef> refs(Call call) {
    return call.body(new TypeReference<List<ContactBody>>() {}).stream()
        .map(ContactBody::ref)
        .toList();
  }

  private Answer feed(List<User> members) {
    return Answer.feed(contacts, members.stream().map(Contact::of).toList());
  }

  /// One's own only [net-sdk].
  @GetMapping("/sf/v3/Users({id})/Groups")
  Answer groupsOf(Call call, @PathVariable String id) {
    Principal caller = call.principal();
    UserId user = UserId.parse(id).orElseThrow(() -> Refusal.noSuchThing("The user"));
    if (!user.equals(caller.user()) && !caller.isAdmin()) {
      throw Refusal.notAllowed("Ask for your own groups only.");
    }
    return Answer.feed(set, groups.groupsOf(caller, Set.of(user)).getOrDefault(user, List.of()));
  }

  /// `type` is `personal` (the default) or `shared`.
  @GetMapping("/sf/v3/Accounts/AddressBook")
  Answer addressBook(Call call) {
    boolean shared =
        call.params()
            .oneOf(
                "type",
                text ->
                    switch (text.toLowerCase(Locale.ROOT)) {
                      case "personal" -> Optional.of(false);
                      case "shared" -> Optional.of(true);
                      default -> Optional.empty();
                    },
                "personal or shared")
            .orElse(false);
    String term = call.params().text("searchTerm").orElse("").strip().toLowerCase(Locale.ROOT);
    return Answer.feed(
        contacts,
        groups.addressBook(call.principal(), shared).stream()
            .filter(contact -> matches(contact, term))
            .toList());
  }

  private static boolean matches(Contact contact, String term) {
    return term.isEmpty()
        || List.of(contact.name(), contact.email(), contact.company()).stream()
            .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(term));
  }

  /// `Groups` on users: one's own, or of those whom one administers.
  @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
  static class OnUsers {

    @Bean
    Contribution<UserView> groupsOnUsers(Groups groups) {
      return Contribution.feed(
          UserJson.SET, "Groups", GroupJson.SET, (caller, owners) -> of(groups, caller, owners));
    }

    private static Map<UserView, List<Group>> of(
        Groups groups, Principal caller, Collection<UserView> owners) {
      Set<UserId> asked = new HashSet<>();
      for (UserView owner : owners) {
        if (caller.isAdmin() || owner.user().id().equals(caller.user())) {
          asked.add(owner.user().id());
        }
      }
      Map<UserId, List<Group>> found = groups.groupsOf(caller, asked);
      Map<UserView, List<Group>> byOwner = new java.util.IdentityHashMap<>();
      owners.forEach(owner -> byOwner.put(owner, found.getOrDefault(owner.user().id(), List.of())));
      return byOwner;
    }
  }
}
