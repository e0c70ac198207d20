package valise.files.shares;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// Recipients, the vendor's `ShareAlias` (sharefile-v3 section 20.3). Their address is below the
/// share's.
@Component
final class AliasJson implements EntitySet<AliasView> {

  static final String SET = "ShareAliases";

  /// Whoever a recipient is: a user, or a guest who is none.
  private static final Shape<Alias> USER =
      Shape.<Alias>of("Users", "User")
          .with("Id", alias -> alias.user().map(UserId::value).orElse(null))
          .with("Email", alias -> who(alias, it -> it.email().text()))
          .with("FirstName", alias -> who(alias, Alias.Person::firstName))
          .with("LastName", alias -> who(alias, Alias.Person::lastName))
          .with("Company", alias -> who(alias, Alias.Person::company))
          .with(
              "FullName", alias -> who(alias, it -> (it.firstName() + " " + it.lastName()).strip()))
          .build();

  private static final Shape<AliasView> SHAPE =
      Shape.<AliasView>of(SET, "ShareAlias")
          .with("Email", view -> who(view.alias(), it -> it.email().text()))
          .with("Downloads", view -> view.alias().downloads())
          .with("IsConsumed", AliasView::consumed)
          .with("IsRead", view -> view.alias().read())
          .with("IsArchived", view -> view.alias().archived())
          .withCall("Uri", (view, call) -> ShareJson.uri(call, view.share(), view.alias()))
          .with(
              "User",
              view ->
                  view.alias().who().isPresent() || view.alias().user().isPresent()
                      ? new Shape.Nested<>(USER, view.alias())
                      : null)
          .toOne("Share", ShareJson.SET, view -> Optional.of(view.share().id().value()))
          .build();

  private static String who(Alias alias, java.util.function.Function<Alias.Person, String> member) {
    return alias.who().map(member).orElse("");
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<AliasView>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<AliasView> shapeOf(AliasView view) {
    return SHAPE;
  }

  @Override
  public String setOf(AliasView view) {
    return ShareJson.SET + "(" + view.share().id() + ")/Recipients";
  }

  @Override
  public String idOf(AliasView view) {
    return view.alias().id().value();
  }

  /// Nothing names a recipient without its share.
  @Override
  public Map<String, AliasView> load(Principal caller, Set<String> ids) {
    return Map.of();
  }
}
