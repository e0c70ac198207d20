package valise.files.oauth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// Apps on the wire: the vendor's list of what a user has connected, and our own of what is
/// registered.
final class AppJson {

  private AppJson() {}

  /// The body of a new app.
  record NewApp(
      @Nullable String name,
      @Nullable List<String> redirectUris,
      @Nullable Boolean confidential,
      @Nullable Boolean actAsMe) {}

  /// The body of a change.
  record Change(@Nullable Boolean enabled) {}

  /// An app with the secret it was just given; empty text when it is not shown.
  record Shown(App app, String secret) {}

  /// A registered app. Not the vendor's: ours, under `/valise/v1`.
  static final Shape<Shown> REGISTERED =
      Shape.<Shown>of("RegisteredApp")
          .with("Id", it -> it.app().id().value())
          .with("Name", it -> it.app().name())
          .with("RedirectUris", it -> it.app().redirectUris())
          .with("Confidential", it -> it.app().confidential())
          .with("FirstParty", it -> it.app().firstParty())
          .with("Enabled", it -> it.app().enabled())
          .with("ForAllAccounts", it -> it.app().account() == null)
          .with("ActsAs", it -> it.app().owner() == null ? null : it.app().owner().value())
          .with("CreatedAt", it -> it.app().createdAt())
          .with("Secret", it -> it.secret().isEmpty() ? null : it.secret())
          .build();

  /// What the caller has connected.
  @Component
  static final class ConnectedApps implements EntitySet<GrantStore.Connected> {

    private static final Shape<GrantStore.Connected> SHAPE =
        Shape.<GrantStore.Connected>of("Apps", "ConnectedApp")
            .with("Name", GrantStore.Connected::name)
            .with("LastLoginDate", GrantStore.Connected::lastUsedAt)
            .with("UserId", connected -> connected.user().value())
            .with("Active", connected -> true)
            .with("Devices", connected -> List.of())
            .build();

    private final Grants grants;

    ConnectedApps(Grants grants) {
      this.grants = grants;
    }

    @Override
    public String name() {
      return "Apps";
    }

    @Override
    public List<Shape<GrantStore.Connected>> shapes() {
      return List.of(SHAPE);
    }

    @Override
    public Shape<GrantStore.Connected> shapeOf(GrantStore.Connected connected) {
      return SHAPE;
    }

    @Override
    public String idOf(GrantStore.Connected connected) {
      return connected.app().value();
    }

    @Override
    public Map<String, GrantStore.Connected> load(Principal caller, Set<String> ids) {
      return grants.connectedTo(caller.user()).stream()
          .filter(connected -> ids.contains(connected.app().value()))
          .collect(Collectors.toMap(connected -> connected.app().value(), Function.identity()));
    }

    Optional<GrantStore.Connected> find(Principal caller, String id) {
      return Optional.ofNullable(load(caller, Set.of(id)).get(id));
    }
  }
}
