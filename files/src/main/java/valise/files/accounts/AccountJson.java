package valise.files.accounts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.ids.Principal;
import valise.files.odata.Call;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `Accounts`: nobody sees any but their own.
@Component
public final class AccountJson implements EntitySet<AccountView> {

  /// The set's name.
  public static final String SET = "Accounts";

  /// The id of the one zone there is, in the set `Zones`.
  public static final String ZONE = Zone.ID;

  private static final long MEGABYTE = 1L << 20;
  private static final long GIGABYTE = 1L << 30;

  /// What strangers are shown on the sign-in page.
  static final Shape<AccountView> BRANDING =
      Shape.<AccountView>of(SET, "Account")
          .with("Id", view -> view.account().id().value())
          .with("CompanyName", view -> view.account().companyName())
          .with("Subdomain", view -> view.account().subdomain())
          .with("LogoURL", view -> view.settings().text(AccountSetting.LOGO_URL))
          .with("CompanyURL", view -> view.settings().text(AccountSetting.COMPANY_URL))
          .with("UseAdvancedCustomBranding", view -> false)
          .with("BrandingStyles", view -> Map.of())
          .build();

  private record Space(long max, long used) {
    long free() {
      return max < 0 ? -1 : Math.max(0, max - used);
    }
  }

  private static final Shape<Space> DISK_SPACE =
      Shape.<Space>of("DiskSpace")
          .with("Max", space -> megabytes(space.max()))
          .with("Used", space -> megabytes(space.used()))
          .with("Free", space -> megabytes(space.free()))
          .build();

  private static final Shape<AccountUsage.Usage> USER_USAGE =
      Shape.<AccountUsage.Usage>of("UserUsage")
          .with("EmployeeMax", usage -> -1)
          .with("EmployeeCount", AccountUsage.Usage::employees)
          .with("ClientCount", AccountUsage.Usage::clients)
          .build();

  private final Accounts accounts;
  private final AccountUsage usage;
  private final Shape<AccountView> shape;

  AccountJson(Accounts accounts, AccountUsage usage) {
    this.accounts = accounts;
    this.usage = usage;
    this.shape =
        Shape.<AccountView>of(SET, "Account")
            .with("CompanyName", view -> view.account().companyName())
            .with("Subdomain", view -> view.account().subdomain())
            .with("Subdomains", view -> List.of(view.account().subdomain()))
            .with("PlanName", view -> "valise")
            .withDate("CreationDate", view -> Optional.of(view.account().createdAt()))
            .with("RootItemId", view -> view.account().id().value())
            .toOne("RootItem", "Items", view -> Optional.of(view.account().id().value()))
            .with("LogoURL", view -> view.settings().text(AccountSetting.LOGO_URL))
            .with("CompanyURL", view -> view.settings().text(AccountSetting.COMPANY_URL))
            .with("Phone", view -> view.settings().text(AccountSetting.PHONE))
            .with("Address1", view -> view.settings().text(AccountSetting.ADDRESS_1))
            .with("Address2", view -> view.settings().text(AccountSetting.ADDRESS_2))
            .with("City", view -> view.settings().text(AccountSetting.CITY))
            .with("State", view -> view.settings().text(AccountSetting.STATE))
            .with("Zip", view -> view.settings().text(AccountSetting.ZIP))
            .with("Country", view -> view.settings().text(AccountSetting.COUNTRY))
            .with("UserMax", view -> -1)
            .with(
                "DiskSpaceMax",
                view -> megabytes(view.settings().number(AccountSetting.QUOTA_BYTES)))
            .with(
                "StorageQuotaPerUser",
                view -> gigabytes(view.settings().number(AccountSetting.USER_QUOTA_BYTES)))
            .with("UseAdvancedCustomBranding", view -> false)
            .with("HasPowerTools", view -> false)
            .with("IsFreeTrial", view -> false)
            .with("IsCancelled", view -> false)
            .onRequest("BrandingStyles", (view, call) -> Map.of())
            .onRequest("DiskSpace", this::diskSpace)
            .onRequest("UserUsage", this::userUsage)
            .onRequest(
                "Preferences", (view, call) -> new Shape.Nested<>(PreferencesJson.SHAPE, view))
            .onRequest(
                "ProductDefaults",
                (view, call) ->
                    new Shape.Nested<>(FixedAnswers.PRODUCT_DEFAULTS, FixedAnswers.server(call)))
            .onRequest(
                "MobileSecuritySettings",
                (view, call) ->
                    new Shape.Nested<>(FixedAnswers.MOBILE_SECURITY, FixedAnswers.server(call)))
            .onRequest(
                "SSO",
                (view, call) -> new Shape.Nested<>(FixedAnswers.SSO, FixedAnswers.server(call)))
            .build();
  }

  private @Nullable Object diskSpace(AccountView view, Call call) {
    if (!call.principal().isEmployee()) {
      return null;
    }
    long used = usage.of(view.account().id()).storedBytes();
    return new Shape.Nested<>(
        DISK_SPACE, new Space(view.settings().number(AccountSetting.QUOTA_BYTES), used));
  }

  private @Nullable Object userUsage(AccountView view, Call call) {
    return call.principal().isEmployee()
        ? new Shape.Nested<>(USER_USAGE, usage.of(view.account().id()))
        : null;
  }

  /// The vendor's whole numbers of megabytes, rounded up; -1 is no limit.
  private static long megabytes(long bytes) {
    return bytes < 0 ? -1 : Math.ceilDiv(bytes, MEGABYTE);
  }

  private static long gigabytes(long bytes) {
    return bytes < 0 ? -1 : Math.ceilDiv(bytes, GIGABYTE);
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<AccountView>> shapes() {
    return List.of(shape);
  }

  @Override
  public Shape<AccountView> shapeOf(AccountView entity) {
    return shape;
  }

  @Override
  public String idOf(AccountView entity) {
    return entity.account().id().value();
  }

  @Override
  public Map<String, AccountView> load(Principal caller, Set<String> ids) {
    String own = caller.account().value();
    return ids.contains(own) ? Map.of(own, view(caller.account())) : Map.of();
  }

  AccountView view(AccountId id) {
    return accounts.view(id);
  }
}
