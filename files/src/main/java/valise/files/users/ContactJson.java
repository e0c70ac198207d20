package valise.files.users;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `Contacts`.
@Component
public final class ContactJson implements EntitySet<Contact> {

  /// The set's name.
  public static final String SET = "Contacts";

  private static final Shape<Contact> SHAPE =
      Shape.<Contact>of(SET, "Contact")
          .with("Name", Contact::name)
          .with("Email", Contact::email)
          .with("Username", Contact::email)
          .with("FirstName", Contact::firstName)
          .with("LastName", Contact::lastName)
          .with("Company", Contact::company)
          // The first 40 and 20 characters of the address [net-sdk].
          .with("EmailMedium", contact -> first(contact.email(), 40))
          .with("EmailShort", contact -> first(contact.email(), 20))
          .with("IsConfirmed", Contact::confirmed)
          .with("IsDisabled", Contact::disabled)
          .with("Count", Contact::count)
          .withDate("CreatedDate", contact -> Optional.of(contact.createdAt()))
          .withCall(
              "LastAnyLogin",
              (contact, call) ->
                  call.caller().filter(Authority::managesClients).isPresent()
                      ? contact.lastSignInAt()
                      : null)
          .toOne(
              "User",
              UserJson.SET,
              contact -> contact.isGroup() ? Optional.empty() : Optional.of(contact.id()))
          .build();

  private final Users users;

  ContactJson(Users users) {
    this.users = users;
  }

  private static String first(String text, int characters) {
    return text.length() <= characters ? text : text.substring(0, characters);
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<Contact>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<Contact> shapeOf(Contact entity) {
    return SHAPE;
  }

  @Override
  public String idOf(Contact entity) {
    return entity.id();
  }

  @Override
  public Map<String, Contact> load(Principal caller, Set<String> ids) {
    Set<UserId> wanted = new HashSet<>();
    ids.forEach(id -> UserId.parse(id).ifPresent(wanted::add));
    Map<String, Contact> found = new HashMap<>();
    users
        .load(caller.account(), wanted)
        .forEach((id, user) -> found.put(id.value(), Contact.of(user)));
    return found;
  }
}
